import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { EventWriter } from "./event-writer.ts";
import { EVENTS } from "./kube-resources.ts";

describe("events", () => {
  const pod = aPod();
  const event = { type: "Warning", reason: "FailedMount", message: "no volume" } as const;
  let kube: FakeKube;
  let nowMs = 0;
  let problems: unknown[];
  let writer: EventWriter;

  beforeEach(() => {
    kube = new FakeKube();
    nowMs = Date.parse("2026-01-01T00:00:00Z");
    problems = [];
    let id = 0;
    writer = new EventWriter({
      api: kube,
      nodeName: "n1",
      nowMs: () => nowMs,
      newId: () => `${(id += 1)}`.padEnd(64, "0"),
      onProblem: (error) => problems.push(error),
    });
  });

  const settle = () => new Promise(setImmediate);
  const stored = async () => (await kube.list(EVENTS, {})).items;

  test("are about their pod", async () => {
    writer.report(pod, event);
    await settle();
    expect(await stored()).toMatchObject([
      {
        metadata: { namespace: "shop" },
        involvedObject: { kind: "Pod", name: "web", namespace: "shop", uid: "u1" },
        ...event,
        source: { component: "kubelet", host: "n1" },
        firstTimestamp: "2026-01-01T00:00:00Z",
        count: 1,
      },
    ]);
  });

  test("that repeat are counted, and written now and then", async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      expect(writer.report(pod, event)).toBe(turn === 0 ? "new" : "again");
      await settle();
      nowMs += 1000;
    }
    expect(await stored()).toMatchObject([{ count: 5, lastTimestamp: "2026-01-01T00:00:04Z" }]);
    expect(kube.requests.filter(({ verb }) => verb !== "list")).toHaveLength(3);
  });

  test("that differ are others", async () => {
    writer.report(pod, event);
    writer.report(pod, { ...event, message: "another" });
    writer.report(aPod({}, { uid: "u2" }), event);
    await settle();
    expect(await stored()).toHaveLength(3);
  });

  test("are lost without harm when the API is away, and never more than a few at a time", async () => {
    const held = Promise.withResolvers<void>();
    kube.onRequest = () => held.promise;
    for (let index = 0; index < 100; index += 1) writer.report(pod, { ...event, message: `${index}` });
    held.reject(new KubeError("unreachable", "down"));
    await settle();
    expect(kube.requests).toHaveLength(32);
    expect(problems).toHaveLength(32);
  });
});
