/**
 * Keeps a pod that is to be in the mesh and cannot be redirected from talking in plaintext: policy routing prohibits every packet that its
 * processes send, of whatever protocol, answers included, but for those to itself and to the node's probes. Neighbour discovery
 * is not routed and goes on. Needs neither netfilter nor a program, which are what
 * has failed. Messages are struct fib_rule_hdr (family, two lengths, tos, table, two reserved, action, flags u32)
 * and attributes.
 */
import { type IpAddress, type IpFamily, ipAddressBytes } from "@ambit/addr";
import { readMessages } from "../fingerprint/netlink-messages.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { PodCapture } from "../rules/pod-capture.ts";

/** NETLINK_ROUTE inside the pod: see `PodNamespace`. */
type Netlink = (request: Uint8Array) => Uint8Array | number;

/** Before all rules but the one for local addresses. */
const PROBES_PRIORITY = 1;
const PROHIBIT_PRIORITY = 2;

const TYPE = { add: 32, remove: 33 } as const;
const NLM_F_REQUEST_ACK = 0x5;
const NLM_F_EXCL_CREATE = 0x600;
const NLMSG_ERROR = 2;
const HEADER_BYTES = 16;
const AF: Readonly<Record<IpFamily, number>> = { 4: 2, 6: 10 };
const FR_ACT_TO_TBL = 1;
const FR_ACT_PROHIBIT = 8;
const RT_TABLE_MAIN = 254;
const FRA_DST = 1;
const FRA_IIFNAME = 3;
const FRA_PRIORITY = 6;
/** What the processes of the namespace send themselves comes in by this, as rules see it. */
const FROM_HERE = new TextEncoder().encode("lo\0");

const ENOENT = 2;
const EEXIST = 17;
const EOPNOTSUPP = 95;
const EAFNOSUPPORT = 97;
/** There already, and a family that the kernel does not have. */
const HARMLESS = {
  add: new Set([0, EEXIST, EOPNOTSUPP, EAFNOSUPPORT]),
  remove: new Set([0, ENOENT, EOPNOTSUPP, EAFNOSUPPORT]),
} as const;

/** From now on, in the families in which the pod would be captured. May be repeated. Throws NetfilterError. */
export function blockInPod(netlink: Netlink, capture: Pick<PodCapture, "ipv6" | "probeSource">): void {
  const families: readonly IpFamily[] = capture.ipv6 ? [4, 6] : [4];
  for (const family of families) change(netlink, "add", family, capture.probeSource[family]);
}

/** Undoes it; nothing there is fine. Throws NetfilterError. */
export function unblockInPod(netlink: Netlink, capture: Pick<PodCapture, "probeSource">): void {
  for (const family of [4, 6] as const) change(netlink, "remove", family, capture.probeSource[family]);
}

function change(netlink: Netlink, verb: "add" | "remove", family: IpFamily, probes: IpAddress): void {
  const answer = netlink(encodeBlock(verb, family, probes));
  const refused = errnos(answer).find((errno) => !HARMLESS[verb].has(errno));
  if (refused === undefined) return;
  throw new NetfilterError(
    "program-failed",
    `the kernel refuses to ${verb} the rule that drops the IPv${family} traffic of a pod: errno ${refused}`,
  );
}

/** Exported for its test. */
export function encodeBlock(verb: "add" | "remove", family: IpFamily, probes: IpAddress): Uint8Array {
  const address = ipAddressBytes(probes);
  const prohibit = encodeRule(
    verb,
    [AF[family], 0, 0, 0, 0, 0, 0, FR_ACT_PROHIBIT],
    [
      [FRA_IIFNAME, FROM_HERE],
      [FRA_PRIORITY, u32(PROHIBIT_PRIORITY)],
    ],
  );
  const exempt = encodeRule(
    verb,
    [AF[family], address.length * 8, 0, 0, RT_TABLE_MAIN, 0, 0, FR_ACT_TO_TBL],
    [
      [FRA_DST, address],
      [FRA_PRIORITY, u32(PROBES_PRIORITY)],
    ],
  );
  return new Uint8Array([...exempt, ...prohibit]);
}

function encodeRule(
  verb: "add" | "remove",
  header: readonly number[],
  attributes: readonly (readonly [number, Uint8Array])[],
): readonly number[] {
  const body: number[] = [...header, 0, 0, 0, 0];
  for (const [type, value] of attributes) {
    body.push(4 + value.length, 0, type, 0, ...value);
    while (body.length % 4 !== 0) body.push(0);
  }
  const head = new DataView(new ArrayBuffer(HEADER_BYTES));
  head.setUint32(0, HEADER_BYTES + body.length, true);
  head.setUint16(4, TYPE[verb], true);
  head.setUint16(6, NLM_F_REQUEST_ACK | (verb === "add" ? NLM_F_EXCL_CREATE : 0), true);
  return [...new Uint8Array(head.buffer), ...body];
}

function errnos(answer: Uint8Array | number): readonly number[] {
  if (typeof answer === "number") return [-answer];
  const found = [...readMessages(answer)]
    .filter(({ type, body }) => type === NLMSG_ERROR && body.length >= 4)
    .map(({ body }) => -new DataView(body.buffer, body.byteOffset).getInt32(0, true));
  if (found.length === 2) return found;
  throw new NetfilterError("unreadable-output", "the kernel has not acknowledged a request for rules");
}

function u32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}
