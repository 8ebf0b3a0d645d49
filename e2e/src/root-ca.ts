/**
 * One root for all ztunnels of a scenario, in two files for FAKE_CA_CERT and FAKE_CA_KEY. The certificate is the
 * smallest self-signed CA of RFC 5280: P-256, SHA-256, `O=cluster.local`, basicConstraints and keyUsage.
 */
import { createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface RootFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

const LIFETIME_MS = 7 * 24 * 3_600_000;
/** Clocks of a scenario are one clock, but certificates have whole seconds. */
const BACKDATE_MS = 60_000;
const SERIAL_BYTES = 16;
const PEM_LINE = /.{1,64}/g;

const TAG = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06 } as const;
const STRUCTURE = {
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** Dotted names in their encoded form. */
const OID = {
  organization: [0x55, 0x04, 0x0a],
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
} as const;

/** Writes `root.pem` and `root-key.pem` (owner only) into the folder. */
export function writeRoot(folder: string, nowMs: number): RootFiles {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const body = certificateBody(publicKey, nowMs);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, algorithm(), tlv(TAG.bitString, [0], signature));
  const certPath = join(folder, "root.pem");
  const keyPath = join(folder, "root-key.pem");
  writeFileSync(certPath, formatPem(der));
  writeFileSync(keyPath, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return { certPath, keyPath };
}

function certificateBody(publicKey: Uint8Array, nowMs: number): Uint8Array {
  const organization = tlv(STRUCTURE.utf8String, Buffer.from("cluster.local"));
  const name = sequence(tlv(STRUCTURE.set, sequence(tlv(TAG.oid, OID.organization), organization)));
  // Positive: the first byte has no top bit and is not zero.
  const serial = [0x40 | (randomBytes(1).readUInt8() & 0x3f), ...randomBytes(SERIAL_BYTES - 1)];
  const isTrue = tlv(TAG.boolean, [0xff]);
  const isCa = sequence(isTrue);
  // keyCertSign and cRLSign: bits 5 and 6, with one bit unused.
  const usage = tlv(TAG.bitString, [1, 0x06]);
  return sequence(
    tlv(STRUCTURE.version, tlv(TAG.integer, [2])),
    tlv(TAG.integer, serial),
    algorithm(),
    name,
    sequence(utcTime(nowMs - BACKDATE_MS), utcTime(nowMs + LIFETIME_MS)),
    name,
    publicKey,
    tlv(
      STRUCTURE.extensions,
      sequence(
        sequence(tlv(TAG.oid, OID.basicConstraints), isTrue, tlv(TAG.octetString, isCa)),
        sequence(tlv(TAG.oid, OID.keyUsage), isTrue, tlv(TAG.octetString, usage)),
      ),
    ),
  );
}

function algorithm(): Uint8Array {
  return sequence(tlv(TAG.oid, OID.ecdsaWithSha256));
}

/** YYMMDDhhmmssZ; RFC 5280 §4.1.2.5 has it until 2049. */
function utcTime(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/[-:T]/g, "").slice(2, 14);
  return tlv(STRUCTURE.utcTime, Buffer.from(`${digits}Z`));
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(STRUCTURE.sequence, ...parts);
}

/** Tag, length, contents: DER's short length below 128, else the number of length bytes and those. */
function tlv(tag: number, ...parts: readonly ArrayLike<number>[]): Uint8Array {
  const contents = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  const { length } = contents;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...head), contents]);
}

function formatPem(der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(PEM_LINE) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
