import { CertificateAuthority, decodeCsr, encodeCertificateElements } from "@ambit/identity";
import type { Identity } from "@ambit/model";
import type { CreateCertificateCall } from "@ambit/xds-grpc";
import { describe, expect, test } from "vitest";
import { grpcCaClient } from "./grpc-ca-client.ts";

const IDENTITY = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
const nowMs = Date.now();
const authority = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs });
const { signal } = new AbortController();

/** A CA that signs for `signedFor`, whatever is asked. */
function aCa(signedFor: Identity = IDENTITY, change = (elements: string[]): string[] => elements) {
  const asked: CreateCertificateCall[] = [];
  const calls = {
    createCertificate: (call: CreateCertificateCall) => {
      asked.push(call);
      const issued = authority.sign({ csrPem: call.csrPem, identity: signedFor, ttlMs: 60_000, nowMs });
      return Promise.resolve(change(encodeCertificateElements(issued)));
    },
  };
  return { asked, calls };
}

test("a dedicated proxy asks for itself", async () => {
  const { asked, calls } = aCa();
  const client = grpcCaClient({ calls, ttlMs: 86_400_000, impersonates: false });
  const certificate = await client.fetchCertificate(IDENTITY, signal);
  expect(certificate.identity).toEqual(IDENTITY);
  expect(certificate.rootsPem).toHaveLength(1);
  expect(asked).toEqual([{ csrPem: expect.any(String) as string, validitySeconds: 86_400 }]);
});

test("a node's proxy names whom it asks for", async () => {
  const { asked, calls } = aCa();
  await grpcCaClient({ calls, ttlMs: 1_500, impersonates: true }).fetchCertificate(IDENTITY, signal);
  expect(asked).toMatchObject([
    { validitySeconds: 2, impersonatedIdentity: "spiffe://cluster.local/ns/shop/sa/client" },
  ]);
});

test("every request is for a key of its own", async () => {
  const { asked, calls } = aCa();
  const client = grpcCaClient({ calls, ttlMs: 1_000, impersonates: false });
  await client.fetchCertificate(IDENTITY, signal);
  await client.fetchCertificate(IDENTITY, signal);
  const keys = asked.map(({ csrPem }) => Buffer.from(decodeCsr(csrPem).publicKeyDer).toString("hex"));
  expect(new Set(keys).size).toBe(2);
});

describe("an answer is refused", () => {
  test.each([
    ["for another identity", { ...IDENTITY, serviceAccount: "other" }, (elements: string[]) => elements],
    ["of one element", IDENTITY, (elements: string[]) => elements.slice(0, 1)],
    ["of no element", IDENTITY, () => []],
    ["that is no certificate", IDENTITY, () => ["nonsense", "nonsense"]],
  ])("%s", async (_name, signedFor, change) => {
    const { calls } = aCa(signedFor, change);
    const client = grpcCaClient({ calls, ttlMs: 1_000, impersonates: false });
    await expect(client.fetchCertificate(IDENTITY, signal)).rejects.toMatchObject({ code: "bad-response" });
  });
});
