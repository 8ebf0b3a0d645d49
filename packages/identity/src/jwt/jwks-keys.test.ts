import type { JwtAlgorithm, SignedText } from "@ambit/authz/http";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { readJwtKeys } from "./jwks-keys.ts";

interface Signer {
  readonly jwk: JWK;
  readonly signed: SignedText;
}

/** A key and a token that an implementation of others made with it. */
async function sign(algorithm: JwtAlgorithm, keyId?: string): Promise<Signer> {
  const header = { alg: algorithm, ...(keyId === undefined ? {} : { kid: keyId }) };
  if (algorithm.startsWith("HS")) {
    const secret = new TextEncoder().encode("s".repeat(64));
    const token = await new SignJWT({ sub: "user" }).setProtectedHeader(header).sign(secret);
    const jwk = { kty: "oct", k: Buffer.from(secret).toString("base64url") };
    return { jwk, signed: split(token, algorithm, keyId) };
  }
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const token = await new SignJWT({ sub: "user" }).setProtectedHeader(header).sign(privateKey);
  return { jwk: await exportJWK(publicKey), signed: split(token, algorithm, keyId) };
}

function split(token: string, algorithm: JwtAlgorithm, keyId: string | undefined): SignedText {
  const at = token.lastIndexOf(".");
  const signature = new Uint8Array(Buffer.from(token.slice(at + 1), "base64url"));
  return { algorithm, keyId, text: token.slice(0, at), signature };
}

function verify(signed: SignedText, ...keys: readonly object[]): string | undefined {
  return readJwtKeys(JSON.stringify({ keys }))?.verify(signed);
}

describe("a signature", () => {
  test.each([
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "HS256",
    "HS384",
    "HS512",
  ] as const)("by %s is verified, and nothing else is", async (algorithm) => {
    const { jwk, signed } = await sign(algorithm);
    expect(verify(signed, jwk)).toBe("verified");
    expect(verify({ ...signed, text: `${signed.text}x` }, jwk)).toBe("refused");
    expect(verify({ ...signed, signature: new Uint8Array(0) }, jwk)).toBe("refused");
    const flipped = signed.signature.map((byte, index) => (index === 5 ? byte ^ 1 : byte));
    expect(verify({ ...signed, signature: flipped }, jwk)).toBe("refused");
  });

  test("by another algorithm of the same key is refused", async () => {
    const { jwk, signed } = await sign("RS256");
    for (const algorithm of ["RS384", "PS256"] as const) {
      expect(verify({ ...signed, algorithm }, jwk)).toBe("refused");
    }
  });

  test("by a public key taken for a secret has no key", async () => {
    const { jwk, signed } = await sign("RS256");
    expect(verify({ ...signed, algorithm: "HS256" }, jwk)).toBe("no-key");
    const shared = await sign("HS256");
    expect(verify({ ...shared.signed, algorithm: "RS256" }, shared.jwk)).toBe("no-key");
  });

  test("by a curve that is not the algorithm's has no key", async () => {
    const { jwk, signed } = await sign("ES256");
    expect(verify({ ...signed, algorithm: "ES384" }, jwk)).toBe("no-key");
  });
});

describe("of several keys", () => {
  test("the one of the token's name is asked", async () => {
    const [first, second] = [await sign("ES256", "a"), await sign("ES256", "b")];
    const keys = [
      { ...first.jwk, kid: "a" },
      { ...second.jwk, kid: "b" },
    ];
    expect(verify(second.signed, ...keys)).toBe("verified");
    expect(verify({ ...second.signed, keyId: "a" }, ...keys)).toBe("refused");
    expect(verify({ ...second.signed, keyId: "c" }, ...keys)).toBe("no-key");
  });

  test("all are asked where there is no name", async () => {
    const [first, second] = [await sign("ES256"), await sign("ES256")];
    expect(verify(second.signed, first.jwk, second.jwk)).toBe("verified");
    expect(verify({ ...second.signed, keyId: "a" }, first.jwk, second.jwk)).toBe("verified");
    expect(verify(second.signed, { ...first.jwk, kid: "a" }, { ...second.jwk, kid: "b" })).toBe("verified");
  });

  test("those that are for something else are not", async () => {
    const { jwk, signed } = await sign("RS256");
    expect(verify(signed, { ...jwk, use: "enc" })).toBeUndefined();
    expect(verify(signed, { ...jwk, use: "sig" })).toBe("verified");
    expect(verify(signed, { ...jwk, alg: "RS512" })).toBe("no-key");
    expect(verify(signed, { ...jwk, alg: "RS256" })).toBe("verified");
  });

  test("those that cannot be read are passed over", async () => {
    const { jwk, signed } = await sign("ES256");
    const broken = [
      {},
      { kty: "RSA" },
      { kty: "EC", crv: "P-256", x: "AA", y: "AA" },
      { kty: "oct", k: "" },
      7,
      null,
    ];
    expect(readJwtKeys(JSON.stringify({ keys: [...broken, jwk] }))?.verify(signed)).toBe("verified");
  });
});

test.each(["", "{", "[]", "null", "{}", '{"keys":{}}', '{"keys":[]}', '{"keys":[{"kty":"unknown"}]}'])(
  "%j has no keys",
  (jwks) => {
    expect(readJwtKeys(jwks)).toBeUndefined();
  },
);

test("a key that is too short for RSA is none", async () => {
  const { generateKeyPairSync } = await import("node:crypto");
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  expect(readJwtKeys(JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] }))).toBeUndefined();
});
