/** How a server answers, whatever it answers. */
import {
  DNS_OPCODE_QUERY,
  DNS_RCODE,
  type DnsEdns,
  type DnsHeader,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
} from "./dns-message.ts";

/** RFC 1035 §4.2.1: what everybody takes over UDP. */
export const UDP_PAYLOAD_BYTES = 512;

/** What a server has to say. Sections that are absent are empty. */
export interface DnsAnswer {
  readonly rcode: number;
  readonly isAuthoritative: boolean;
  readonly recursionAvailable: boolean;
  readonly answers?: readonly DnsRecord[];
  readonly authorities?: readonly DnsRecord[];
  readonly additionals?: readonly DnsRecord[];
}

/**
 * A response with the query's id and question. EDNS is answered with EDNS: the client's payload size, at least 512, its
 * version and its DO bit.
 */
export function respondTo(query: DnsMessage, answer: DnsAnswer): DnsMessage {
  return {
    ...responseHeader(query, answer),
    questions: query.questions,
    answers: answer.answers ?? [],
    authorities: answer.authorities ?? [],
    additionals: answer.additionals ?? [],
    edns: query.edns === undefined ? undefined : answerEdns(query.edns),
  };
}

/** A response to a query of which only the header could be read: no question, no EDNS. */
export function refuseUnreadable(header: DnsHeader, rcode: number): DnsMessage {
  const answer = { rcode, isAuthoritative: false, recursionAvailable: false };
  return {
    ...responseHeader(header, answer),
    questions: [],
    answers: [],
    authorities: [],
    additionals: [],
    edns: undefined,
  };
}

/** The one question of an ordinary query, or the response code that everything else is answered with. */
export function questionOf(query: DnsMessage): DnsQuestion | { readonly rcode: number } {
  const [question] = query.questions;
  if (query.isResponse) {
    return { rcode: DNS_RCODE.FORMERR };
  }
  if (query.opcode !== DNS_OPCODE_QUERY) {
    return { rcode: DNS_RCODE.NOTIMP };
  }
  if (query.edns !== undefined && query.edns.version > 0) {
    return { rcode: DNS_RCODE.BADVERS };
  }
  // RFC 9619: one, and no other number of them.
  return question === undefined || query.questions.length > 1 ? { rcode: DNS_RCODE.FORMERR } : question;
}

/** What a client takes over UDP, but no more than `ownLimit`. */
export function udpPayloadLimit(query: DnsMessage, ownLimit: number): number {
  return Math.min(Math.max(query.edns?.udpPayloadBytes ?? 0, UDP_PAYLOAD_BYTES), ownLimit);
}

function responseHeader(query: DnsHeader, answer: DnsAnswer): DnsHeader {
  return {
    id: query.id,
    isResponse: true,
    opcode: query.opcode,
    isAuthoritative: answer.isAuthoritative,
    isTruncated: false,
    recursionDesired: query.recursionDesired,
    recursionAvailable: answer.recursionAvailable,
    authenticData: false,
    checkingDisabled: query.checkingDisabled,
    rcode: answer.rcode,
  };
}

/** A version that is not ours is answered with ours, which is 0 (RFC 6891 §6.1.3). */
function answerEdns({ udpPayloadBytes, dnssecOk }: DnsEdns): DnsEdns {
  return {
    udpPayloadBytes: Math.max(udpPayloadBytes, UDP_PAYLOAD_BYTES),
    version: 0,
    dnssecOk,
    options: [],
  };
}
