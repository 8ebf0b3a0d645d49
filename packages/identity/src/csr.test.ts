import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCsr, decodeCsr } from "./csr.ts";
import { decodeDer, derBitString, derContext, derInteger, derOid, derSequence, encodeDer } from "./der.ts";
import { IdentityError } from "./identity-error.ts";
import { decodePem, encodePem } from "./pem.ts";
import { generateKey } from "./workload-key.ts";

const identity = { trustDomain: "td", namespace: "n", serviceAccount: "s" };
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";

/** A request as other programs make it, signed by `signer` and naming that algorithm. */
function aCsr(key: KeyObject, { signer = key, algorithm = ECDSA_WITH_SHA256 } = {}): string {
  const requestInfo = derSequence(
    derInteger(Uint8Array.of(0)),
    derSequence(),
    decodeDer(createPublicKey(key).export({ type: "spki", format: "der" })),
    derContext(0),
  );
  const signature = sign(
    signer.asymmetricKeyType === "ed25519" ? null : "sha256",
    encodeDer(requestInfo),
    signer,
  );
  const request = derSequence(requestInfo, derSequence(derOid(algorithm)), derBitString(signature));
  return encodePem("CERTIFICATE REQUEST", encodeDer(request));
}

function anEcKey(namedCurve: string): KeyObject {
  return generateKeyPairSync("ec", { namedCurve }).privateKey;
}

function anRsaKey(modulusLength: number): KeyObject {
  return generateKeyPairSync("rsa", { modulusLength }).privateKey;
}

function expectBadCsr(pem: string): void {
  try {
    decodeCsr(pem);
  } catch (error) {
    expect(error).toBeInstanceOf(IdentityError);
    expect(error).toHaveProperty("code", "bad-csr");
    return;
  }
  expect.unreachable("the request was taken");
}

test("our request has no subject and one critical URI SAN, byte by byte", () => {
  const key = generateKey();
  const [der = new Uint8Array()] = decodePem("CERTIFICATE REQUEST", createCsr(identity, key));
  const spki = Buffer.from(key.publicKeyDer).toString("hex");
  // version 0, empty name, key, [0] { extensionRequest { { { subjectAltName, TRUE, { [6] uri } } } } }
  const attributes =
    "a036303406092a864886f70d01090e31273025302306" +
    "03551d110101ff0419301786157370696666653a2f2f74642f6e732f6e2f73612f73";
  expect(Buffer.from(der).toString("hex")).toContain(`0201003000${spki}${attributes}`);
  expect(decodeCsr(createCsr(identity, key)).publicKeyDer).toEqual(key.publicKeyDer);
});

describe("decodeCsr", () => {
  test.each([
    { name: "P-256", key: anEcKey("P-256"), algorithm: ECDSA_WITH_SHA256 },
    { name: "P-384", key: anEcKey("P-384"), algorithm: ECDSA_WITH_SHA256 },
    { name: "RSA", key: anRsaKey(2048), algorithm: SHA256_WITH_RSA },
  ])("takes a key of kind $name", ({ key, algorithm }) => {
    const { publicKeyDer } = decodeCsr(aCsr(key, { algorithm }));
    expect(publicKeyDer).toEqual(createPublicKey(key).export({ type: "spki", format: "der" }));
  });

  test("takes text around the block", () => {
    const pem = createCsr(identity, generateKey());
    expect(decodeCsr(`Certificate Request:\n${pem}\n`)).toEqual(decodeCsr(pem));
  });

  const good = createCsr(identity, generateKey());
  test.each([
    { name: "nothing", pem: "" },
    { name: "a certificate's label", pem: good.replaceAll("CERTIFICATE REQUEST", "CERTIFICATE") },
    { name: "two requests", pem: good + good },
    { name: "a block without end", pem: good.slice(0, -20) },
    { name: "a block without content", pem: encodePem("CERTIFICATE REQUEST", new Uint8Array()) },
    { name: "more than a request needs", pem: good + " ".repeat(16_384) },
    { name: "deep nesting", pem: encodePem("CERTIFICATE REQUEST", new Uint8Array(9000).fill(0x30)) },
    { name: "a signature by another key", pem: aCsr(anEcKey("P-256"), { signer: anEcKey("P-256") }) },
    { name: "an algorithm for other keys", pem: aCsr(anEcKey("P-256"), { algorithm: SHA256_WITH_RSA }) },
    { name: "an unknown algorithm", pem: aCsr(anEcKey("P-256"), { algorithm: "1.2.840.10045.4.1" }) },
    { name: "a weak RSA key", pem: aCsr(anRsaKey(1024), { algorithm: SHA256_WITH_RSA }) },
    { name: "a curve peers do not know", pem: aCsr(anEcKey("secp256k1")) },
    {
      name: "an Ed25519 key",
      pem: aCsr(generateKeyPairSync("ed25519").privateKey, { algorithm: "1.3.101.112" }),
    },
  ])("refuses $name", ({ pem }) => {
    expectBadCsr(pem);
  });

  test("refuses a request in which any byte was changed", () => {
    const [der = new Uint8Array()] = decodePem("CERTIFICATE REQUEST", good);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (offset, flip) => {
        const changed = Uint8Array.from(der);
        changed[offset] = (changed[offset] ?? 0) ^ flip;
        expectBadCsr(encodePem("CERTIFICATE REQUEST", changed));
      }),
      { numRuns: 300 },
    );
  });

  test("refuses any other text and any other bytes with an IdentityError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expectBadCsr(text);
        expectBadCsr(`-----BEGIN CERTIFICATE REQUEST-----${text}-----END CERTIFICATE REQUEST-----`);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expectBadCsr(encodePem("CERTIFICATE REQUEST", bytes));
      }),
    );
  });
});
