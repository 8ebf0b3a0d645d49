import { describe, expect, test } from "vitest";
import { type BrokenPodFilter, decodeRepairPod } from "./broken-pod.ts";

const FILTER: BrokenPodFilter = {
  sidecarAnnotation: "sidecar.istio.io/status",
  initContainerName: "istio-validation",
  initTerminationMessage: "",
  initExitCode: 126,
};

interface Init {
  readonly name?: string;
  readonly state?: unknown;
  readonly lastState?: unknown;
}

function isBroken(
  init: Init = {},
  filter: Partial<BrokenPodFilter> = {},
  annotation = FILTER.sidecarAnnotation,
): boolean {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "cart", namespace: "shop", uid: "u1", annotations: { [annotation]: "{}" } },
    status: {
      initContainerStatuses: [
        {
          name: "istio-validation",
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: { terminated: { exitCode: 126, message: "no rules\n" } },
          ...init,
        },
      ],
    },
  };
  return decodeRepairPod(pod, { ...FILTER, ...filter }).isBroken;
}

describe("a pod is broken", () => {
  test("when its validation has ended with the code for it", () => {
    expect(isBroken()).toBe(true);
  });

  test.each<[string, Partial<BrokenPodFilter>, Init]>([
    ["any container", { initContainerName: "" }, { name: "other" }],
    ["any exit code", { initExitCode: 0 }, { lastState: { terminated: { exitCode: 7 } } }],
    ["the message", { initTerminationMessage: " no rules" }, {}],
  ])("by %s where the filter says so", (_name, filter, init) => {
    expect(isBroken(init, filter)).toBe(true);
  });

  test("without the annotation where none is asked for", () => {
    expect(isBroken({}, { sidecarAnnotation: "" }, "other")).toBe(true);
  });
});

describe("a pod is not broken", () => {
  test.each<[string, Init]>([
    ["that has not failed yet", { lastState: {} }],
    ["that has ended with another code", { lastState: { terminated: { exitCode: 1 } } }],
    ["whose validation is another container", { name: "other" }],
    ["whose validation has passed since", { state: { terminated: { exitCode: 0, reason: "Completed" } } }],
  ])("%s", (_name, init) => {
    expect(isBroken(init)).toBe(false);
  });

  test("that says something else, or has no sidecar", () => {
    expect(isBroken({}, { initTerminationMessage: "other" })).toBe(false);
    expect(isBroken({}, {}, "other")).toBe(false);
  });
});
