// An ambient declaration is no module, so `import` cannot name it; whoever compiles this package from outside needs it.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./node-forge-asn1.d.ts" />
/**
 * DER values, written and read. Reading is strict: what would be written differently is refused, so that bytes taken
 * out of a decoded value are the bytes that were signed (X.690 §10, §11).
 */
import asn1, { type DerNode } from "node-forge/lib/asn1.js";
import { IdentityError } from "./identity-error.ts";

export type { DerNode } from "node-forge/lib/asn1.js";

const { Class, Type } = asn1;

// RFC 5280 §4.1.2.5: UTCTime through 2049.
const FIRST_GENERALIZED_YEAR = 2050;

export function derSequence(...children: DerNode[]): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, children);
}

export function derSet(...children: DerNode[]): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, children);
}

export function derOid(oid: string): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(oid).getBytes());
}

/** Big-endian two's complement, already minimal. */
export function derInteger(bytes: Uint8Array): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, binaryString(bytes));
}

/** A big-endian number of any length as the content of an INTEGER: minimal, and not negative. */
export function encodeUnsigned(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : bytes.subarray(first);
  return (digits[0] ?? 0) < 0x80 ? digits : Uint8Array.of(0, ...digits);
}

export function derNull(): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.NULL, false, "");
}

export function derTrue(): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, "\xff");
}

export function derBitString(bytes: Uint8Array, unusedBits = 0): DerNode {
  const content = String.fromCharCode(unusedBits) + binaryString(bytes);
  return asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, content);
}

export function derOctetString(bytes: Uint8Array): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, binaryString(bytes));
}

export function derUtf8String(text: string): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.UTF8, false, binaryString(Buffer.from(text, "utf8")));
}

/** Seconds precision; the fraction is cut. */
export function derTime(epochMs: number): DerNode {
  const date = new Date(epochMs);
  return date.getUTCFullYear() < FIRST_GENERALIZED_YEAR
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

/** `[tag] EXPLICIT`, or `[tag] IMPLICIT` of something constructed. */
export function derContext(tag: number, ...children: DerNode[]): DerNode {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, children);
}

/** `[tag] IMPLICIT` of something primitive. */
export function derContextBytes(tag: number, bytes: Uint8Array): DerNode {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binaryString(bytes));
}

export function encodeDer(node: DerNode): Uint8Array {
  return Buffer.from(asn1.toDer(node).getBytes(), "latin1");
}

/** Throws IdentityError "bad-certificate" for anything but one DER value. */
export function decodeDer(bytes: Uint8Array): DerNode {
  const text = binaryString(bytes);
  let node: DerNode;
  let encoded: string;
  try {
    node = asn1.fromDer(text, { strict: true, decodeBitStrings: false });
    encoded = asn1.toDer(node).getBytes();
  } catch (cause) {
    throw new IdentityError("bad-certificate", "not a DER value", { cause });
  }
  if (encoded !== text) {
    throw new IdentityError("bad-certificate", "not in distinguished encoding");
  }
  return node;
}

/** The members of a SEQUENCE; `undefined` if it is none. */
export function findSequence(node: DerNode | undefined): readonly DerNode[] | undefined {
  return findMembers(node, Class.UNIVERSAL, Type.SEQUENCE);
}

/** The members of `[tag]`; `undefined` if it is something else. */
export function findContext(node: DerNode | undefined, tag: number): readonly DerNode[] | undefined {
  return findMembers(node, Class.CONTEXT_SPECIFIC, tag);
}

export function findOid(node: DerNode | undefined): string | undefined {
  const content = findContent(node, Class.UNIVERSAL, Type.OID);
  if (content === undefined || content === "") {
    return undefined;
  }
  return asn1.derToOid(content);
}

export function findOctetString(node: DerNode | undefined): Uint8Array | undefined {
  const content = findContent(node, Class.UNIVERSAL, Type.OCTETSTRING);
  return content === undefined ? undefined : Buffer.from(content, "latin1");
}

/** Only those without unused bits, which is all that keys and signatures are. */
export function findBitString(node: DerNode | undefined): Uint8Array | undefined {
  const content = findContent(node, Class.UNIVERSAL, Type.BITSTRING);
  return content?.startsWith("\0") === true ? Buffer.from(content.slice(1), "latin1") : undefined;
}

/** The content of a primitive `[tag]`. */
export function findContextBytes(node: DerNode | undefined, tag: number): Uint8Array | undefined {
  const content = findContent(node, Class.CONTEXT_SPECIFIC, tag);
  return content === undefined ? undefined : Buffer.from(content, "latin1");
}

function findMembers(
  node: DerNode | undefined,
  tagClass: number,
  type: number,
): readonly DerNode[] | undefined {
  const matches = node?.tagClass === tagClass && node.type === type && node.constructed;
  return matches && typeof node.value !== "string" ? node.value : undefined;
}

function findContent(node: DerNode | undefined, tagClass: number, type: number): string | undefined {
  const matches = node?.tagClass === tagClass && node.type === type && !node.constructed;
  return matches && typeof node.value === "string" ? node.value : undefined;
}

function binaryString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
