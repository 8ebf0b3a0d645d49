/**
 * From bytes to messages (RFC 1035 §4.1):
 *
 *     | id 16 | QR 1 | opcode 4 | AA TC RD RA Z AD CD 1 each | rcode 4 | four counts of 16 | questions | three sections |
 *
 * A message is at most 65535 bytes and each record takes 11 or more of them, so counts need no bound of their own.
 */
import { ipAddressFromBytes } from "@ambit/addr";
import { DnsError } from "./dns-error.ts";
import {
  DNS_CLASS_IN,
  DNS_TYPE,
  type DnsEdns,
  type DnsEdnsOption,
  type DnsHeader,
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  type DnsRecordData,
} from "./dns-message.ts";
import { DNS_ROOT, type DnsName } from "./dns-name.ts";
import { MessageReader } from "./message-reader.ts";

const HEADER_BYTES = 12;
const MESSAGE_BYTES = 0xffff;
/** RFC 2181 §8: a ttl with this bit is 0. */
const TTL_SIGN = 0x8000_0000;
const DNSSEC_OK = 0x8000;

/** Throws DnsError "truncated", "bad-name" or "bad-message": nothing of such a message is to be believed. */
export function decodeDnsMessage(bytes: Uint8Array): DnsMessage {
  if (bytes.length > MESSAGE_BYTES) {
    throw new DnsError("bad-message", `a message of ${bytes.length} bytes`);
  }
  const reader = new MessageReader(bytes);
  const header = readHeader(reader);
  const counts = { questions: reader.u16(), answers: reader.u16(), authorities: reader.u16() };
  const additionalCount = reader.u16();
  const questions = Array.from({ length: counts.questions }, () => readQuestion(reader));
  const answers = readSection(reader, counts.answers);
  const authorities = readSection(reader, counts.authorities);
  const additionals = readSection(reader, additionalCount);
  if (reader.remaining > 0) {
    throw new DnsError("bad-message", `${reader.remaining} bytes after the last record`);
  }
  if (answers.opt.length + authorities.opt.length > 0 || additionals.opt.length > 1) {
    throw new DnsError("bad-message", "an OPT record in the wrong place, or two of them");
  }
  const opt = additionals.opt[0];
  return {
    ...header,
    rcode: header.rcode + (opt?.upperRcode ?? 0) * 0x10,
    questions,
    answers: answers.records,
    authorities: authorities.records,
    additionals: additionals.records,
    edns: opt?.edns,
  };
}

/** What a message that is otherwise unreadable can still be answered by; `undefined` without a whole header. */
export function decodeDnsHeader(bytes: Uint8Array): DnsHeader | undefined {
  return bytes.length < HEADER_BYTES ? undefined : readHeader(new MessageReader(bytes));
}

function readHeader(reader: MessageReader): DnsHeader {
  const id = reader.u16();
  const flags = reader.u16();
  return {
    id,
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >>> 11) & 0xf,
    isAuthoritative: (flags & 0x0400) !== 0,
    isTruncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    authenticData: (flags & 0x0020) !== 0,
    checkingDisabled: (flags & 0x0010) !== 0,
    rcode: flags & 0xf,
  };
}

function readQuestion(reader: MessageReader): DnsQuestion {
  return { name: reader.name(), type: reader.u16(), class: reader.u16() };
}

interface OptRecord {
  readonly edns: DnsEdns;
  readonly upperRcode: number;
}

interface Section {
  readonly records: readonly DnsRecord[];
  readonly opt: readonly OptRecord[];
}

function readSection(reader: MessageReader, count: number): Section {
  const records: DnsRecord[] = [];
  const opt: OptRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = reader.name();
    const type = reader.u16();
    const recordClass = reader.u16();
    const ttl = reader.u32();
    const rdata = reader.part(reader.u16());
    if (type === DNS_TYPE.OPT) {
      opt.push(readOpt(rdata, { name, payloadBytes: recordClass, flags: ttl }));
      continue;
    }
    const data = readData(rdata, type, recordClass);
    if (rdata.remaining > 0) {
      throw new DnsError("bad-message", `a record of type ${type} has ${rdata.remaining} bytes too many`);
    }
    records.push({ name, class: recordClass, ttl: ttl >= TTL_SIGN ? 0 : ttl, ...data });
  }
  return { records, opt };
}

/** RFC 6891 §6.1: class and ttl of the record mean something else. */
function readOpt(
  rdata: MessageReader,
  {
    name,
    payloadBytes,
    flags,
  }: { readonly name: DnsName; readonly payloadBytes: number; readonly flags: number },
): OptRecord {
  if (name !== DNS_ROOT) {
    throw new DnsError("bad-message", "an OPT record whose name is not the root");
  }
  const options: DnsEdnsOption[] = [];
  while (rdata.remaining > 0) {
    options.push({ code: rdata.u16(), bytes: rdata.bytes(rdata.u16()) });
  }
  return {
    edns: {
      udpPayloadBytes: payloadBytes,
      version: (flags >>> 16) & 0xff,
      dnssecOk: (flags & DNSSEC_OK) !== 0,
      options,
    },
    upperRcode: flags >>> 24,
  };
}

/** A, AAAA and SRV have their form in class IN only. */
function readData(rdata: MessageReader, type: number, recordClass: number): DnsRecordData {
  switch (type) {
    case DNS_TYPE.CNAME:
      return { type: "CNAME", target: rdata.name() };
    case DNS_TYPE.NS:
      return { type: "NS", target: rdata.name() };
    case DNS_TYPE.PTR:
      return { type: "PTR", target: rdata.name() };
    case DNS_TYPE.SOA:
      return readSoa(rdata);
    case DNS_TYPE.MX:
      return { type: "MX", preference: rdata.u16(), exchange: rdata.name() };
    case DNS_TYPE.TXT:
      return { type: "TXT", strings: readStrings(rdata) };
    default:
      return recordClass === DNS_CLASS_IN ? readInternetData(rdata, type) : readOther(rdata, type);
  }
}

function readInternetData(rdata: MessageReader, type: number): DnsRecordData {
  switch (type) {
    case DNS_TYPE.A:
      return { type: "A", address: ipAddressFromBytes(rdata.bytes(4), 0, 4) };
    case DNS_TYPE.AAAA:
      return { type: "AAAA", address: ipAddressFromBytes(rdata.bytes(16), 0, 16) };
    case DNS_TYPE.SRV: {
      const [priority, weight, port] = [rdata.u16(), rdata.u16(), rdata.u16()];
      return { type: "SRV", priority, weight, port, target: rdata.name() };
    }
    default:
      return readOther(rdata, type);
  }
}

function readOther(rdata: MessageReader, code: number): DnsRecordData {
  return { type: "other", code, bytes: rdata.bytes(rdata.remaining) };
}

function readSoa(rdata: MessageReader): DnsRecordData {
  const [primary, mailbox] = [rdata.name(), rdata.name()];
  return {
    type: "SOA",
    primary,
    mailbox,
    serial: rdata.u32(),
    refreshSeconds: rdata.u32(),
    retrySeconds: rdata.u32(),
    expireSeconds: rdata.u32(),
    minimumTtl: rdata.u32(),
  };
}

function readStrings(rdata: MessageReader): readonly Uint8Array[] {
  const strings: Uint8Array[] = [];
  while (rdata.remaining > 0) {
    strings.push(rdata.bytes(rdata.u8()));
  }
  return strings;
}
