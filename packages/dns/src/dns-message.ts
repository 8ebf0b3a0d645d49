import type { IpAddress } from "@ambit/addr";
import type { DnsName } from "./dns-name.ts";

/** Record types by name (RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 6891), and ANY of questions. */
export const DNS_TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  ANY: 255,
} as const;

/** The class of everything but oddities. */
export const DNS_CLASS_IN = 1;

/** Opcode of an ordinary question. */
export const DNS_OPCODE_QUERY = 0;

/** Response codes (RFC 1035 §4.1.1, RFC 6891 §9); those above 15 need EDNS. */
export const DNS_RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  BADVERS: 16,
} as const;

/** What every message begins with, but for the counts. */
export interface DnsHeader {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
  /** With the upper bits that EDNS carries. */
  readonly rcode: number;
}

/** One message, query or response. The OPT record is `edns`, and not among the additionals. */
export interface DnsMessage extends DnsHeader {
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  readonly edns: DnsEdns | undefined;
}

/** What is asked: RFC 1035 §4.1.2. */
export interface DnsQuestion {
  readonly name: DnsName;
  /** A number: anything may be asked for. */
  readonly type: number;
  readonly class: number;
}

/** RFC 6891. The upper bits of the response code are in the message's `rcode`. */
export interface DnsEdns {
  /** What the sender takes over UDP, in bytes. */
  readonly udpPayloadBytes: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly DnsEdnsOption[];
}

/** RFC 6891 §6.1.2: code and content, as they are on the wire. */
export interface DnsEdnsOption {
  readonly code: number;
  readonly bytes: Uint8Array;
}

/** A resource record. */
export type DnsRecord = DnsRecordHead & DnsRecordData;

/** What every record has, whatever its type. */
export interface DnsRecordHead {
  readonly name: DnsName;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
}

/** By type. What is not known, or of another class than IN where that matters, is "other": its bytes as they came. */
export type DnsRecordData =
  | { readonly type: "A" | "AAAA"; readonly address: IpAddress }
  | { readonly type: "CNAME" | "NS" | "PTR"; readonly target: DnsName }
  | DnsSoaData
  | { readonly type: "MX"; readonly preference: number; readonly exchange: DnsName }
  | { readonly type: "TXT"; readonly strings: readonly Uint8Array[] }
  | DnsSrvData
  | { readonly type: "other"; readonly code: number; readonly bytes: Uint8Array };

/** Start of a zone of authority: RFC 1035 §3.3.13. */
export interface DnsSoaData {
  readonly type: "SOA";
  readonly primary: DnsName;
  readonly mailbox: DnsName;
  readonly serial: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  /** For how long a negative answer may be kept, with the record's own ttl (RFC 2308 §4). */
  readonly minimumTtl: number;
}

/** RFC 2782. */
export interface DnsSrvData {
  readonly type: "SRV";
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: DnsName;
}
