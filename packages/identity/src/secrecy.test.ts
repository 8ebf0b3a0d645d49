// Whatever is logged, dumped or thrown here, no private key is in it.
import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { localCaClient } from "./ca-client.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { createCsr, decodeCsr } from "./csr.ts";
import { IdentityError } from "./identity-error.ts";
import { SecretManager } from "./secret-manager.ts";
import { aCertificate, aKeyPem, DAY_MS, NOW_MS } from "./testing/a-certificate.ts";
import { decodeCertificateElements, encodeCertificateElements } from "./workload-certificate.ts";
import { generateKey } from "./workload-key.ts";

const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };

/** Every way in which a value may end up in a log, a dump or a message to another thread. */
function renderings(value: unknown): string {
  const options = {
    showHidden: true,
    depth: Number.POSITIVE_INFINITY,
    maxArrayLength: null,
    maxStringLength: null,
  };
  return [
    inspect(value, { ...options, getters: false }),
    inspect({ nested: [value] }, options),
    JSON.stringify(value) ?? "",
    JSON.stringify({ ...(value as object) }),
    String(value),
  ].join("\n");
}

/** The secret number of a P-256 key lies at a fixed place of its PKCS#8 form. */
function expectNoKey(text: string, pkcs8: Uint8Array): void {
  const secret = Buffer.from(pkcs8).subarray(36, 68);
  const base64 = Buffer.from(pkcs8).toString("base64");
  const compact = text.replaceAll(/\s|\\n/g, "");
  expect(compact).not.toContain(secret.toString("hex"));
  expect(compact.replaceAll(",", "")).not.toContain([...secret].join(""));
  // Whatever the alignment: some part of the base64 text between the public parts.
  expect(compact).not.toContain(base64.slice(56, 80));
  expect(text).not.toContain("PRIVATE KEY");
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("the check itself finds a key", () => {
  const { privateKeyPkcs8 } = generateKey();
  expect(() => expectNoKey(renderings({ privateKeyPkcs8 }), privateKeyPkcs8)).toThrow();
  const pem = Buffer.from(privateKeyPkcs8).toString("base64");
  expect(() => expectNoKey(renderings({ pem }), privateKeyPkcs8)).toThrow();
});

describe("no private key is shown by", () => {
  const key = generateKey();
  const secret = key.privateKeyPkcs8;
  const root = aCertificate();
  const rootSecret = root.key.export({ type: "pkcs8", format: "der" });
  const authority = CertificateAuthority.fromPem(root.pem, aKeyPem(root.key, "sec1"), { nowMs: NOW_MS });
  const csrPem = createCsr(identity, key);
  const issued = authority.sign({ csrPem, identity, ttlMs: DAY_MS, nowMs: NOW_MS });
  const elements = encodeCertificateElements(issued);
  const certificate = decodeCertificateElements({ identity, key, elements });

  test.each<{ name: string; value: unknown }>([
    { name: "a workload key", value: key },
    { name: "a request", value: csrPem },
    { name: "a decoded request", value: decodeCsr(csrPem) },
    { name: "an issued certificate", value: issued },
    { name: "a CA's answer", value: elements },
    { name: "a workload certificate", value: certificate },
    { name: "a clone of a workload certificate", value: structuredClone(certificate) },
  ])("$name", ({ value }) => {
    expectNoKey(renderings(value), secret);
  });

  test("a CA, and its client", () => {
    expectNoKey(renderings(authority), rootSecret);
    expectNoKey(renderings(localCaClient(authority, { epochMs: () => NOW_MS, ttlMs: DAY_MS })), rootSecret);
  });

  test("a secret manager, its dump and its notices", async () => {
    const clock = new FakeClock();
    const seen: unknown[] = [];
    using secrets = new SecretManager({
      client: { fetchCertificate: () => Promise.resolve(certificate) },
      clock,
      epochMs: () => NOW_MS + clock.nowMs(),
      random: () => 0,
      onFetchFailed: (failure) => seen.push(failure),
    });
    secrets.onCertificate((arrived) => seen.push(arrived));
    seen.push(await secrets.fetch(identity, "realtime"));
    expectNoKey(renderings(secrets), secret);
    expectNoKey(renderings(secrets.dumpCertificates()), secret);
    expect(seen).toHaveLength(2);
    expectNoKey(renderings(seen), secret);
  });

  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pkcs8 = aKeyPem(privateKey, "pkcs8");

  test.each([
    { name: "a key that does not fit", keyPem: pkcs8 },
    { name: "a key that is cut", keyPem: pkcs8.slice(0, -40) },
    { name: "a key with a broken head", keyPem: pkcs8.replace("MIG", "MAG") },
    { name: "a key with the wrong label", keyPem: pkcs8.replaceAll("PRIVATE KEY", "CERTIFICATE") },
    { name: "a key without label", keyPem: pkcs8.split("\n").slice(1, 3).join("\n") },
  ])("the error about $name", ({ keyPem }) => {
    const secretDer = privateKey.export({ type: "pkcs8", format: "der" });
    for (const [certificatePem, keyText] of [
      [root.pem, keyPem],
      [keyPem, aKeyPem(root.key, "pkcs8")],
    ] as const) {
      const error = errorOf(() => CertificateAuthority.fromPem(certificatePem, keyText, { nowMs: NOW_MS }));
      expect(error).toBeInstanceOf(IdentityError);
      expectNoKey(renderings(error), secretDer);
    }
  });
});
