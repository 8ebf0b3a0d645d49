import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { authorize, inboundSpan } from "@ambit/data-plane/inbound";
import { MeshState } from "@ambit/mesh-state";
import { aMatch, aPolicy, aWorkload, policyResource, workloadResource } from "@ambit/model/testing";
import type { Logger } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { TEST_CONFIG } from "./testing/world.ts";

const FACTS = {
  sourceIp: parseIpAddress("10.0.0.1"),
  destinationIp: parseIpAddress("10.0.0.2"),
  destinationPort: 80,
};

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CONNECTION = {
  inSpan: (logger: Logger) => inboundSpan(logger, TRACE, parseSocketAddress("10.0.0.1:4000")),
};

function setUp(options: { readonly strict: boolean; readonly infoLogging?: boolean }) {
  const state = new MeshState({});
  const local = aWorkload({ authorizationPolicies: ["shop/absent"] });
  state.apply({ upserts: [workloadResource(local)], removals: [] });
  const { logger, sink } = memoryLogger("rbac");
  const config = {
    ...TEST_CONFIG,
    strictPolicyReferences: options.strict,
    authzPolicyInfoLogging: options.infoLogging ?? false,
  };
  return { state, local, sink, context: { config, state, rbacLog: logger } };
}

test("skips a policy that the workload names and nobody has sent, as Istio", () => {
  const { context, local } = setUp({ strict: false });
  expect(authorize(context, local, FACTS, CONNECTION).allow).toBe(true);
});

test("refuses instead when references are strict, and names the policy", () => {
  const { context, local } = setUp({ strict: true });
  expect(authorize(context, local, FACTS, CONNECTION)).toMatchObject({
    allow: false,
    policy: "unknown policy shop/absent",
  });
});

test("strict references admit again once the policy is there", () => {
  const { context, local, state } = setUp({ strict: true });
  const policy = aPolicy({
    namespace: "shop",
    name: "absent",
    scope: "WorkloadSelector",
    action: "Deny",
    rules: [[[aMatch({ destinationPorts: [81] })]]],
  });
  state.apply({ upserts: [policyResource(policy)], removals: [] });
  expect(authorize(context, local, FACTS, CONNECTION).allow).toBe(true);
});

test("decisions and dry-run matches are logged at info when asked for", () => {
  const { context, local, state, sink } = setUp({ strict: false, infoLogging: true });
  const dry = aPolicy({
    namespace: local.namespace,
    name: "dry",
    scope: "Namespace",
    action: "Deny",
    dryRun: true,
    rules: [[]],
  });
  state.apply({ upserts: [policyResource(dry)], removals: [] });
  expect(authorize(context, local, FACTS, CONNECTION).allow).toBe(true);
  for (const record of sink.records) {
    expect(record).toMatchObject({ inbound: { id: TRACE, peer: "10.0.0.1:4000" } });
  }
  const messages = sink.records.map((record) => `${record.level} ${record.message}`);
  expect(messages).toContain("info connection allowed");
  expect(
    messages.some((message) => message.includes("dry-run policy") && message.includes("would deny")),
  ).toBe(true);
});
