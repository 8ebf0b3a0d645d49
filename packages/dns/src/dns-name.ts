/**
 * Names of the DNS as text: labels from left to right with dots between them, without the last dot; the root is ".".
 * A byte that could be mistaken (dot, backslash, what is not printable) is escaped as master files do, `\.` or `\007`
 * (RFC 1035 §5.1), so two names are the same bytes exactly when their texts are the same. Case is kept.
 */
import type { Brand } from "@ambit/addr";
import { DnsError } from "./dns-error.ts";

/** A whole name within the limits of RFC 1035 §2.3.4. Compare `canonicalDnsName`s: case does not count. */
export type DnsName = Brand<string, "DnsName">;

/** The name above all others. */
export const DNS_ROOT = "." as DnsName;

/** RFC 1035 §2.3.4, as bytes on the wire, lengths and root label included. */
export const NAME_BYTES = 255;
export const LABEL_BYTES = 63;

const DOT = 0x2e;
const BACKSLASH = 0x5c;
const LAST_ASCII = 0x7f;

/** Reads a name with or without its last dot. Throws DnsError "bad-name". */
export function parseDnsName(text: string): DnsName {
  const name = findDnsName(text);
  if (name === undefined) {
    throw new DnsError("bad-name", `${JSON.stringify(text.slice(0, NAME_BYTES))} is no name of the DNS`);
  }
  return name;
}

/** As `parseDnsName`; `undefined` for what is none. */
export function findDnsName(text: string): DnsName | undefined {
  if (text === ".") {
    return DNS_ROOT;
  }
  // An escape has at most four characters for a byte.
  if (text === "" || text.length > NAME_BYTES * 4) {
    return undefined;
  }
  const labels: Uint8Array[] = [];
  const all = splitLabels(text);
  const shown = all.length > 1 && all.at(-1) === "" ? all.slice(0, -1) : all;
  for (const label of shown) {
    const bytes = readLabel(label);
    if (bytes === undefined) {
      return undefined;
    }
    labels.push(bytes);
  }
  return joinLabels(labels);
}

/** The name of these labels; `undefined` if it, or one of them, is too long or empty. */
export function joinLabels(labels: readonly Uint8Array[]): DnsName | undefined {
  if (labels.length === 0) {
    return DNS_ROOT;
  }
  let bytes = 1;
  for (const { length } of labels) {
    bytes += length + 1;
    if (length === 0 || length > LABEL_BYTES || bytes > NAME_BYTES) {
      return undefined;
    }
  }
  return labels.map(formatLabel).join(".") as DnsName;
}

/** Its labels as text, the leftmost first; none for the root. */
export function dnsLabels(name: DnsName): readonly string[] {
  return name === DNS_ROOT ? [] : splitLabels(name);
}

/** The bytes of a label as `dnsLabels` gives it. */
export function labelBytes(label: string): Uint8Array {
  const bytes = readLabel(label);
  if (bytes === undefined) {
    throw new DnsError("bad-name", `${JSON.stringify(label)} is no label`);
  }
  return bytes;
}

/** With the letters A to Z in lower case: equal names are equal texts (RFC 4343). */
export function canonicalDnsName(name: DnsName): DnsName {
  return /[A-Z]/.test(name) ? (name.replace(/[A-Z]+/g, (text) => text.toLowerCase()) as DnsName) : name;
}

/** Whether the name is `zone` itself or below it. Case does not count. */
export function isAtOrBelow(name: DnsName, zone: DnsName): boolean {
  return zone === DNS_ROOT || findLabelsBelow(name, zone) !== undefined;
}

/** The labels of a name that stand before `zone`; `undefined` for a name that is not at or below it. */
export function findLabelsBelow(name: DnsName, zone: DnsName): readonly string[] | undefined {
  const labels = dnsLabels(canonicalDnsName(name));
  const end = dnsLabels(canonicalDnsName(zone));
  const offset = labels.length - end.length;
  return offset >= 0 && end.every((label, index) => label === labels[offset + index])
    ? labels.slice(0, offset)
    : undefined;
}

function splitLabels(text: string): readonly string[] {
  if (!text.includes("\\")) {
    return text.split(".");
  }
  const labels: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BACKSLASH) {
      index += 1;
    } else if (code === DOT) {
      labels.push(text.slice(start, index));
      start = index + 1;
    }
  }
  labels.push(text.slice(start));
  return labels;
}

/** Letters beyond ASCII have no one form in bytes: who means one writes its A-label. */
function readLabel(label: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let index = 0; index < label.length; index += 1) {
    let code = label.charCodeAt(index);
    if (code > LAST_ASCII) {
      return undefined;
    }
    if (code === BACKSLASH) {
      const [escape, byte] = readEscape(label, index + 1) ?? [];
      if (escape === undefined || byte === undefined) {
        return undefined;
      }
      code = byte;
      index += escape;
    }
    bytes.push(code);
  }
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

/** What follows a backslash: its length in the text, and the byte that it stands for. */
function readEscape(label: string, at: number): readonly [length: number, byte: number] | undefined {
  const code = label.charCodeAt(at);
  if (!isDigit(code)) {
    return code <= LAST_ASCII ? [1, code] : undefined;
  }
  const byte =
    isDigit(label.charCodeAt(at + 1)) && isDigit(label.charCodeAt(at + 2))
      ? Number(label.slice(at, at + 3))
      : 256;
  return byte <= 0xff ? [3, byte] : undefined;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function formatLabel(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte === DOT || byte === BACKSLASH) {
      text += `\\${String.fromCharCode(byte)}`;
    } else if (byte > 0x20 && byte < 0x7f) {
      text += String.fromCharCode(byte);
    } else {
      text += `\\${String(byte).padStart(3, "0")}`;
    }
  }
  return text;
}
