import { describe, expect, test } from "vitest";
import { loadConfig, type ZtunnelConfig } from "../config.ts";
import { dataConfigOf } from "./data-config.ts";

function aConfig(environment: Readonly<Record<string, string>> = {}): ZtunnelConfig {
  return loadConfig({
    environment: new Map(
      Object.entries({
        FAKE_CA: "true",
        XDS_ADDRESS: "",
        PROXY_MODE: "dedicated",
        PROXY_WORKLOAD_INFO: "shop/client-1/client",
        ISTIO_META_DNS_CAPTURE: "false",
        ...environment,
      }),
    ),
    args: [],
    host: { readFile: () => undefined, exists: () => false, cpuCount: 2 },
  });
}

test("the defaults are ztunnel's", () => {
  expect(dataConfigOf(aConfig(), "info")).toEqual({
    network: "",
    clusterId: "Kubernetes",
    workload: { name: "client-1", namespace: "shop", serviceAccount: "client" },
    localNode: undefined,
    illegalPorts: expect.arrayContaining([15001, 15006, 15008]),
    streamWindowBytes: 4_194_304,
    connectionWindowBytes: 16_777_216,
    maxFrameBytes: 1_048_576,
    poolMaxStreamsPerConnection: 100,
    poolUnusedReleaseTimeoutMs: 300_000,
    packetMark: undefined,
    keepalive: { idleS: 180, intervalS: 180, probes: 9 },
    userTimeoutMs: undefined,
    enableResponseBaggage: true,
    localhostAppTunnel: true,
    tlsGroups: "*X25519MLKEM768:*X25519:P-256:P-384",
    tls12: false,
    checksRevocation: false,
    authzPolicyInfoLogging: false,
    strictPolicyReferences: false,
    localFastPath: false,
    onDemand: false,
    logFormat: "plain",
    logFilter: "info",
    ipv6: true,
    dns: {
      isProxied: false,
      clusterDomain: "cluster.local",
      searchDomains: [],
      preferredServiceNamespace: undefined,
      resolver: { nameServers: [], search: [], ndots: 1, timeoutMs: 5_000, attempts: 2 },
    },
  });
});

describe("a setting", () => {
  test.each([
    { env: { KEEPALIVE_ENABLED: "false" }, expected: { keepalive: undefined } },
    {
      env: { KEEPALIVE_TIME: "1400ms", KEEPALIVE_INTERVAL: "1m30s", KEEPALIVE_RETRIES: "3" },
      expected: { keepalive: { idleS: 1, intervalS: 90, probes: 3 } },
    },
    { env: { USER_TIMEOUT_ENABLED: "true" }, expected: { userTimeoutMs: 1_800_000 } },
    { env: { PACKET_MARK: "0" }, expected: { packetMark: undefined } },
    { env: { PACKET_MARK: "1337" }, expected: { packetMark: 1337 } },
    { env: { CRL_PATH: "/etc/crl.pem" }, expected: { checksRevocation: true } },
    { env: { COMPLIANCE_POLICY: "pqc" }, expected: { tlsGroups: "X25519MLKEM768" } },
  ])("$env becomes $expected", ({ env, expected }) => {
    expect(dataConfigOf(aConfig(env), "info")).toMatchObject(expected);
  });
});

test("it can be posted to a thread", () => {
  const config = dataConfigOf(aConfig(), "info");
  expect(structuredClone(config)).toEqual(config);
});

test("a node's proxy has the agent's socket in place of a workload", () => {
  const shared = dataConfigOf({ ...aConfig(), workload: undefined, proxyMode: "shared" }, "info");
  expect(shared).toMatchObject({ workload: undefined, zdsPath: "/var/run/ztunnel/ztunnel.sock" });
  expect(dataConfigOf(aConfig(), "info").zdsPath).toBeUndefined();
});

test.each([
  ["with a control plane to ask", { XDS_ON_DEMAND: "true", XDS_ADDRESS: "istiod:15012" }, true],
  ["not without one", { XDS_ON_DEMAND: "true" }, false],
  ["not unless it is said", { XDS_ADDRESS: "istiod:15012" }, false],
])("destinations are asked for on demand %s", (_name, environment, expected) => {
  expect(dataConfigOf(aConfig(environment), "info").onDemand).toBe(expected);
});
