import { ConfigError } from "@ambit/config";
import { expect, test } from "vitest";
import { loadConfig, type WaypointConfig } from "./config.ts";

const POD = {
  POD_NAME: "waypoint-1",
  POD_NAMESPACE: "shop",
  SERVICE_ACCOUNT: "waypoint",
  GATEWAY_NAME: "waypoint",
};

function load(variables: Readonly<Record<string, string>>): WaypointConfig {
  const environment = new Map(Object.entries({ ...POD, ...variables }));
  return loadConfig({ environment, args: [], exists: () => false });
}

test("PROXY_CONFIG is what the environment does not say itself", () => {
  const PROXY_CONFIG = JSON.stringify({
    discoveryAddress: "istiod-canary.istio-system.svc:15012",
    concurrency: 3,
    terminationDrainDuration: "7s",
    proxyMetadata: { PILOT_HTTP10: "true", ISTIO_META_NETWORK: "east" },
    tracing: {},
  });
  const own = load({});
  const config = load({ PROXY_CONFIG });
  expect(config).toMatchObject({
    workerThreads: 3,
    drainDeadlineMs: 7_000,
    acceptsHttp10: true,
    network: "east",
  });
  expect(config.xdsAddress).toContain("istiod-canary");
  expect(config.caAddress).toContain("istiod-canary");
  expect(own.xdsAddress).not.toContain("canary");
  const asked = load({ PROXY_CONFIG, XDS_ADDRESS: "xds.example.com:1", AMBIT_WORKER_THREADS: "1" });
  expect(asked.xdsAddress).toContain("xds.example.com");
  expect(asked.workerThreads).toBe(1);
});

test("Istio's names of variables are understood, and ours win", () => {
  const theirs = { CA_ADDR: "ca.example.com:15012", ISTIO_META_NETWORK: "west", ISTIO_META_NODE_NAME: "n1" };
  const config = load({ ...theirs, TERMINATION_DRAIN_DURATION_SECONDS: "9" });
  expect(config).toMatchObject({ network: "west", localNode: "n1", drainDeadlineMs: 9_000 });
  expect(config.caAddress).toContain("ca.example.com");
  expect(load({ ...theirs, CA_ADDRESS: "mine.example.com:1" }).caAddress).toContain("mine.example.com");
});

test("the CA that is named counts more than where the control plane is", () => {
  const PROXY_CONFIG = JSON.stringify({ discoveryAddress: "istiod.example.com:15012" });
  expect(load({ PROXY_CONFIG, CA_ADDR: "ca.example.com:15012" }).caAddress).toContain("ca.example.com");
});

test.each(["discoveryAddress: a:1", "[]", "7"])("PROXY_CONFIG %j is refused by name", (PROXY_CONFIG) => {
  expect(() => load({ PROXY_CONFIG })).toThrow(ConfigError);
  expect(() => load({ PROXY_CONFIG })).toThrow("PROXY_CONFIG");
});
