import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { CONFIG_MAPS } from "../kube/resources.ts";
import { RootConfigMaps } from "./root-config-maps.ts";

function setUp() {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const state: { roots: string | undefined } = { roots: "ROOT 1" };
  const writer = new RootConfigMaps({
    api: kube,
    configMaps: [
      { name: "istio-ca-root-cert", key: "root-cert.pem", value: () => state.roots },
      { name: "istio-ca-crl", key: "ca-crl.pem", value: () => "" },
    ],
    onWritten: () => undefined,
    onFailure: ({ error }) => {
      throw error;
    },
    onProblem: () => undefined,
    clock,
    random: () => 0,
  });
  const term = new AbortController();
  const values = () =>
    kube
      .objects(CONFIG_MAPS)
      .filter(({ metadata }) => metadata.name === "istio-ca-root-cert")
      .map(({ metadata, data }) => [metadata.namespace, Object(data)["root-cert.pem"]]);
  const writes = () => kube.requests.filter(({ verb }) => verb === "create" || verb === "patch");
  return { kube, clock, state, writer, term, values, writes };
}

test("every namespace gets both, but for those in which nothing of the mesh runs", async () => {
  const { kube, clock, writer, term } = setUp();
  for (const name of ["app", "kube-system", "kube-public", "kube-node-lease"]) writer.addNamespace(name);
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  writer.addNamespace("later");
  await clock.advanceAsync(0);
  const found = kube.objects(CONFIG_MAPS).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(found.toSorted()).toEqual([
    "app/istio-ca-crl",
    "app/istio-ca-root-cert",
    "kube-system/istio-ca-crl",
    "kube-system/istio-ca-root-cert",
    "later/istio-ca-crl",
    "later/istio-ca-root-cert",
  ]);
  expect(kube.objects(CONFIG_MAPS)[0]).toMatchObject({
    metadata: { labels: { "istio.io/config": "true" } },
  });
  term.abort();
  await running;
});

test("what is as it should be is not written, and what somebody changed or took away is put right", async () => {
  const { kube, clock, writer, term, values, writes } = setUp();
  const good = {
    metadata: { namespace: "app", name: "istio-ca-root-cert", labels: { "istio.io/config": "true" } },
  };
  kube.put(CONFIG_MAPS, { ...good, data: { "root-cert.pem": "ROOT 1" } });
  writer.addNamespace("app");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  expect(writes().map(({ name }) => name?.name)).toEqual([undefined]);
  kube.put(CONFIG_MAPS, { ...good, data: { "root-cert.pem": "forged", other: "stays" } });
  await clock.advanceAsync(0);
  expect(values()).toEqual([["app", "ROOT 1"]]);
  expect(kube.objects(CONFIG_MAPS)).toContainEqual(
    expect.objectContaining({ data: { "root-cert.pem": "ROOT 1", other: "stays" } }),
  );
  kube.remove(CONFIG_MAPS, { namespace: "app", name: "istio-ca-root-cert" });
  await clock.advanceAsync(0);
  expect(values()).toEqual([["app", "ROOT 1"]]);
  term.abort();
  await running;
});

test("another root is spread everywhere, and none before there is one", async () => {
  const { clock, state, writer, term, values } = setUp();
  state.roots = undefined;
  writer.addNamespace("a");
  writer.addNamespace("b");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  expect(values()).toEqual([]);
  state.roots = "ROOT 2";
  writer.valuesChanged();
  await clock.advanceAsync(0);
  expect(values()).toEqual([
    ["a", "ROOT 2"],
    ["b", "ROOT 2"],
  ]);
  term.abort();
  await running;
});

test("a namespace that is gone is left alone, and a new term begins with what differs", async () => {
  const { kube, clock, writer, term, writes } = setUp();
  writer.addNamespace("a");
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  term.abort();
  await running;
  writer.removeNamespace("a");
  for (const object of kube.objects(CONFIG_MAPS)) kube.remove(CONFIG_MAPS, object.metadata);
  const before = writes().length;
  const next = new AbortController();
  const again = writer.run(next.signal);
  await clock.advanceAsync(0);
  expect(writes().length).toBe(before);
  writer.addNamespace("a");
  await clock.advanceAsync(0);
  expect(writes().length).toBe(before + 2);
  next.abort();
  await again;
});
