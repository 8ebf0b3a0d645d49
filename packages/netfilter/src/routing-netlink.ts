/**
 * The same as routing.ts, said to the kernel itself. Layouts in the machine's order, which is little-endian wherever
 * this runs: struct nlmsghdr (length u32, type u16, flags u16, sequence u32, port u32), then struct rtmsg or struct
 * fib_rule_hdr of 12 bytes, then attributes (length u16, type u16, value u32).
 */
import type { IpFamily } from "@ambit/addr";
import { NetfilterError } from "./netfilter-error.ts";
import { RETURN_MARK, ROUTING_TABLE, RULE_PRIORITY } from "./rules/in-pod-rules.ts";
import { MARK_MASK } from "./rules/rule.ts";

/** How the kernel took the two halves: 0, or a positive errno. */
export interface RoutingAnswer {
  readonly route: number;
  readonly rule: number;
}

type Verb = "add" | "remove";

const MESSAGE_TYPE = {
  add: { route: 24, rule: 32 },
  remove: { route: 25, rule: 33 },
} as const;
const NLMSG_ERROR = 2;
const NLM_F_REQUEST_ACK = 0x5;
const NLM_F_REPLACE = 0x100;
const NLM_F_EXCL = 0x200;
const NLM_F_CREATE = 0x400;

const AF_INET = 2;
const AF_INET6 = 10;
const RT_SCOPE_HOST = 254;
const RTN_LOCAL = 2;
const RTPROT_BOOT = 3;
const FR_ACT_TO_TBL = 1;
const RTA_OIF = 4;
const RTA_TABLE = 15;
const FRA_PRIORITY = 6;
const FRA_FWMARK = 10;
const FRA_FWMASK = 16;
/** The loopback interface is the first of every namespace. */
const LOOPBACK_INDEX = 1;

const HEADER_BYTES = 16;
const BODY_BYTES = 12;
const ATTRIBUTE_BYTES = 8;
const ROUTE_SEQUENCE = 1;
const RULE_SEQUENCE = 2;

/** Both halves in one request; the kernel acts on the second whatever becomes of the first. */
export function encodeRouting(verb: Verb, family: IpFamily): Uint8Array {
  const af = family === 4 ? AF_INET : AF_INET6;
  // struct rtmsg: family, two lengths, tos, table, protocol, scope, type, flags.
  const route = encodeMessage(
    {
      type: MESSAGE_TYPE[verb].route,
      flags: verb === "add" ? NLM_F_CREATE | NLM_F_REPLACE : 0,
      sequence: ROUTE_SEQUENCE,
    },
    [af, 0, 0, 0, ROUTING_TABLE, RTPROT_BOOT, RT_SCOPE_HOST, RTN_LOCAL],
    [
      [RTA_TABLE, ROUTING_TABLE],
      [RTA_OIF, LOOPBACK_INDEX],
    ],
  );
  // struct fib_rule_hdr: family, two lengths, tos, table, two reserved, action, flags.
  const rule = encodeMessage(
    {
      type: MESSAGE_TYPE[verb].rule,
      flags: verb === "add" ? NLM_F_CREATE | NLM_F_EXCL : 0,
      sequence: RULE_SEQUENCE,
    },
    [af, 0, 0, 0, ROUTING_TABLE, 0, 0, FR_ACT_TO_TBL],
    [
      [FRA_PRIORITY, RULE_PRIORITY],
      [FRA_FWMARK, RETURN_MARK],
      [FRA_FWMASK, MARK_MASK],
    ],
  );
  const request = new Uint8Array(route.length + rule.length);
  request.set(route);
  request.set(rule, route.length);
  return request;
}

/** Throws NetfilterError "unreadable-output" when an acknowledgement is missing. */
export function decodeRoutingAnswer(answer: Uint8Array): RoutingAnswer {
  const errnos = new Map<number, number>();
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let at = 0;
  while (at + HEADER_BYTES + 4 <= answer.length) {
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES || at + length > answer.length) break;
    if (view.getUint16(at + 4, true) === NLMSG_ERROR) {
      errnos.set(view.getUint32(at + 8, true), -view.getInt32(at + HEADER_BYTES, true));
    }
    at += (length + 3) & ~3;
  }
  const route = errnos.get(ROUTE_SEQUENCE);
  const rule = errnos.get(RULE_SEQUENCE);
  if (route === undefined || rule === undefined) {
    throw new NetfilterError("unreadable-output", "the kernel has not acknowledged a request for a route");
  }
  return { route, rule };
}

function encodeMessage(
  { type, flags, sequence }: { readonly type: number; readonly flags: number; readonly sequence: number },
  body: readonly number[],
  attributes: readonly (readonly [type: number, value: number])[],
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + BODY_BYTES + attributes.length * ATTRIBUTE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST_ACK | flags, true);
  view.setUint32(8, sequence, true);
  bytes.set(body, HEADER_BYTES);
  for (const [index, [attribute, value]] of attributes.entries()) {
    const at = HEADER_BYTES + BODY_BYTES + index * ATTRIBUTE_BYTES;
    view.setUint16(at, ATTRIBUTE_BYTES, true);
    view.setUint16(at + 2, attribute, true);
    view.setUint32(at + 4, value, true);
  }
  return bytes;
}
