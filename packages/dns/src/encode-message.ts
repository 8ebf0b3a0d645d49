/** From messages to bytes, as many records as fit. */
import { type IpAddress, ipAddressBytes, ipFamily } from "@ambit/addr";
import { assertNever } from "@ambit/errors";
import { DnsError } from "./dns-error.ts";
import {
  DNS_TYPE,
  type DnsEdns,
  type DnsMessage,
  type DnsRecord,
  type DnsRecordData,
  type DnsSoaData,
  type DnsSrvData,
} from "./dns-message.ts";
import { MessageWriter } from "./message-writer.ts";

/** The most that a message may have, over TCP. */
export const DNS_MESSAGE_BYTES = 0xffff;

const COUNTS_AT = 4;
/** Root name, type, class, ttl, length. */
const OPT_BYTES = 11;
const DNSSEC_OK = 0x8000;

/**
 * Records that do not fit are left out whole, the last first, and TC says so if they were answers or authorities (RFC
 * 2181 §9); questions and EDNS always stay. Throws DnsError "bad-field" when those alone are too much, or when a field
 * is out of its range.
 */
export function encodeDnsMessage(message: DnsMessage, maxBytes: number = DNS_MESSAGE_BYTES): Uint8Array {
  const limit = Math.min(maxBytes, DNS_MESSAGE_BYTES);
  const { edns, rcode } = message;
  if (rcode > 0xf && edns === undefined) {
    throw new DnsError("bad-field", `response code ${rcode} needs EDNS`);
  }
  const writer = new MessageWriter();
  writer.u16(message.id);
  writer.u16(flagsOf(message));
  writer.bytes(new Uint8Array(8));
  for (const { name, type, class: questionClass } of message.questions) {
    writer.name(name);
    writer.u16(type);
    writer.u16(questionClass);
  }
  const recordLimit = limit - (edns === undefined ? 0 : ednsBytes(edns));
  if (writer.length > recordLimit) {
    throw new DnsError("bad-field", `questions of ${writer.length} bytes do not fit into ${limit}`);
  }
  const answers = writeRecords(writer, message.answers, recordLimit);
  const areAllAnswers = answers === message.answers.length;
  const authorities = areAllAnswers ? writeRecords(writer, message.authorities, recordLimit) : 0;
  const isWhole = areAllAnswers && authorities === message.authorities.length;
  const additionals = isWhole ? writeRecords(writer, message.additionals, recordLimit) : 0;
  if (edns !== undefined) {
    writeEdns(writer, edns, rcode >>> 4);
  }
  const counts = [message.questions.length, answers, authorities, additionals + (edns === undefined ? 0 : 1)];
  for (const [index, count] of counts.entries()) {
    writer.setU16(COUNTS_AT + index * 2, count);
  }
  if (!isWhole) {
    writer.setU16(2, flagsOf({ ...message, isTruncated: true }));
  }
  return writer.finish();
}

function flagsOf(message: DnsMessage): number {
  const { opcode, rcode } = message;
  if (!Number.isInteger(opcode) || opcode < 0 || opcode > 0xf) {
    throw new DnsError("bad-field", `opcode ${opcode}`);
  }
  if (!Number.isInteger(rcode) || rcode < 0 || rcode > 0xfff) {
    throw new DnsError("bad-field", `response code ${rcode}`);
  }
  return (
    (message.isResponse ? 0x8000 : 0) |
    (opcode << 11) |
    (message.isAuthoritative ? 0x0400 : 0) |
    (message.isTruncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.authenticData ? 0x0020 : 0) |
    (message.checkingDisabled ? 0x0010 : 0) |
    (rcode & 0xf)
  );
}

/** How many were written. */
function writeRecords(writer: MessageWriter, records: readonly DnsRecord[], limit: number): number {
  let written = 0;
  for (const record of records) {
    const before = writer.length;
    writeRecord(writer, record);
    if (writer.length > limit) {
      writer.takeBack(before);
      return written;
    }
    written += 1;
  }
  return written;
}

function writeRecord(writer: MessageWriter, record: DnsRecord): void {
  writer.name(record.name);
  writer.u16(record.type === "other" ? record.code : DNS_TYPE[record.type]);
  writer.u16(record.class);
  writer.u32(record.ttl);
  writer.counted(() => writeData(writer, record));
}

function writeData(writer: MessageWriter, data: DnsRecordData): void {
  switch (data.type) {
    case "A":
      return writer.bytes(ipv4Bytes(data.address));
    case "AAAA":
      return writer.bytes(ipv6Bytes(data.address));
    case "CNAME":
    case "NS":
    case "PTR":
      return writer.name(data.target);
    case "MX":
      writer.u16(data.preference);
      return writer.name(data.exchange);
    case "TXT":
      for (const text of data.strings) {
        writer.u8(text.length);
        writer.bytes(text);
      }
      return undefined;
    case "SOA":
      return writeSoa(writer, data);
    case "SRV":
      return writeSrv(writer, data);
    case "other":
      return writer.bytes(data.bytes);
    default:
      return assertNever(data);
  }
}

function writeSoa(writer: MessageWriter, data: DnsSoaData): void {
  writer.name(data.primary);
  writer.name(data.mailbox);
  writer.u32(data.serial);
  writer.u32(data.refreshSeconds);
  writer.u32(data.retrySeconds);
  writer.u32(data.expireSeconds);
  writer.u32(data.minimumTtl);
}

function writeSrv(writer: MessageWriter, data: DnsSrvData): void {
  writer.u16(data.priority);
  writer.u16(data.weight);
  writer.u16(data.port);
  writer.plainName(data.target);
}

function ednsBytes({ options }: DnsEdns): number {
  return options.reduce((sum, { bytes }) => sum + 4 + bytes.length, OPT_BYTES);
}

function writeEdns(writer: MessageWriter, edns: DnsEdns, upperRcode: number): void {
  writer.u8(0);
  writer.u16(DNS_TYPE.OPT);
  writer.u16(edns.udpPayloadBytes);
  writer.u8(upperRcode);
  writer.u8(edns.version);
  writer.u16(edns.dnssecOk ? DNSSEC_OK : 0);
  writer.counted(() => {
    for (const { code, bytes } of edns.options) {
      writer.u16(code);
      writer.counted(() => writer.bytes(bytes));
    }
  });
}

function ipv4Bytes(address: IpAddress): Uint8Array {
  if (ipFamily(address) !== 4) {
    throw new DnsError("bad-field", `${address} in an A record`);
  }
  return ipAddressBytes(address);
}

/** An IPv4 address in an AAAA record is an IPv4-mapped one (RFC 4291 §2.5.5.2): `addr` writes those as IPv4. */
function ipv6Bytes(address: IpAddress): Uint8Array {
  const bytes = ipAddressBytes(address);
  return bytes.length === 16 ? bytes : Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...bytes);
}
