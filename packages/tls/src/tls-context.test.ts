import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CONTENT_AT, nativeScratch } from "./native-scratch.ts";
import { TestAuthority } from "./testing/index.ts";
import { TlsContext, type TlsContextOptions, type TlsIdentityMaterial } from "./tls-context.ts";
import { TlsError } from "./tls-error.ts";

const root = TestAuthority.root();
const material = root.intermediate().material({ uriSans: ["spiffe://cluster.local/ns/a/sa/b"] });
const damaged = material.chainPem[0]?.replace(/[A-Za-z0-9+/]{20}/, "AAAAAAAAAAAAAAAAAAAA") ?? "";
const notBase64 = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n";
const encrypted =
  "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n-----END CERTIFICATE-----\n";

function create(change: Partial<TlsIdentityMaterial>, options: Partial<TlsContextOptions> = {}): TlsContext {
  return TlsContext.create({ role: "server", material: { ...material, ...change }, ...options });
}

describe("material that cannot be used is named", () => {
  test.each([
    ["an empty chain", { chainPem: [] }, "bad-certificate", /certificate chain: there is no certificate/],
    [
      "a chain of empty text",
      { chainPem: [""] },
      "bad-certificate",
      /certificate chain, entry 1: no certificate in PEM/,
    ],
    ["no PEM at all", { chainPem: ["hello"] }, "bad-certificate", /entry 1/],
    [
      "a bad second entry",
      { chainPem: [...material.chainPem.slice(0, 1), "x"] },
      "bad-certificate",
      /entry 2/,
    ],
    ["a damaged leaf", { chainPem: [damaged] }, "bad-certificate", /certificate chain, entry 1/],
    ["bad base64", { chainPem: [notBase64] }, "bad-certificate", /entry 1: bad base64/],
    ["an encrypted certificate", { chainPem: [encrypted] }, "bad-certificate", /entry 1/],
    ["a text beyond all bounds", { chainPem: ["x".repeat(2 << 20)] }, "bad-certificate", /exceed the limit/],
    ["no roots", { rootsPem: [] }, "bad-roots", /roots: there is no certificate/],
    ["a bad root", { rootsPem: [root.rootPem, "x"] }, "bad-roots", /roots, entry 2/],
    ["an empty key", { privateKeyPkcs8: new Uint8Array() }, "bad-key", /private key: it is empty/],
    ["a random key", { privateKeyPkcs8: randomBytes(100) }, "bad-key", /private key/],
    [
      "the key of another leaf",
      { privateKeyPkcs8: root.leaf().privateKeyPkcs8 },
      "key-mismatch",
      /private key for the leaf/,
    ],
    [
      "a key of another kind",
      { privateKeyPkcs8: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "der" }) },
      "key-mismatch",
      /private key for the leaf/,
    ],
  ])("%s", (_name, change, code, message) => {
    for (const role of ["client", "server"] as const) {
      const call = () => create(change, { role });
      expect(call).toThrow(TlsError);
      expect(call).toThrow(expect.objectContaining({ code }));
      expect(call).toThrow(message);
    }
  });

  test("an unknown group", () => {
    expect(() => create({}, { groups: "P-256:nonsense" })).toThrow(
      expect.objectContaining({ code: "bad-options", message: expect.stringContaining("P-256:nonsense") }),
    );
  });
});

test("several certificates in one entry are one chain", () => {
  const context = create({ chainPem: [material.chainPem.join("comment between\n")] });
  expect(context.pointer).toBeGreaterThan(0);
  context.free();
});

test("neither the key nor anything else stays in the native scratch memory", () => {
  create({}).free();
  expect(() => create({ privateKeyPkcs8: randomBytes(1000) })).toThrow(TlsError);
  expect(nativeScratch.bytes.subarray(CONTENT_AT).every((byte) => byte === 0)).toBe(true);
});

test("the caller's copy of the key is left alone", () => {
  const privateKeyPkcs8 = Uint8Array.from(material.privateKeyPkcs8);
  create({ privateKeyPkcs8 }).free();
  expect(privateKeyPkcs8).toEqual(Uint8Array.from(material.privateKeyPkcs8));
});

test("a freed context says so", () => {
  const context = create({});
  context.free();
  expect(() => context.pointer).toThrow(expect.objectContaining({ code: "freed" }));
});

test("the sides of a pair are one context of OpenSSL, and are freed each on its own", () => {
  const { client, server } = TlsContext.createPair({ material });
  expect([client.role, server.role]).toEqual(["client", "server"]);
  expect(client.pointer).toBe(server.pointer);
  client.free();
  client.free();
  expect(() => client.pointer).toThrow(expect.objectContaining({ code: "freed" }));
  expect(server.pointer).toBeGreaterThan(0);
  server.free();
});

test("a pair of material that cannot be used is none", () => {
  const call = () => TlsContext.createPair({ material: { ...material, rootsPem: [] } });
  expect(call).toThrow(expect.objectContaining({ code: "bad-roots" }));
});
