export { decodeDnsHeader, decodeDnsMessage } from "./decode-message.ts";
export { DnsError, type DnsErrorCode } from "./dns-error.ts";
export {
  DNS_CLASS_IN,
  DNS_OPCODE_QUERY,
  DNS_RCODE,
  DNS_TYPE,
  type DnsEdns,
  type DnsEdnsOption,
  type DnsHeader,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  type DnsRecordData,
  type DnsRecordHead,
  type DnsSoaData,
  type DnsSrvData,
} from "./dns-message.ts";
export {
  canonicalDnsName,
  DNS_ROOT,
  type DnsName,
  dnsLabels,
  findDnsName,
  findLabelsBelow,
  isAtOrBelow,
  parseDnsName,
} from "./dns-name.ts";
export { DNS_MESSAGE_BYTES, encodeDnsMessage } from "./encode-message.ts";
export { describeAnswer, ForwardableQuery, type ForwardedAnswer } from "./forwarding.ts";
export { type DnsQueryOptions, queryFor } from "./query.ts";
export {
  type DnsAnswer,
  questionOf,
  refuseUnreadable,
  respondTo,
  UDP_PAYLOAD_BYTES,
  udpPayloadLimit,
} from "./response.ts";
export { findReverseAddress, reverseNameOf } from "./reverse-name.ts";
export { DnsFrames, frameDnsMessage } from "./tcp-frames.ts";
