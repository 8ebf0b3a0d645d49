import { readFileSync } from "node:fs";
import { parseIdentity } from "@ambit/model";
import { expect, test } from "vitest";
import { type CertificateDump, dumpSecret } from "./certificate-dump.ts";
import { IdentityError } from "./identity-error.ts";
import type { WorkloadCertificate } from "./workload-certificate.ts";

const recorded = JSON.parse(
  readFileSync(new URL("../test/golden/certificate-dump.json", import.meta.url), "utf8"),
) as CertificateDump;
const identity = parseIdentity(recorded.identity);

function recordedPem(list: CertificateDump["certChain"]): string[] {
  return list.map(({ pem }) => Buffer.from(pem, "base64").toString("utf8"));
}

test("an available certificate is dumped as recorded, to the letter", () => {
  const certificate: WorkloadCertificate = {
    identity,
    chainPem: recordedPem(recorded.certChain),
    rootsPem: recordedPem(recorded.rootCerts),
    privateKeyPkcs8: Uint8Array.of(1),
    notBeforeMs: 0,
    notAfterMs: 0,
    serialNumber: "",
  };
  const dump = dumpSecret(identity, { kind: "available", certificate });
  expect(JSON.stringify(dump)).toBe(JSON.stringify(recorded));
});

test.each([
  { state: { kind: "initializing" } as const, text: "Initializing" },
  {
    state: {
      kind: "unavailable",
      error: new IdentityError("fetch-timeout", "no answer", { cause: new Error("connection refused") }),
    } as const,
    text: "Unavailable: no answer: connection refused",
  },
])("without a certificate the state is $text and the lists are empty", ({ state, text }) => {
  expect(dumpSecret(identity, state)).toEqual({
    certChain: [],
    identity: recorded.identity,
    rootCerts: [],
    state: text,
  });
});
