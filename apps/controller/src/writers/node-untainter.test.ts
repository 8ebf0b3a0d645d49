import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { NODES, PODS } from "../kube/resources.ts";
import { untaintNodes } from "./node-untainter.ts";

const NOT_READY = { key: "cni.istio.io/not-ready", effect: "NoSchedule" };
const OTHER = { key: "dedicated", value: "gpu", effect: "NoSchedule" };

function setUp() {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const term = new AbortController();
  const failures: unknown[] = [];
  const options = {
    api: kube,
    cniNamespace: "istio-system",
    onWritten: () => undefined,
    onFailure: ({ error }: { readonly error: unknown }) => failures.push(error),
    onProblem: () => undefined,
    clock,
    random: () => 0,
  };
  const run = () => untaintNodes(options, term.signal);
  const node = (name: string, taints: readonly unknown[]) =>
    kube.put(NODES, { metadata: { name }, spec: { taints } });
  const agent = (nodeName: string, isReady: boolean, changes: Readonly<Record<string, unknown>> = {}) =>
    kube.put(PODS, {
      metadata: {
        namespace: "istio-system",
        name: `istio-cni-node-${nodeName}`,
        labels: { "k8s-app": "istio-cni-node" },
        ...changes,
      },
      spec: { nodeName },
      status: { conditions: [{ type: "Ready", status: isReady ? "True" : "False" }] },
    });
  const taints = () => kube.objects(NODES).map(({ metadata, spec }) => [metadata.name, Object(spec).taints]);
  return { kube, clock, term, failures, run, node, agent, taints };
}

test("a node loses the taint, and no other, once its agent is ready", async () => {
  const { clock, term, failures, run, node, agent, taints } = setUp();
  node("n1", [OTHER, NOT_READY]);
  node("n2", [NOT_READY]);
  agent("n1", false);
  agent("n2", false);
  const running = run();
  await clock.advanceAsync(0);
  expect(taints()).toEqual([
    ["n1", [OTHER, NOT_READY]],
    ["n2", [NOT_READY]],
  ]);
  agent("n1", true);
  await clock.advanceAsync(0);
  expect(taints()).toEqual([
    ["n1", [OTHER]],
    ["n2", [NOT_READY]],
  ]);
  term.abort();
  await running;
  expect(failures).toEqual([]);
});

test("a node that joins later, or is tainted again, loses it too", async () => {
  const { clock, term, run, node, agent, taints } = setUp();
  agent("n1", true);
  const running = run();
  await clock.advanceAsync(0);
  for (const taint of [NOT_READY, { ...NOT_READY, effect: "NoExecute" }]) {
    node("n1", [taint]);
    await clock.advanceAsync(0);
    expect(taints()).toEqual([["n1", []]]);
  }
  term.abort();
  await running;
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["of another namespace", { namespace: "shop" }],
  ["that is none, by its labels", { labels: { "k8s-app": "other" } }],
])("an agent %s does not count", async (_name, changes) => {
  const { clock, term, run, node, agent, taints } = setUp();
  node("n1", [NOT_READY]);
  agent("n1", true, changes);
  const running = run();
  await clock.advanceAsync(0);
  expect(taints()).toEqual([["n1", [NOT_READY]]]);
  term.abort();
  await running;
});
