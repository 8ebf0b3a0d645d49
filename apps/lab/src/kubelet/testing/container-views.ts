/** Containers in a state, for tests. */
import type { ContainerRecord, ContainerView } from "../pod/container-state.ts";

const RECORD: ContainerRecord = {
  id: "c1",
  restartCount: 0,
  startedAtMs: 1000,
  shim: { pid: 1, startTime: 1 },
};

export function aRunning(health: Partial<ContainerView["health"]> = {}): ContainerView {
  return {
    record: RECORD,
    health: { isStarted: true, isReady: true, retryAtMs: 0, problem: undefined, ...health },
  };
}

export function anEnded(
  code: number,
  more: { readonly retryAtMs?: number; readonly restartCount?: number } = {},
): ContainerView {
  return {
    record: {
      ...RECORD,
      restartCount: more.restartCount ?? 0,
      end: { code, reason: code === 0 ? "Completed" : "Error", atMs: 2000 },
    },
    health: { isStarted: false, isReady: false, retryAtMs: more.retryAtMs ?? 0, problem: undefined },
  };
}
