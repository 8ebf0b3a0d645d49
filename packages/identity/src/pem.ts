/** PEM (RFC 7468): base64 between a BEGIN and an END line, in lines of 64. Text around the blocks is ignored. */
import { IdentityError } from "./identity-error.ts";

export type PemLabel = "CERTIFICATE" | "CERTIFICATE REQUEST";

const LINE_LENGTH = 64;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Ends with a newline, as every PEM text here does. Readers take any line length; RFC 7468 §2 asks for 64. */
export function encodePem(label: PemLabel, der: Uint8Array, lineLength = LINE_LENGTH): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("base64");
  const lines: string[] = [];
  for (let start = 0; start < base64.length; start += lineLength) {
    lines.push(base64.slice(start, start + lineLength));
  }
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The content of every block of that label, in order; blocks of other labels are skipped. Throws "bad-pem". */
export function decodePem(label: PemLabel, text: string): Uint8Array[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: Uint8Array[] = [];
  for (let start = text.indexOf(begin); start >= 0; ) {
    const stop = text.indexOf(end, start);
    if (stop < 0) {
      throw new IdentityError("bad-pem", `PEM block ${label} does not end`);
    }
    blocks.push(decodeBase64(label, text.slice(start + begin.length, stop)));
    start = text.indexOf(begin, stop);
  }
  return blocks;
}

function decodeBase64(label: PemLabel, text: string): Uint8Array {
  const base64 = text.replaceAll(/\s/g, "");
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) {
    throw new IdentityError("bad-pem", `PEM block ${label} is not base64`);
  }
  return Buffer.from(base64, "base64");
}
