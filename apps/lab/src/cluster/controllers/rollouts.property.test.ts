// Rollouts with pods that become ready, fail and end at random moments: what must never happen, and how it ends.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAvailable, type Pod } from "../objects/pod.ts";
import { resolvePart } from "../objects/workload-set.ts";
import { SimulatedCluster } from "../testing/simulated-cluster.ts";
import type { Controller } from "./controller.ts";
import { daemonSetController } from "./daemon-sets.ts";
import { deploymentController } from "./deployments.ts";
import { replicaSetController } from "./replica-sets.ts";
import { statefulSetController } from "./stateful-sets.ts";

const aTemplate = (version: number) => ({
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "main", image: `web:${version}` }] },
});
const versionOf = (cluster: SimulatedCluster, pod: Pod): number =>
  Number(JSON.stringify(cluster.find("pods", pod.meta.name)).match(/web:(\d+)/)?.[1]);

type Step = { readonly kind: "plan" | "ready" | "end" | "update" | "fail"; readonly pick: number };

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant("plan" as const) },
    { weight: 5, arbitrary: fc.constant("ready" as const) },
    { weight: 3, arbitrary: fc.constant("end" as const) },
    { weight: 1, arbitrary: fc.constantFrom("update" as const, "fail" as const) },
  ),
  pick: fc.nat({ max: 100 }),
});
const anySteps = fc.array(anyStep, { minLength: 5, maxLength: 80 });

function pickOne<T>(items: readonly T[], pick: number): T | undefined {
  return items[pick % Math.max(1, items.length)];
}

/** Keys of all sets of pods, in the order in which a plan of one calls for the next. */
function keysOf(cluster: SimulatedCluster): readonly (readonly [Controller, string])[] {
  const { view } = cluster;
  const keys = (controller: Controller, sets: Iterable<{ readonly meta: { readonly name: string } }>) =>
    [...sets].map(({ meta }) => [controller, `default/${meta.name}`] as const);
  return [
    ...keys(deploymentController, view.deployments.values()),
    ...keys(replicaSetController, view.replicasets.values()),
    ...keys(daemonSetController, view.daemonsets.values()),
    ...keys(statefulSetController, view.statefulsets.values()),
  ];
}

function run(cluster: SimulatedCluster, step: Step, update: () => void): void {
  const isLiving = ({ meta }: Pod): boolean => !meta.isTerminating;
  switch (step.kind) {
    case "plan": {
      const next = pickOne(keysOf(cluster), step.pick);
      if (next !== undefined) cluster.step(...next);
      return;
    }
    case "ready": {
      const pod = pickOne(
        cluster.pods.filter((each) => isLiving(each) && !each.isReady),
        step.pick,
      );
      if (pod !== undefined) cluster.makeReady(pod.meta.name);
      return;
    }
    case "fail": {
      const pod = pickOne(cluster.pods.filter(isLiving), step.pick);
      if (pod !== undefined) cluster.setPod(pod.meta.name, { phase: "Running", conditions: [] });
      return;
    }
    case "end":
      cluster.endPods();
      return;
    case "update":
      update();
      return;
  }
}

/** Everything that is to come comes: plans, pods that become ready, pods that end. */
function finish(cluster: SimulatedCluster): void {
  for (let round = 0; round < 200; round += 1) {
    let isChanged = false;
    for (const [controller, key] of keysOf(cluster)) isChanged = cluster.step(controller, key) || isChanged;
    for (const pod of cluster.pods) {
      if (!pod.isReady && !pod.meta.isTerminating) {
        cluster.makeReady(pod.meta.name);
        isChanged = true;
      }
      isChanged ||= pod.meta.isTerminating;
    }
    cluster.endPods();
    if (!isChanged) return;
  }
  throw new Error("the rollout does not come to an end");
}

const living = (cluster: SimulatedCluster): readonly Pod[] =>
  cluster.pods.filter(({ meta }) => !meta.isTerminating);
const up = (cluster: SimulatedCluster): readonly Pod[] =>
  living(cluster).filter((pod) => isAvailable(pod, 0, cluster.nowMs));

/** Whether replica sets say what there is: a deployment goes by that. */
function areStatusesTrue(cluster: SimulatedCluster): boolean {
  const available = up(cluster);
  return [...cluster.view.replicasets.values()].every(
    (set) =>
      set.availableReplicas === available.filter(({ meta }) => meta.controller?.uid === set.meta.uid).length,
  );
}

describe("deployments", () => {
  test("never have more pods than they may, and lose none that they need by their own doing", () => {
    const anyPart = fc.constantFrom<number | string>(0, 1, 2, "25%", "50%", "100%");
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        anyPart,
        anyPart,
        anySteps,
        (replicas, maxSurge, maxUnavailable, steps) => {
          const cluster = new SimulatedCluster(true);
          let version = 1;
          cluster.create("deployments", {
            metadata: { name: "web" },
            spec: {
              replicas,
              selector: { matchLabels: { app: "web" } },
              strategy: { rollingUpdate: { maxSurge, maxUnavailable } },
              template: aTemplate(version),
            },
          });
          finish(cluster);
          expect(up(cluster)).toHaveLength(replicas);
          const surge = resolvePart(maxSurge, replicas, "up");
          const lack = Math.max(resolvePart(maxUnavailable, replicas, "down"), surge === 0 ? 1 : 0);
          for (const step of steps) {
            const before = up(cluster).length;
            const isKnown = areStatusesTrue(cluster);
            run(cluster, step, () => {
              version += 1;
              cluster.patch("deployments", "web", { spec: { template: aTemplate(version) } });
            });
            expect(living(cluster).length).toBeLessThanOrEqual(replicas + surge);
            // A plan takes an available pod only where enough others are left, as far as it is told of them.
            if (step.kind === "plan" && isKnown)
              expect(up(cluster).length).toBeGreaterThanOrEqual(Math.min(before, replicas - lack));
          }
          finish(cluster);
          expect(cluster.pods.map((pod) => versionOf(cluster, pod))).toEqual(Array(replicas).fill(version));
          expect(cluster.find("deployments", "web")["status"]).toMatchObject({
            updatedReplicas: replicas,
            availableReplicas: replicas,
            unavailableReplicas: 0,
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  test("with strategy Recreate never have two versions at once", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const cluster = new SimulatedCluster(false);
        let version = 1;
        cluster.create("deployments", {
          metadata: { name: "web" },
          spec: {
            replicas: 3,
            selector: { matchLabels: { app: "web" } },
            strategy: { type: "Recreate" },
            template: aTemplate(1),
          },
        });
        for (const step of steps) {
          run(cluster, step, () => {
            version += 1;
            cluster.patch("deployments", "web", { spec: { template: aTemplate(version) } });
          });
          expect(new Set(cluster.pods.map((pod) => versionOf(cluster, pod))).size).toBeLessThanOrEqual(1);
        }
        finish(cluster);
        expect(cluster.pods.map((pod) => versionOf(cluster, pod))).toEqual([version, version, version]);
      }),
      { numRuns: 60 },
    );
  });
});

test("daemon sets have one pod on each node, two only while they surge, and miss no more than they may", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 2),
      fc.integer({ min: 1, max: 4 }),
      anySteps,
      (maxSurge, nodeCount, steps) => {
        const cluster = new SimulatedCluster(true);
        for (let node = 1; node <= nodeCount; node += 1)
          cluster.create("nodes", { metadata: { name: `n${node}` } });
        let version = 1;
        const rollingUpdate = maxSurge === 0 ? { maxUnavailable: 1 } : { maxSurge, maxUnavailable: 0 };
        cluster.create("daemonsets", {
          metadata: { name: "agent" },
          spec: {
            selector: { matchLabels: { app: "web" } },
            updateStrategy: { rollingUpdate },
            template: aTemplate(1),
          },
        });
        finish(cluster);
        const nodesUp = (): number => new Set(up(cluster).map(({ nodeName }) => nodeName)).size;
        for (const step of steps) {
          const before = nodesUp();
          run(cluster, step, () => {
            version += 1;
            cluster.patch("daemonsets", "agent", { spec: { template: aTemplate(version) } });
          });
          const perNode = Map.groupBy(living(cluster), ({ nodeName }) => nodeName);
          const crowded = [...perNode.values()].filter((pods) => pods.length > 1);
          expect(crowded.length).toBeLessThanOrEqual(maxSurge);
          expect(crowded.every((pods) => pods.length === 2)).toBe(true);
          if (step.kind === "plan") {
            expect(nodesUp()).toBeGreaterThanOrEqual(Math.min(before, nodeCount - (maxSurge === 0 ? 1 : 0)));
          }
        }
        finish(cluster);
        expect(cluster.pods.map((pod) => versionOf(cluster, pod))).toEqual(Array(nodeCount).fill(version));
        expect(new Set(cluster.pods.map(({ nodeName }) => nodeName)).size).toBe(nodeCount);
      },
    ),
    { numRuns: 150 },
  );
});

test("stateful sets have each name once, the lower ones first, and change one at a time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), anySteps, (replicas, steps) => {
      const cluster = new SimulatedCluster(true);
      let version = 1;
      cluster.create("statefulsets", {
        metadata: { name: "db" },
        spec: {
          replicas,
          serviceName: "db",
          selector: { matchLabels: { app: "web" } },
          template: aTemplate(1),
        },
      });
      for (const step of steps) {
        const before = up(cluster).length;
        run(cluster, step, () => {
          version += 1;
          cluster.patch("statefulsets", "db", { spec: { template: aTemplate(version) } });
        });
        expect(cluster.pods.length).toBeLessThanOrEqual(replicas);
        if (step.kind === "plan")
          expect(up(cluster).length).toBeGreaterThanOrEqual(before === replicas ? before - 1 : before);
      }
      finish(cluster);
      expect(cluster.pods.map(({ meta }) => meta.name).toSorted()).toEqual(
        Array.from({ length: replicas }, (_, index) => `db-${index}`),
      );
      expect(cluster.pods.map((pod) => versionOf(cluster, pod))).toEqual(Array(replicas).fill(version));
    }),
    { numRuns: 100 },
  );
});
