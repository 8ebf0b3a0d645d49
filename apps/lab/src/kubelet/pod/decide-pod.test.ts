import { describe, expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { anEnded, aRunning } from "../testing/container-views.ts";
import type { ContainerView } from "./container-state.ts";
import { decidePod, type PodDecision, type PodView } from "./decide-pod.ts";

const TWO = [{ name: "a" }, { name: "b" }];
const INIT = [{ name: "i1" }, { name: "side", restartPolicy: "Always" }, { name: "i2" }];

function decide(
  spec: Readonly<Record<string, unknown>>,
  containers: Readonly<Record<string, ContainerView>>,
  more: Partial<PodView> = {},
): PodDecision {
  return decidePod({
    pod: aPod(spec),
    isEnding: false,
    containers: new Map(Object.entries(containers)),
    outcome: undefined,
    nowMs: 5000,
    ...more,
  });
}

describe("a pod that is to run", () => {
  test("starts all of its containers", () => {
    expect(decide({ containers: TWO }, {})).toEqual({
      start: ["a", "b"],
      stop: [],
      isOver: false,
      outcome: undefined,
      waitUntilMs: undefined,
    });
  });

  test.each([
    ["the first before all", {}, ["i1"]],
    ["nothing while it runs", { i1: aRunning() }, []],
    ["the first again when it failed", { i1: anEnded(1) }, ["i1"]],
    ["a sidecar after it", { i1: anEnded(0) }, ["side"]],
    ["nothing until the sidecar is up", { i1: anEnded(0), side: aRunning({ isStarted: false }) }, []],
    ["the next one beside the sidecar", { i1: anEnded(0), side: aRunning() }, ["i2"]],
    ["the containers last", { i1: anEnded(0), side: aRunning(), i2: anEnded(0) }, ["a", "b"]],
    [
      "a sidecar that fell over later, and nothing of what is done",
      { i1: anEnded(0), side: anEnded(1), i2: anEnded(0), a: aRunning(), b: aRunning() },
      ["side"],
    ],
  ])("starts init containers in order: %s", (_name, containers, start) => {
    expect(decide({ containers: TWO, initContainers: INIT }, containers).start).toEqual(start);
  });

  test.each([
    ["Always", 0, ["a"]],
    ["Always", 1, ["a"]],
    ["OnFailure", 1, ["a"]],
    ["OnFailure", 0, []],
    ["Never", 1, []],
  ])("restarts by its policy: %s after exit %d", (restartPolicy, code, start) => {
    expect(decide({ containers: TWO, restartPolicy }, { a: anEnded(code), b: aRunning() }).start).toEqual(
      start,
    );
  });

  test("waits for the time of a restart", () => {
    const decision = decide({ containers: TWO }, { a: anEnded(1, { retryAtMs: 9000 }), b: aRunning() });
    expect(decision).toMatchObject({ start: [], waitUntilMs: 9000 });
  });
});

describe("a pod that has come to its end", () => {
  test.each([
    ["all done", { a: anEnded(0), b: anEnded(0) }, "Succeeded"],
    ["one failed", { a: anEnded(0), b: anEnded(2) }, "Failed"],
    ["one still runs", { a: anEnded(0), b: aRunning() }, undefined],
  ])("has an outcome: %s", (_name, containers, outcome) => {
    expect(decide({ containers: TWO, restartPolicy: "Never" }, containers).outcome).toBe(outcome);
  });

  test("fails with an init container that is not to run again", () => {
    const spec = { containers: TWO, initContainers: [{ name: "i" }] };
    expect(decide({ ...spec, restartPolicy: "Never" }, { i: anEnded(1) })).toMatchObject({
      outcome: "Failed",
      isOver: true,
    });
    expect(decide({ ...spec, restartPolicy: "OnFailure" }, { i: anEnded(1) })).toMatchObject({
      outcome: undefined,
      start: ["i"],
    });
  });

  test("ends its sidecars then", () => {
    const spec = { containers: [{ name: "a" }], initContainers: INIT, restartPolicy: "Never" };
    const done = { i1: anEnded(0), i2: anEnded(0), a: anEnded(0) };
    expect(decide(spec, { ...done, side: aRunning() })).toMatchObject({
      outcome: "Succeeded",
      stop: ["side"],
      isOver: false,
    });
    expect(decide(spec, { ...done, side: anEnded(143) })).toMatchObject({
      outcome: "Succeeded",
      stop: [],
      isOver: true,
    });
  });

  test("keeps its outcome", () => {
    expect(decide({ containers: TWO }, {}, { outcome: "Failed" })).toMatchObject({
      start: [],
      isOver: true,
      outcome: "Failed",
    });
  });
});

describe("a pod that is deleted", () => {
  const spec = { containers: TWO, initContainers: INIT };

  test("ends its containers, then its sidecars, then is over", () => {
    const all = { side: aRunning(), a: aRunning(), b: anEnded(0) };
    expect(decide(spec, all, { isEnding: true })).toMatchObject({ stop: ["a"], isOver: false });
    expect(decide(spec, { ...all, a: anEnded(143) }, { isEnding: true })).toMatchObject({
      stop: ["side"],
      isOver: false,
    });
    expect(decide(spec, { side: anEnded(0) }, { isEnding: true })).toMatchObject({ stop: [], isOver: true });
  });

  test("starts nothing any more", () => {
    expect(decide(spec, {}, { isEnding: true })).toMatchObject({ start: [], isOver: true });
  });
});
