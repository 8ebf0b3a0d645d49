import {
  DNS_RCODE,
  DnsError,
  type DnsMessage,
  decodeDnsHeader,
  decodeDnsMessage,
  encodeDnsMessage,
  refuseUnreadable,
} from "@ambit/dns";

/**
 * The message, or the answer to one that cannot be read; undefined for what is not answered at all: less than a header, or
 * a response that is broken too, since two servers could go on for ever about that.
 */
export function readQuery(bytes: Uint8Array): DnsMessage | Uint8Array | undefined {
  try {
    return decodeDnsMessage(bytes);
  } catch (error) {
    if (!(error instanceof DnsError)) throw error;
    const header = decodeDnsHeader(bytes);
    return header === undefined || header.isResponse
      ? undefined
      : encodeDnsMessage(refuseUnreadable(header, DNS_RCODE.FORMERR));
  }
}
