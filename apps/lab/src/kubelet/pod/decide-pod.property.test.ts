import fc from "fast-check";
import { expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { anEnded, aRunning } from "../testing/container-views.ts";
import { type ContainerView, isRunning } from "./container-state.ts";
import { decidePod } from "./decide-pod.ts";

const POLICIES = ["Always", "OnFailure", "Never"];
const spec = fc.record({
  restartPolicy: fc.constantFrom(...POLICIES),
  sidecars: fc.array(fc.boolean(), { maxLength: 3 }),
  mains: fc.integer({ min: 1, max: 3 }),
});
/** What happens to the containers that were started: a step for each look. */
const codes = fc.array(fc.constantFrom(0, 1, undefined), { minLength: 1, maxLength: 40 });

function podOf({
  restartPolicy,
  sidecars,
  mains,
}: {
  restartPolicy: string;
  sidecars: readonly boolean[];
  mains: number;
}) {
  return aPod({
    restartPolicy,
    initContainers: sidecars.map((isSidecar, index) => ({
      name: `i${index}`,
      ...(isSidecar ? { restartPolicy: "Always" } : {}),
    })),
    containers: Array.from({ length: mains }, (_, index) => ({ name: `m${index}` })),
  });
}

test("a pod that is deleted after any history is over once everything was stopped, and starts nothing", () => {
  fc.assert(
    fc.property(spec, codes, (shape, history) => {
      const pod = podOf(shape);
      const views = new Map<string, ContainerView>();
      for (const code of history) {
        const decision = decidePod({ pod, isEnding: false, containers: views, outcome: undefined, nowMs: 0 });
        // Nothing is started that runs, and nothing that runs is taken for over.
        for (const name of decision.start) {
          const view = views.get(name);
          expect(view === undefined || !isRunning(view)).toBe(true);
          views.set(name, aRunning());
        }
        const running = [...views].find(([, view]) => isRunning(view));
        if (code !== undefined && running !== undefined) views.set(running[0], anEnded(code));
        if (decision.isOver)
          expect([...views.values()].some(isRunning) && decision.start.length === 0).toBe(false);
      }
      for (let round = 0; ; round += 1) {
        expect(round).toBeLessThan(10);
        const decision = decidePod({ pod, isEnding: true, containers: views, outcome: undefined, nowMs: 0 });
        expect(decision.start).toEqual([]);
        for (const name of decision.stop) views.set(name, anEnded(143));
        if (decision.isOver) break;
      }
      expect([...views.values()].some(isRunning)).toBe(false);
    }),
  );
});
