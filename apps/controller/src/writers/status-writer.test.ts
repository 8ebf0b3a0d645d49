import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { GATEWAY_CLASSES, SERVICES } from "../kube/resources.ts";
import type { DesiredStatus } from "../status/desired-status.ts";
import { ClassWriter } from "./class-writer.ts";
import { StatusWriter } from "./status-writer.ts";
import type { WriteFailure } from "./write-queue.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 3, 29, 29);

function aStatus(change: Partial<DesiredStatus> = {}): DesiredStatus {
  return {
    key: "istio-ambient-service Service/app/web",
    kind: "Service",
    namespace: "app",
    name: "web",
    manager: "istio-ambient-service",
    isShown: false,
    status: {
      conditions: [
        {
          type: "istio.io/WaypointBound",
          status: "True",
          reason: "WaypointAccepted",
          message: "Attached.",
          observedGeneration: 1,
          since: "",
        },
      ],
    },
    ...change,
  };
}

function setUp() {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const failures: WriteFailure[] = [];
  let written = 0;
  const options = {
    api: kube,
    isOurs: (manager: string) => manager === "istio-ambient-service",
    onWritten: () => (written += 1),
    onFailure: (failure: WriteFailure) => failures.push(failure),
    clock,
    epochMs: () => NOW_MS,
    random: () => 0,
  };
  const term = new AbortController();
  return { kube, clock, failures, options, term, written: () => written };
}

test("a status that is not shown is applied by its manager, with the time of its transition", async () => {
  const { kube, clock, options, term, written } = setUp();
  kube.put(SERVICES, { metadata: { namespace: "app", name: "web" } });
  const writer = new StatusWriter(options);
  writer.gather({ updated: [aStatus()], removed: [] });
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  const [request] = kube.requests.filter(({ verb }) => verb === "patch");
  expect(request).toMatchObject({
    plural: "services",
    name: { namespace: "app", name: "web" },
    subresource: "status",
    body: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "app", name: "web" },
      status: { conditions: [{ reason: "WaypointAccepted", lastTransitionTime: "2026-11-23T03:29:29Z" }] },
    },
  });
  expect(written()).toBe(1);
  term.abort();
  await running;
});

test("nothing is written that is shown already, that another lease guards, or that is wanted no more", async () => {
  const { kube, clock, options, term } = setUp();
  const writer = new StatusWriter(options);
  const other = { manager: "istio-gateway", key: "istio-gateway Gateway/app/w" } as const;
  writer.gather({ updated: [aStatus({ isShown: true }), aStatus(other)], removed: [] });
  const gone = aStatus({ key: "istio-ambient-service Service/app/gone" });
  writer.gather({ updated: [gone], removed: [] });
  writer.gather({ updated: [], removed: [gone.key] });
  writer.gather({ updated: [aStatus()], removed: [] });
  writer.gather({ updated: [aStatus({ isShown: true })], removed: [] });
  expect(writer.waiting).toBe(0);
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  expect(kube.requests).toEqual([]);
  term.abort();
  await running;
});

test("an object that has gone, or one that the server refuses, holds up no other", async () => {
  const { kube, clock, options, term, failures } = setUp();
  const patched: string[] = [];
  kube.onRequest = ({ verb, name }) => {
    if (verb === "patch") patched.push(name?.name ?? "");
    if (name?.name === "bad") throw new Error("refused");
  };
  kube.put(SERVICES, { metadata: { namespace: "app", name: "web" } });
  const writer = new StatusWriter(options);
  writer.gather({
    updated: [aStatus({ key: "1", name: "bad" }), aStatus({ key: "2", name: "gone" }), aStatus({ key: "3" })],
    removed: [],
  });
  const running = writer.run(term.signal);
  await clock.advanceAsync(20_000);
  expect(patched.filter((name) => name === "web")).toHaveLength(1);
  expect(patched.filter((name) => name === "bad")).toHaveLength(5);
  expect(failures.map(({ key }) => key)).toEqual(["1", "1", "1", "1", "1"]);
  term.abort();
  await running;
});

test("a missing class is made once, and one that is there is left alone", async () => {
  const { kube, clock, options, term } = setUp();
  kube.put(GATEWAY_CLASSES, { metadata: { name: "istio" }, spec: { controllerName: "somebody" } });
  const writer = new ClassWriter(options);
  const waypoint = {
    name: "istio-waypoint",
    controllerName: "istio.io/mesh-controller",
    description: "W",
  } as const;
  const istio = { ...waypoint, name: "istio" };
  writer.gather({ updated: [waypoint, istio], removed: [] });
  const running = writer.run(term.signal);
  await clock.advanceAsync(1_000);
  expect(kube.objects(GATEWAY_CLASSES)).toMatchObject([
    { metadata: { name: "istio" }, spec: { controllerName: "somebody" } },
    { metadata: { name: "istio-waypoint" }, spec: { controllerName: "istio.io/mesh-controller" } },
  ]);
  term.abort();
  await running;
});

test("classes are made when the cluster gets the Gateway API, and before that nothing is said of it", async () => {
  const { kube, clock, options, term, failures } = setUp();
  kube.uninstall(GATEWAY_CLASSES);
  const writer = new ClassWriter(options);
  const missing = { name: "istio", controllerName: "istio.io/gateway-controller", description: "I" } as const;
  writer.gather({ updated: [missing], removed: [] });
  const running = writer.run(term.signal);
  await clock.advanceAsync(30_000);
  kube.install(GATEWAY_CLASSES);
  await clock.advanceAsync(60_000);
  expect(kube.objects(GATEWAY_CLASSES)).toHaveLength(1);
  expect(failures).toEqual([]);
  term.abort();
  await running;
});
