import { caEndpointOf, xdsEndpointOf } from "@ambit/proxy/control-plane-access";
import { expect, test } from "vitest";
import { dedicatedConfig, fakeHost } from "../config/testing/demo-config.ts";

const files = fakeHost({ "/root.pem": "", "/token": "" });

test("the control plane is reached as configured", () => {
  const config = dedicatedConfig(
    {
      XDS_ADDRESS: "istiod:15012",
      XDS_ROOT_CA: "/root.pem",
      ALT_XDS_HOSTNAME: "istiod.other",
      AUTH_TOKEN: "/token",
      CLUSTER_ID: "c1",
      XDS_HEADER_Tenant: "a",
      CA_HEADER_B: "b",
    },
    files,
  );
  expect(xdsEndpointOf(config)).toEqual({
    url: "https://istiod:15012",
    roots: { kind: "file", path: "/root.pem" },
    tls: { minVersion: "1.3" },
    alternativeHostname: "istiod.other",
    credential: { token: { kind: "file", path: "/token" }, clusterId: "c1" },
    headers: [["tenant", "a"]],
  });
  expect(caEndpointOf(config)).toBeUndefined();
});

test("the certificate authority has settings of its own", () => {
  const config = dedicatedConfig(
    {
      FAKE_CA: "false",
      CA_ADDRESS: "ca:1",
      CA_ROOT_CA: "-----BEGIN",
      ALT_CA_HOSTNAME: "ca.other",
      AUTH_TOKEN: "abc",
      CA_HEADER_B: "b",
    },
    files,
  );
  expect(caEndpointOf(config)).toEqual({
    url: "https://ca:1",
    roots: { kind: "pem", pem: "-----BEGIN" },
    tls: { minVersion: "1.3" },
    alternativeHostname: "ca.other",
    credential: { token: { kind: "literal", token: "abc" }, clusterId: "Kubernetes" },
    headers: [["b", "b"]],
  });
  expect(xdsEndpointOf(config)).toBeUndefined();
});

test("without a token no credential is shown, and the machine's roots can be trusted", () => {
  const config = dedicatedConfig({ XDS_ADDRESS: "d:1", XDS_ROOT_CA: "SYSTEM" });
  expect(xdsEndpointOf(config)).toEqual({
    url: "https://d:1",
    roots: { kind: "system" },
    tls: { minVersion: "1.3" },
    headers: [],
  });
});

test.each([
  { settings: { TLS12_ENABLED: "true" }, tls: { minVersion: "1.2" } },
  { settings: { COMPLIANCE_POLICY: "pqc" }, tls: { minVersion: "1.3", groups: "X25519MLKEM768" } },
])("what holds for tunnels holds for the control plane: $settings", ({ settings, tls }) => {
  const config = dedicatedConfig({ FAKE_CA: "false", XDS_ADDRESS: "d:1", CA_ADDRESS: "c:1", ...settings });
  expect(xdsEndpointOf(config)).toMatchObject({ tls });
  expect(caEndpointOf(config)).toMatchObject({ tls });
});
