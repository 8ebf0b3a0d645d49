import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { AUTHORIZATION_POLICIES, VALIDATING_WEBHOOKS } from "../kube/resources.ts";
import { WebhookWriter } from "./webhook-writer.ts";

const webhook = (name: string, service: object = { name: "istiod", namespace: "istio-system" }) => ({
  name,
  clientConfig: { service: { path: "/validate", ...service } },
  failurePolicy: "Ignore",
});

function configuration(webhooks: readonly object[], revision = "default") {
  return {
    metadata: { name: "istio-validator-istio-system", labels: { "istio.io/rev": revision } },
    webhooks,
  };
}

/** Runs until `stop`; `refusing`: whether the API server goes by the webhook. */
function setUp(webhooks: readonly object[], { revision = "", roots = "root-1" } = {}) {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const state = { refusing: false, roots, written: 0, failures: [] as unknown[] };
  kube.put(VALIDATING_WEBHOOKS, configuration(webhooks, revision === "" ? "default" : revision));
  kube.onRequest = ({ verb, plural }) => {
    if (verb !== "create") return;
    if (plural === "gateways")
      throw new KubeError("forbidden", "gateways is forbidden: not allowed to create");
    if (plural === "authorizationpolicies" && state.refusing) {
      throw new KubeError("invalid", `admission webhook "rev.validation.istio.io" denied the request`);
    }
  };
  const writer = new WebhookWriter({
    api: kube,
    namespace: "istio-system",
    revision,
    rootsPem: () => state.roots,
    onWritten: () => {
      state.written += 1;
    },
    onFailure: ({ error }) => state.failures.push(error),
    onProblem: ({ error }) => state.failures.push(error),
    clock,
    random: () => 0.5,
  });
  const term = new AbortController();
  const running = writer.run(term.signal);
  const shown = () => {
    const [object = {}] = kube.objects(VALIDATING_WEBHOOKS) as readonly { webhooks?: unknown }[];
    return (object.webhooks as { clientConfig: { caBundle?: string }; failurePolicy: string }[]).map(
      ({ clientConfig: { caBundle = "" }, failurePolicy }) =>
        `${Buffer.from(caBundle, "base64").toString()} ${failurePolicy}`,
    );
  };
  return {
    state,
    writer,
    kube,
    shown,
    round: () => clock.advanceAsync(60_000),
    settle: () => clock.advanceAsync(0),
    async [Symbol.asyncDispose]() {
      term.abort();
      await running;
      expect(state.failures).toEqual([]);
    },
  };
}

describe("a webhook of ours", () => {
  test("is told by which roots to believe us, and refuses only when it is seen to", async () => {
    await using world = setUp([webhook("rev.validation.istio.io")]);
    await world.settle();
    expect(world.shown()).toEqual(["root-1 Ignore"]);
    await world.round();
    expect(world.shown()).toEqual(["root-1 Ignore"]);
    world.state.refusing = true;
    await world.round();
    await world.settle();
    expect(world.shown()).toEqual(["root-1 Fail"]);
    // The object that was tried is not there.
    expect(world.kube.objects(AUTHORIZATION_POLICIES)).toEqual([]);
  });

  test("gets other roots, and is put right when somebody changes it", async () => {
    await using world = setUp([webhook("rev.validation.istio.io")]);
    await world.settle();
    world.state.roots = "root-2";
    world.writer.rootsChanged();
    await world.settle();
    expect(world.shown()).toEqual(["root-2 Ignore"]);
    const [object] = world.kube.objects(VALIDATING_WEBHOOKS);
    world.kube.put(VALIDATING_WEBHOOKS, {
      ...object,
      ...configuration([webhook("rev.validation.istio.io")]),
    });
    await world.settle();
    expect(world.shown()).toEqual(["root-2 Ignore"]);
  });

  test("for NetworkPolicies never refuses what it cannot be asked about", async () => {
    await using world = setUp([
      webhook("networkpolicies.validation.ambit.io"),
      webhook("rev.validation.istio.io"),
    ]);
    world.state.refusing = true;
    await world.settle();
    await world.settle();
    expect(world.shown()).toEqual(["root-1 Ignore", "root-1 Fail"]);
  });

  test("of a revision is found by its label, and may ask the revision's own Service", async () => {
    const service = { name: "istiod-canary", namespace: "istio-system" };
    await using world = setUp([webhook("rev.validation.istio.io", service)], { revision: "canary" });
    await world.settle();
    expect(world.shown()).toEqual(["root-1 Ignore"]);
  });
});

test.each<[name: string, service: object]>([
  ["another Service", { name: "other", namespace: "istio-system" }],
  ["a control plane elsewhere", { name: "istiod", namespace: "istio-two" }],
])("a webhook that asks %s is left alone", async (_name, service) => {
  await using world = setUp([webhook("rev.validation.istio.io", service)]);
  await world.round();
  expect(world.shown()).toEqual([" Ignore"]);
  expect(world.state.written).toBe(0);
});

test("without a CA nothing is written yet", async () => {
  await using world = setUp([webhook("rev.validation.istio.io")], { roots: "" });
  await world.settle();
  expect(world.shown()).toEqual([" Ignore"]);
  world.state.roots = "root-1";
  world.writer.rootsChanged();
  await world.settle();
  expect(world.shown()).toEqual(["root-1 Ignore"]);
});
