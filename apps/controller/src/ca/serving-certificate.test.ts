import { createPrivateKey, X509Certificate } from "node:crypto";
import { CertificateAuthority } from "@ambit/identity";
import { expect, test } from "vitest";
import { issueServingCertificate, servingHosts } from "./serving-certificate.ts";
import { aRoot } from "./testing/a-ca.ts";
import { NOW_MS } from "./testing/a-token.ts";

const names = { namespace: "istio-system", revision: "", customHosts: [] };

test.each([
  {
    given: names,
    hosts: ["istio-pilot.istio-system.svc", "istiod-remote.istio-system.svc", "istiod.istio-system.svc"],
  },
  {
    given: { namespace: "mesh", revision: "canary", customHosts: ["istiod.example.org", "istiod.mesh.svc"] },
    hosts: [
      "istio-pilot.mesh.svc",
      "istiod-canary.mesh.svc",
      "istiod-remote.mesh.svc",
      "istiod.example.org",
      "istiod.mesh.svc",
    ],
  },
])("$given is served as $hosts", ({ given, hosts }) => {
  expect(servingHosts(given)).toEqual(hosts);
});

test("the certificate is of the mesh's CA, for its key, and ends with the CA at the latest", async () => {
  const root = await aRoot();
  const authority = CertificateAuthority.fromPem(root.certificatePem, root.keyPem, { nowMs: NOW_MS });
  const serving = issueServingCertificate(authority, names, { nowMs: NOW_MS, ttlMs: 1e13 });
  const leaf = new X509Certificate(serving.certificatePem);
  const issuer = new X509Certificate(root.certificatePem);
  expect(leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(serving.keyPem))).toBe(true);
  expect(leaf.checkHost("istiod.istio-system.svc")).toBe("istiod.istio-system.svc");
  expect(leaf.subjectAltName).toBe(
    "DNS:istio-pilot.istio-system.svc, DNS:istiod-remote.istio-system.svc, DNS:istiod.istio-system.svc",
  );
  expect(leaf.validToDate).toEqual(issuer.validToDate);
});
