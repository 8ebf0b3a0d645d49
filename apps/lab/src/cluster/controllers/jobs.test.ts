import { describe, expect, test } from "vitest";
import { SimulatedCluster } from "../testing/simulated-cluster.ts";
import { jobController } from "./jobs.ts";

const KEY = "default/job";

function aJob(spec: Readonly<Record<string, number | boolean>>): SimulatedCluster {
  const cluster = new SimulatedCluster();
  const template = { spec: { containers: [{ name: "main", image: "x" }], restartPolicy: "Never" } };
  cluster.create("jobs", { metadata: { name: "job" }, spec: { ...spec, template } });
  cluster.settle([[jobController, KEY]]);
  return cluster;
}

/** Ends the pods that run, at that moment. */
function endAll(cluster: SimulatedCluster, phase: "Succeeded" | "Failed"): void {
  const finishedAt = new Date(cluster.nowMs).toISOString();
  for (const { meta, phase: current } of cluster.pods) {
    if (current === "Pending") {
      cluster.setPod(meta.name, { phase, containerStatuses: [{ state: { terminated: { finishedAt } } }] });
    }
  }
  cluster.settle([[jobController, KEY]]);
}

const waiting = (cluster: SimulatedCluster) => cluster.pods.filter(({ phase }) => phase === "Pending").length;
const statusOf = (cluster: SimulatedCluster) => cluster.find("jobs", "job")["status"];

describe("jobs", () => {
  test("run as many pods at once as they may, and no more than are missing", () => {
    const cluster = aJob({ completions: 5, parallelism: 3 });
    expect(waiting(cluster)).toBe(3);
    endAll(cluster, "Succeeded");
    expect(waiting(cluster)).toBe(2);
    endAll(cluster, "Succeeded");
    expect(waiting(cluster)).toBe(0);
    expect(statusOf(cluster)).toMatchObject({
      succeeded: 5,
      active: 0,
      conditions: [{ type: "Complete", status: "True" }],
    });
  });

  test("without a number of completions are done when one pod succeeded and the others have ended", () => {
    const cluster = aJob({ parallelism: 2 });
    const [first] = cluster.pods;
    cluster.setPod(first?.meta.name ?? "", { phase: "Succeeded" });
    cluster.settle([[jobController, KEY]]);
    expect(waiting(cluster)).toBe(1);
    expect(statusOf(cluster)).not.toHaveProperty("conditions");
    endAll(cluster, "Succeeded");
    expect(statusOf(cluster)).toMatchObject({ conditions: [{ type: "Complete" }] });
  });

  test("wait longer after each failure, and give up after too many", () => {
    const cluster = aJob({ backoffLimit: 2 });
    for (const pauseMs of [10_000, 20_000]) {
      endAll(cluster, "Failed");
      expect(waiting(cluster)).toBe(0);
      expect(jobController.plan(cluster.view, KEY, cluster.nowMs).lookAgainInMs).toBe(pauseMs);
      cluster.nowMs += pauseMs;
      cluster.settle([[jobController, KEY]]);
      expect(waiting(cluster)).toBe(1);
    }
    endAll(cluster, "Failed");
    expect(statusOf(cluster)).toMatchObject({
      failed: 3,
      conditions: [{ type: "Failed", reason: "BackoffLimitExceeded" }],
    });
    cluster.nowMs += 1_000_000;
    expect(cluster.step(jobController, KEY)).toBe(false);
  });

  test("end at their deadline, with the pods that run", () => {
    const cluster = aJob({ activeDeadlineSeconds: 30 });
    expect(jobController.plan(cluster.view, KEY, cluster.nowMs).lookAgainInMs).toBe(30_000);
    cluster.nowMs += 30_000;
    cluster.settle([[jobController, KEY]]);
    expect(cluster.pods).toEqual([]);
    expect(statusOf(cluster)).toMatchObject({ conditions: [{ type: "Failed", reason: "DeadlineExceeded" }] });
  });

  test("that are suspended have no pods, until they go on", () => {
    const cluster = aJob({ suspend: true });
    expect(cluster.pods).toEqual([]);
    cluster.patch("jobs", "job", { spec: { suspend: false } });
    cluster.settle([[jobController, KEY]]);
    expect(waiting(cluster)).toBe(1);
    cluster.patch("jobs", "job", { spec: { suspend: true } });
    cluster.settle([[jobController, KEY]]);
    expect(cluster.pods).toEqual([]);
  });

  test("that are done go after the time that they ask for", () => {
    const cluster = aJob({ ttlSecondsAfterFinished: 5 });
    endAll(cluster, "Succeeded");
    expect(jobController.plan(cluster.view, KEY, cluster.nowMs).lookAgainInMs).toBe(5000);
    cluster.nowMs += 5000;
    expect(cluster.step(jobController, KEY)).toBe(true);
    expect(cluster.find("jobs", "job")).toEqual({});
  });
});
