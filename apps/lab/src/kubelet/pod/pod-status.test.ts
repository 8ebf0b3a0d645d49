import { listOf, objectOf } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { anEnded, aRunning } from "../testing/container-views.ts";
import type { ContainerView } from "./container-state.ts";
import { type PodFacts, podStatus, qosClassOf } from "./pod-status.ts";

const NOW = Date.parse("2026-01-01T00:00:10Z");

function statusOf(
  containers: Readonly<Record<string, ContainerView>>,
  more: Partial<PodFacts> & {
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly status?: Readonly<Record<string, unknown>>;
  } = {},
) {
  const { spec, status, ...facts } = more;
  return podStatus({
    pod: aPod(spec, {}, status),
    containers: new Map(Object.entries(containers)),
    outcome: undefined,
    hasSandbox: true,
    podIps: ["10.1.1.2", "fd01::2"],
    hostIps: ["10.0.0.11", "fd00::b"],
    startedAtMs: NOW - 5000,
    previous: undefined,
    nowMs: NOW,
    ...facts,
  });
}

const conditions = (status: ReturnType<typeof statusOf>) =>
  Object.fromEntries(
    listOf(status.conditions)
      .map(objectOf)
      .map(({ type, status: value }) => [type, value]),
  );
const [TRUE, FALSE] = ["True", "False"];

describe("the status of a pod", () => {
  test("that runs", () => {
    const status = statusOf({ main: aRunning() });
    expect(status).toMatchObject({
      phase: "Running",
      podIP: "10.1.1.2",
      podIPs: [{ ip: "10.1.1.2" }, { ip: "fd01::2" }],
      hostIP: "10.0.0.11",
      startTime: "2026-01-01T00:00:05Z",
      qosClass: "BestEffort",
      containerStatuses: [
        {
          name: "main",
          ready: true,
          started: true,
          restartCount: 0,
          containerID: "ambit://c1",
          state: { running: {} },
          lastState: {},
        },
      ],
    });
    expect(conditions(status)).toEqual({
      PodReadyToStartContainers: TRUE,
      Initialized: TRUE,
      Ready: TRUE,
      ContainersReady: TRUE,
    });
  });

  test("that has just come", () => {
    const status = statusOf({}, { hasSandbox: false, podIps: [] });
    expect(status).toMatchObject({
      phase: "Pending",
      containerStatuses: [
        { ready: false, started: false, state: { waiting: { reason: "ContainerCreating" } } },
      ],
    });
    expect(status).not.toHaveProperty("podIP");
    expect(conditions(status)).toMatchObject({
      PodReadyToStartContainers: FALSE,
      Initialized: TRUE,
      Ready: FALSE,
    });
  });

  test("that is being initialized", () => {
    const status = statusOf(
      { i: aRunning() },
      { spec: { initContainers: [{ name: "i" }], containers: [{ name: "main" }] } },
    );
    expect(status).toMatchObject({
      phase: "Pending",
      initContainerStatuses: [{ name: "i", state: { running: {} } }],
      containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
    });
    expect(conditions(status)).toMatchObject({ Initialized: FALSE, Ready: FALSE });
  });

  test("whose container is not ready yet", () => {
    const status = statusOf({ main: aRunning({ isReady: false }) });
    expect(status.phase).toBe("Running");
    expect(
      listOf(status.conditions)
        .map(objectOf)
        .find(({ type }) => type === "Ready"),
    ).toMatchObject({
      status: FALSE,
      reason: "ContainersNotReady",
      message: "containers with unready status: [main]",
    });
  });

  test("whose container waits to run again", () => {
    const status = statusOf({ main: anEnded(7, { retryAtMs: NOW + 1, restartCount: 2 }) });
    expect(status).toMatchObject({
      phase: "Running",
      containerStatuses: [
        {
          restartCount: 2,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 7 } },
        },
      ],
    });
  });

  test("whose container cannot be started", () => {
    const problem = { reason: "CreateContainerError", message: "no program" };
    const view = { record: undefined, health: { ...aRunning().health, isReady: false, problem } };
    expect(statusOf({ main: view })).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: problem } }],
    });
  });

  test.each([
    ["Succeeded", 0, "PodCompleted"],
    ["Failed", 1, "PodFailed"],
  ] as const)("that ended: %s", (outcome, code, reason) => {
    const status = statusOf({ main: anEnded(code) }, { outcome, hasSandbox: false });
    expect(status).toMatchObject({
      phase: outcome,
      podIP: "10.1.1.2",
      containerStatuses: [
        { ready: false, state: { terminated: { exitCode: code, finishedAt: "1970-01-01T00:00:02Z" } } },
      ],
    });
    expect(
      listOf(status.conditions)
        .map(objectOf)
        .find(({ type }) => type === "Ready"),
    ).toMatchObject({ status: FALSE, reason });
  });
});

describe("conditions", () => {
  const old = "2020-01-01T00:00:00Z";

  test("of others stay, and ours keep their time until they change", () => {
    const known = [
      { type: "PodScheduled", status: TRUE, lastTransitionTime: old },
      { type: "Ready", status: TRUE, lastTransitionTime: old },
      { type: "ContainersReady", status: FALSE, lastTransitionTime: old },
    ];
    const status = statusOf({ main: aRunning() }, { status: { conditions: known } });
    const times = Object.fromEntries(
      listOf(status.conditions)
        .map(objectOf)
        .map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
    );
    expect(times).toEqual({
      PodReadyToStartContainers: "2026-01-01T00:00:10Z",
      Initialized: "2026-01-01T00:00:10Z",
      Ready: old,
      ContainersReady: "2026-01-01T00:00:10Z",
      PodScheduled: old,
    });
  });

  test("do not change with a look at the same things", () => {
    const previous = statusOf({ main: aRunning() });
    expect(statusOf({ main: aRunning() }, { previous, nowMs: NOW + 60_000 })).toEqual(previous);
  });

  test("of readiness gates have to hold", () => {
    const spec = { containers: [{ name: "main" }], readinessGates: [{ conditionType: "x/ok" }] };
    expect(conditions(statusOf({ main: aRunning() }, { spec }))).toMatchObject({
      Ready: FALSE,
      ContainersReady: TRUE,
    });
    const status = { conditions: [{ type: "x/ok", status: TRUE }] };
    expect(conditions(statusOf({ main: aRunning() }, { spec, status }))).toMatchObject({ Ready: TRUE });
  });
});

test.each([
  ["BestEffort", {}],
  ["Burstable", { requests: { cpu: "1" } }],
  ["Burstable", { limits: { cpu: "1" } }],
  ["Guaranteed", { limits: { cpu: "1", memory: "1Gi" } }],
  ["Burstable", { limits: { cpu: "1", memory: "1Gi" }, requests: { cpu: "500m" } }],
])("quality of service %s: %j", (expected, resources) => {
  expect(qosClassOf(aPod({ containers: [{ name: "a", resources }] }))).toBe(expected);
});
