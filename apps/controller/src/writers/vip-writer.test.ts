import { parseCidr } from "@ambit/addr";
import { KubeError, type KubeObject } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { decodeServiceEntry } from "@ambit/mesh-objects";
import { expect, test } from "vitest";
import { SERVICE_ENTRIES } from "../kube/resources.ts";
import { VipWriter } from "./vip-writer.ts";
import type { WriteFailure } from "./write-queue.ts";

function setUp(range = "240.240.0.0/16") {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const failures: WriteFailure[] = [];
  const exhausted: string[] = [];
  const writer = new VipWriter({
    api: kube,
    ranges: [parseCidr(range)],
    onWritten: () => undefined,
    onFailure: (failure) => failures.push(failure),
    onExhausted: (key) => exhausted.push(key),
    clock,
    random: () => 0,
  });
  const term = new AbortController();
  /** Puts an entry into the API and tells the writer, as an informer would. */
  const put = (name: string, spec: Readonly<Record<string, unknown>> = {}): void => {
    const object = kube.put(SERVICE_ENTRIES, {
      metadata: { namespace: "app", name, creationTimestamp: "2026-11-23T00:00:00Z" },
      spec: { hosts: [`${name}.example.org`], resolution: "DNS", ...spec },
    });
    tell(object);
  };
  const tell = (object: KubeObject): void => {
    const entry = decodeServiceEntry(object).object;
    writer.gather([{ key: `${entry.namespace}/${entry.name}`, entry }]);
  };
  const statuses = () =>
    Object.fromEntries(kube.objects(SERVICE_ENTRIES).map(({ metadata, status }) => [metadata.name, status]));
  return { kube, clock, writer, term, put, tell, statuses, failures, exhausted };
}

test("entries that were there before the term get addresses too, all different", async () => {
  const { clock, writer, term, put, statuses } = setUp();
  put("a");
  put("b");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  put("c");
  await clock.advanceAsync(0);
  expect(statuses()).toEqual({
    a: { addresses: [{ value: "240.240.0.1", host: "a.example.org" }] },
    b: { addresses: [{ value: "240.240.0.2", host: "b.example.org" }] },
    c: { addresses: [{ value: "240.240.0.3", host: "c.example.org" }] },
  });
  term.abort();
  await running;
});

test("nothing is written outside a term, nor for entries with addresses of their own", async () => {
  const { kube, clock, writer, term, put } = setUp();
  put("a");
  await clock.advanceAsync(1_000);
  put("own", { addresses: ["1.2.3.4"] });
  expect(kube.requests).toEqual([]);
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  expect(kube.requests.map(({ name }) => name?.name)).toEqual(["a"]);
  term.abort();
  await running;
  put("late");
  await clock.advanceAsync(1_000);
  expect(kube.requests).toHaveLength(1);
});

test("addresses that do not fit the entry any more are given up, and others are tried", async () => {
  const { kube, clock, writer, term, put, statuses, failures } = setUp();
  let refusals = 2;
  kube.onRequest = () => {
    refusals -= 1;
    if (refusals >= 0) throw new KubeError("invalid", "the test failed");
  };
  put("a");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  // Every attempt of the first patch.
  expect(kube.requests).toHaveLength(2);
  expect(failures).toMatchObject([{ key: "app/a", isFinal: false }]);
  await clock.advanceAsync(10_000);
  expect(statuses()).toEqual({ a: { addresses: [{ value: "240.240.0.2", host: "a.example.org" }] } });
  term.abort();
  await running;
});

test("a server that does not answer is tried again with the same addresses", async () => {
  const { kube, clock, writer, term, put, statuses } = setUp();
  let failures = 1;
  kube.onRequest = () => {
    failures -= 1;
    if (failures >= 0) throw new KubeError("unreachable", "connection refused");
  };
  put("a");
  const running = writer.run(term.signal);
  await clock.advanceAsync(10_000);
  expect(statuses()).toEqual({ a: { addresses: [{ value: "240.240.0.1", host: "a.example.org" }] } });
  term.abort();
  await running;
});

test("a range that is used up is told, and the entries that have addresses keep them", async () => {
  const { clock, writer, term, put, statuses, exhausted } = setUp("240.240.0.0/31");
  put("a");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  put("b");
  await clock.advanceAsync(0);
  expect(exhausted).toEqual(["app/b"]);
  expect(statuses()).toEqual({
    a: { addresses: [{ value: "240.240.0.1", host: "a.example.org" }] },
    b: undefined,
  });
  term.abort();
  await running;
});
