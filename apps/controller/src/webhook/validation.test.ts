import type { CheckContext } from "@ambit/admission";
import { FakeClock } from "@ambit/lifecycle/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { validation } from "./validation.ts";
import { WebhookMetrics } from "./webhook-metrics.ts";

function setUp() {
  const clock = new FakeClock();
  const registry = new MetricsRegistry({ format: "prometheus" });
  const { logger, sink } = memoryLogger("validation");
  let surveys = 0;
  const context: CheckContext = {
    rootNamespace: "istio-system",
    isDryRunOffered: false,
    isStrict: false,
    surroundings: {
      workloads: () => {
        surveys += 1;
        return [];
      },
      has: () => false,
    },
  };
  const validate = validation({
    context: () => context,
    clock,
    metrics: new WebhookMetrics(registry),
    logger,
  });
  const ask = (spec: object) =>
    validate({
      request: {
        uid: "u",
        operation: "CREATE",
        kind: { group: "security.istio.io", version: "v1", kind: "AuthorizationPolicy" },
        resource: { group: "security.istio.io", version: "v1", resource: "authorizationpolicies" },
        object: { metadata: { name: "p", namespace: "app" }, spec },
      },
    });
  const samples = async () => {
    const { body } = await registry.render({ acceptsOpenMetrics: false });
    return body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  };
  return { ask, validate, clock, samples, sink, surveys: () => surveys };
}

const FOR_CART = { selector: { matchLabels: { app: "cart" } }, rules: [{}] };

test("what is refused, and what is stored with a warning, is counted and logged", async () => {
  const { ask, samples, sink } = setUp();
  ask({ action: "DENY" });
  ask(FOR_CART);
  ask({});
  const labels = 'group="security.istio.io",resource="authorizationpolicies",version="v1"';
  expect(await samples()).toEqual(
    expect.arrayContaining([
      `galley_validation_passed{${labels}} 2`,
      `galley_validation_failed{${labels},reason="invalid_resource"} 1`,
      `ambit_validation_warnings_total{${labels}} 1`,
    ]),
  );
  expect(sink.records).toMatchObject([
    { message: "an object was refused", resource: "authorizationpolicies", object: "app/p" },
  ]);
});

test("who asks without end does not have the mesh looked through without end", async () => {
  const { ask, clock, surveys } = setUp();
  const answers = Array.from({ length: 100 }, () => ask(FOR_CART));
  expect(surveys()).toBe(20);
  expect(answers.at(-1)).toMatchObject({ status: 200, body: { response: { allowed: true } } });
  // What is wrong with the object itself is found all the same.
  expect(ask({ action: "DENY" })).toMatchObject({ body: { response: { allowed: false } } });
  await clock.advanceAsync(1_000);
  ask(FOR_CART);
  expect(surveys()).toBe(21);
});

test("what is no review is told so", () => {
  expect(setUp().validate({})).toMatchObject({ status: 400 });
});
