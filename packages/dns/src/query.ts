import { DNS_OPCODE_QUERY, DNS_RCODE, type DnsMessage, type DnsQuestion } from "./dns-message.ts";

/** What a query has beside its question. */
export interface DnsQueryOptions {
  readonly id: number;
  /** What is taken over UDP, said by EDNS; without it the query has no EDNS, and 512 bytes are taken. */
  readonly udpPayloadBytes?: number;
}

/** What a client that wants the whole answer asks: recursion is desired. */
export function queryFor(question: DnsQuestion, { id, udpPayloadBytes }: DnsQueryOptions): DnsMessage {
  return {
    id,
    isResponse: false,
    opcode: DNS_OPCODE_QUERY,
    isAuthoritative: false,
    isTruncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    authenticData: false,
    checkingDisabled: false,
    rcode: DNS_RCODE.NOERROR,
    questions: [question],
    answers: [],
    authorities: [],
    additionals: [],
    edns:
      udpPayloadBytes === undefined
        ? undefined
        : { udpPayloadBytes, version: 0, dnssecOk: false, options: [] },
  };
}
