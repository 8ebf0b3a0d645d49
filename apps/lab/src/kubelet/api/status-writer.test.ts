import { hasKubeCode, KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { aPod, aPodObject } from "../testing/a-pod.ts";
import { PODS } from "./kube-resources.ts";
import { StatusWriter } from "./status-writer.ts";

describe("statuses", () => {
  const pod = aPod();
  const name = { namespace: pod.namespace, name: pod.name };
  let kube: FakeKube;
  let clock: FakeClock;
  let problems: unknown[];
  let writer: StatusWriter;

  beforeEach(() => {
    kube = new FakeKube();
    clock = new FakeClock();
    problems = [];
    kube.put(PODS, aPodObject());
    writer = new StatusWriter({
      api: kube,
      clock,
      random: () => 0,
      signal: new AbortController().signal,
      onProblem: (_pod, error) => problems.push(error),
    });
  });

  const written = () => kube.requests.filter(({ verb }) => verb === "patch").map(({ body }) => body);
  const settle = () => clock.advanceAsync(0);

  test("are written through the status of the very pod", async () => {
    writer.publish(pod, { phase: "Running" });
    await settle();
    expect(kube.requests).toMatchObject([{ verb: "patch", name, subresource: "status" }]);
    expect(JSON.stringify(written()[0])).toContain('"uid":"u1"');
    expect((await kube.get(PODS, name))["status"]).toEqual({ phase: "Running" });
  });

  test("are written once while they stay the same", async () => {
    writer.publish(pod, { phase: "Running" });
    await settle();
    writer.publish(pod, { phase: "Running" });
    await settle();
    expect(written()).toHaveLength(1);
  });

  test("are left out when a newer one comes before they are on their way", async () => {
    const held = Promise.withResolvers<void>();
    kube.onRequest = () => held.promise;
    writer.publish(pod, { n: 1 });
    await settle();
    writer.publish(pod, { n: 2 });
    writer.publish(pod, { n: 3 });
    held.resolve();
    await settle();
    expect(written()).toHaveLength(2);
    expect((await kube.get(PODS, name))["status"]).toEqual({ n: 3 });
  });

  test("are tried again until the API takes them, the newest then", async () => {
    let isDown = true;
    kube.onRequest = ({ verb }) => {
      if (isDown && verb === "patch") throw new KubeError("unreachable", "down");
    };
    writer.publish(pod, { n: 1 });
    await settle();
    writer.publish(pod, { n: 2 });
    await clock.advanceAsync(300);
    isDown = false;
    await clock.advanceAsync(10_000);
    expect(problems.length).toBeGreaterThan(1);
    expect((await kube.get(PODS, name))["status"]).toEqual({ n: 2 });
  });

  test("of a pod that is gone are dropped", async () => {
    writer.publish(aPod({}, { name: "other" }), { n: 1 });
    await clock.advanceAsync(10_000);
    expect(problems).toEqual([]);
    expect(written()).toHaveLength(1);
  });

  test("come before the end of the object, which is of this pod alone and at once", async () => {
    const deleted: unknown[] = [];
    const api = {
      patch: (...args: Parameters<FakeKube["patch"]>) => kube.patch(...args),
      delete: async (...args: Parameters<FakeKube["delete"]>) => {
        deleted.push(args[2]);
        await kube.delete(...args);
      },
    };
    const finishing = new StatusWriter({
      api,
      clock,
      random: () => 0,
      signal: new AbortController().signal,
      onProblem: () => undefined,
    });
    await finishing.finish(pod, { phase: "Failed" });
    expect(kube.requests.map(({ verb }) => verb)).toEqual(["patch", "delete"]);
    expect(deleted).toEqual([{ uid: "u1", gracePeriodSeconds: 0 }]);
    await expect(kube.get(PODS, name)).rejects.toSatisfy((error) => hasKubeCode(error, "not-found"));
    // Whoever was quicker is well.
    await finishing.finish(pod, { phase: "Failed" });
  });

  test("fail to end an object while the API is away", async () => {
    kube.onRequest = () => {
      throw new KubeError("unreachable", "down");
    };
    await expect(writer.finish(pod, {})).rejects.toThrow("down");
  });
});
