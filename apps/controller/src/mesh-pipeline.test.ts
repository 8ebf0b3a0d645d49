import { FakeClock } from "@ambit/lifecycle/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE } from "@ambit/xds";
import { expect, test } from "vitest";
import { PodIndex } from "./ca/pod-index.ts";
import { decodeChange } from "./collections/ambient-index.ts";
import { AMBIENT_DEFAULTS } from "./collections/ambient-options.ts";
import { MeshPipeline } from "./mesh-pipeline.ts";
import { ObjectMetrics, PushMetrics } from "./metrics.ts";
import { PushLog } from "./push/push-log.ts";
import { makeResourceStore } from "./push/xds-resources.ts";

function aPod(name: string, ip: string) {
  return decodeChange("Pod", {
    metadata: { name, namespace: "app", uid: `uid-${name}` },
    spec: { nodeName: "n1", serviceAccountName: name },
    status: { phase: "Running", podIP: ip, podIPs: [{ ip }] },
  });
}

function aPolicy(name: string, ipBlock: string) {
  return decodeChange("AuthorizationPolicy", {
    metadata: { name, namespace: "app" },
    spec: { action: "DENY", rules: [{ from: [{ source: { ipBlocks: [ipBlock] } }] }] },
  });
}

function setUp() {
  const clock = new FakeClock();
  const registry = new MetricsRegistry({ format: "prometheus" });
  const store = makeResourceStore("0");
  const pods = new PodIndex();
  const { logger, sink } = memoryLogger("ambient");
  let pushes = 0;
  const batches: number[] = [];
  const keySources: (readonly string[])[] = [];
  const pipeline: MeshPipeline = new MeshPipeline({
    ambient: AMBIENT_DEFAULTS,
    debounceAfterMs: 100,
    debounceMaxMs: 1_000,
    store,
    pods,
    onPublished: () => (pushes += 1),
    onChanges: (_changes, objects) => batches.push(objects.length),
    onKeySources: (sources) => keySources.push(sources.map(({ id }) => id)),
    pushLog: new PushLog(),
    metrics: {
      push: new PushMetrics(registry),
      objects: new ObjectMetrics(registry, () => pipeline.objectsWithProblems),
    },
    clock,
    epochMs: () => clock.nowMs(),
    logger,
  });
  const names = (typeUrl: string) => (store.collection(typeUrl)?.all() ?? []).map(({ name }) => name);
  const metrics = async () => (await registry.render({ acceptsOpenMetrics: false })).body;
  return { clock, pods, pipeline, sink, batches, keySources, names, metrics, pushes: () => pushes };
}

test("nothing is served before the first state is complete, and then all of it at once", () => {
  const { clock, pipeline, names, pushes } = setUp();
  pipeline.take([aPod("a", "10.0.0.1")]);
  clock.advance(5_000);
  expect(names(ADDRESS_TYPE)).toEqual([]);
  pipeline.take([aPolicy("deny", "10.0.0.0/8")]);
  pipeline.release();
  expect(names(ADDRESS_TYPE)).toEqual(["Kubernetes//Pod/app/a"]);
  expect(names(AUTHORIZATION_TYPE)).toEqual(["app/deny"]);
  expect(pushes()).toBe(0);
  clock.advance(1_000);
  expect(pushes()).toBe(0);
});

test("a change is pushed at once, those that follow it together, and what changes nothing is not", () => {
  const { clock, pipeline, batches, pushes } = setUp();
  pipeline.release();
  pipeline.take([aPod("a", "10.0.0.1")]);
  clock.advance(0);
  expect(pushes()).toBe(1);
  pipeline.take([aPod("b", "10.0.0.2")]);
  pipeline.take([aPod("c", "10.0.0.3")]);
  clock.advance(1_000);
  expect(pushes()).toBe(2);
  pipeline.take([aPod("c", "10.0.0.3")]);
  clock.advance(1_000);
  expect(pushes()).toBe(2);
  expect(batches).toEqual([1, 1, 1, 1]);
});

test("certificates go by the same pods", () => {
  const { pods, pipeline } = setUp();
  pipeline.take([aPod("a", "10.0.0.1")]);
  expect(pods.find("app", "a")?.uid).toBe("uid-a");
  expect(pods.hasInstance("n1", "app", "a")).toBe(true);
  pipeline.take([{ kind: "Pod", key: "app/a", decoded: undefined }]);
  expect(pods.hasInstance("n1", "app", "a")).toBe(false);
});

test("an object with a part that cannot be used is named by log and metric until it is in order again", async () => {
  const { pipeline, sink, metrics } = setUp();
  pipeline.take([aPolicy("bad", "10.0.0.0/99")]);
  expect(sink.records).toMatchObject([
    {
      level: "warn",
      message: "parts of an object cannot be used",
      kind: "AuthorizationPolicy",
      object: "app/bad",
      problems: expect.stringContaining("ipBlocks"),
    },
  ]);
  expect(await metrics()).toContain('ambit_object_problems{kind="AuthorizationPolicy",object="app/bad"} 1');
  expect(await metrics()).toContain("pilot_total_rejected_configs 1");
  pipeline.take([aPolicy("bad", "10.0.0.0/9")]);
  expect(await metrics()).not.toContain("ambit_object_problems{");
  expect(pipeline.objectsWithProblems).toBe(0);
});

test("where keys of tokens are is told when it may have changed, and keys that come go to clients", () => {
  const { pipeline, keySources, batches } = setUp();
  const authentication = (jwtRules: readonly object[]) =>
    decodeChange("RequestAuthentication", {
      metadata: { name: "tokens", namespace: "shop" },
      spec: { targetRefs: [{ kind: "Gateway", group: "gateway.networking.k8s.io", name: "w" }], jwtRules },
    });
  pipeline.take([authentication([{ issuer: "https://a/" }, { issuer: "b", jwksUri: "https://b/keys" }])]);
  pipeline.take([authentication([{ issuer: "c", jwks: "{}" }])]);
  expect(keySources).toEqual([["issuer https://a/.well-known/openid-configuration", "https://b/keys"], []]);
  pipeline.takeKeySet("https://b/keys", { id: "https://b/keys", jwks: "{}", failure: undefined });
  expect(batches).toEqual([1, 1, 0]);
});
