/**
 * Whether ztunnel listens inside a pod, asked of the kernel from inside the pod's namespace (NETLINK_SOCK_DIAG): one exact question per
 * port and family, since a list would go through all listeners of the node. Layouts: struct nlmsghdr of 16 bytes,
 * struct inet_diag_req_v2 (family, protocol, extensions, padding, states u32, then the socket: ports in network order, two addresses
 * of 16 bytes, interface, cookie of 8 bytes), struct inet_diag_msg (family, state, two more, then the socket).
 */
import { inNetns, socketNetlink } from "@ambit/linux";
import type { Netns } from "../agent/netns.ts";

/** Outbound, inbound plaintext, inbound HBONE. */
export const ZTUNNEL_PORTS: readonly number[] = [15_001, 15_006, 15_008];

const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const IPPROTO_TCP = 6;
const TCP_LISTEN = 10;
const HEADER_BYTES = 16;
const REQUEST_BYTES = 72;
const SOURCE_PORT_AT = 24;
const SOURCE_AT = 28;
const DESTINATION_PORT_AT = 26;
const DESTINATION_AT = 44;
const COOKIE_AT = 64;
const ANSWER_PORT_AT = 20;
const LOOPBACK = [
  { family: 2, address: [127, 0, 0, 1] },
  { family: 10, address: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
] as const;

/** Those of `ports` on which nobody listens in the namespace; all of them where the kernel does not say. */
export function silentPorts({ fd }: Pick<Netns, "fd">, ports: readonly number[]): readonly number[] {
  const request = encodeQuestions(ports);
  const answer = inNetns(fd, () => socketNetlink(request));
  const open = typeof answer === "number" ? new Set<number>() : decodeListeners(answer);
  return ports.filter((port) => !open.has(port));
}

/** Exported for its test. */
export function encodeQuestions(ports: readonly number[]): Uint8Array {
  const questions = ports.flatMap((port) => LOOPBACK.map((loopback) => ({ port, ...loopback })));
  const bytes = new Uint8Array(questions.length * REQUEST_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, { port, family, address }] of questions.entries()) {
    const at = index * REQUEST_BYTES;
    view.setUint32(at, REQUEST_BYTES, true);
    view.setUint16(at + 4, SOCK_DIAG_BY_FAMILY, true);
    view.setUint16(at + 6, NLM_F_REQUEST, true);
    view.setUint32(at + 8, index, true);
    bytes.set([family, IPPROTO_TCP], at + HEADER_BYTES);
    view.setUint32(at + HEADER_BYTES + 4, 1 << TCP_LISTEN, true);
    view.setUint16(at + SOURCE_PORT_AT, port);
    // A peer that nobody has, so that no connection is found instead.
    view.setUint16(at + DESTINATION_PORT_AT, 0);
    bytes.set(address, at + SOURCE_AT);
    bytes.set(address, at + DESTINATION_AT);
    // Whatever the cookie.
    bytes.fill(0xff, at + COOKIE_AT, at + REQUEST_BYTES);
  }
  return bytes;
}

/** Exported for its test. */
export function decodeListeners(answer: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>();
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let at = 0;
  while (at + HEADER_BYTES <= answer.length) {
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES || at + length > answer.length) break;
    const isSocket = view.getUint16(at + 4, true) === SOCK_DIAG_BY_FAMILY;
    const state = answer[at + HEADER_BYTES + 1];
    if (isSocket && length >= ANSWER_PORT_AT + 2 && state === TCP_LISTEN) {
      found.add(view.getUint16(at + ANSWER_PORT_AT));
    }
    at += (length + 3) & ~3;
  }
  return found;
}
