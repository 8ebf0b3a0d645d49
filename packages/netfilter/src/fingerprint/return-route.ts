/** Where a packet with the return mark would go: our policy rule and our route in one question. */
import type { IpFamily } from "@ambit/addr";
import { RETURN_MARK } from "../rules/in-pod-rules.ts";
import { encodeRequest, readAttributes, readMessages } from "./netlink-messages.ts";

const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
const AF: Readonly<Record<IpFamily, number>> = { 4: 2, 6: 10 };
const RTA_DST = 1;
const RTA_TABLE = 15;
const RTA_MARK = 16;
/** struct rtmsg: family, destination's bits, source's bits, tos, table, protocol, scope, type, flags u32. */
const RTMSG_BYTES = 12;
const TYPE_AT = 7;

/** Addresses of documentation (RFC 5737, RFC 3849), which no table has for itself. */
const ELSEWHERE: Readonly<Record<IpFamily, readonly number[]>> = {
  4: [192, 0, 2, 1],
  6: [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
};

export function returnRouteRequest(family: IpFamily): Uint8Array {
  const destination = ELSEWHERE[family];
  const body = new Uint8Array(RTMSG_BYTES + 4 + destination.length + 8);
  const view = new DataView(body.buffer);
  body.set([AF[family], destination.length * 8]);
  view.setUint16(RTMSG_BYTES, 4 + destination.length, true);
  view.setUint16(RTMSG_BYTES + 2, RTA_DST, true);
  body.set(destination, RTMSG_BYTES + 4);
  const markAt = RTMSG_BYTES + 4 + destination.length;
  view.setUint16(markAt, 8, true);
  view.setUint16(markAt + 2, RTA_MARK, true);
  view.setUint32(markAt + 4, RETURN_MARK, true);
  return encodeRequest(RTM_GETROUTE, 0, body);
}

/** Kind of route and table, such as `2 in 100`; `none` where there is no route. */
export function describeReturnRoute(answer: Uint8Array | number): string {
  if (typeof answer === "number") return "none";
  for (const { type, body } of readMessages(answer)) {
    if (type !== RTM_NEWROUTE) continue;
    const table = readAttributes(body, RTMSG_BYTES).get(RTA_TABLE);
    const id = table?.length === 4 ? new DataView(table.buffer, table.byteOffset).getUint32(0, true) : 0;
    return `${body[TYPE_AT]} in ${id}`;
  }
  return "none";
}
