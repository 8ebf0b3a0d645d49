import { expect, test } from "vitest";
import type { ConnectionDecision, DeniedConnection } from "./decision.ts";
import { explainDecision, explainDryRun, formatDenial, POLICY_CHANGE_MESSAGE } from "./explain.ts";

const denied: DeniedConnection = {
  allow: false,
  reason: "explicitly-denied",
  policy: "shop/deny-7001",
  rule: 0,
  dryRun: [],
};
const notAllowed: DeniedConnection = { allow: false, reason: "not-allowed", dryRun: [] };

test.each<[string, DeniedConnection, string]>([
  [
    "explicitly denied",
    denied,
    "connection closed due to policy rejection: explicitly denied by: shop/deny-7001",
  ],
  [
    "not allowed",
    notAllowed,
    "connection closed due to policy rejection: allow policies exist, but none allowed",
  ],
])("a refusal reads as in ztunnel's access log: %s", (_name, decision, text) => {
  expect(formatDenial(decision)).toBe(text);
});

test.each<[string, ConnectionDecision, string]>([
  ["unrestricted", { allow: true, dryRun: [] }, "no allow policies apply"],
  ["allowed", { allow: true, policy: "shop/allow-web", rule: 2, dryRun: [] }, "allowed by: shop/allow-web"],
  ["denied", denied, "explicitly denied by: shop/deny-7001"],
  ["not allowed", notAllowed, "allow policies exist, but none allowed"],
])("every decision says why: %s", (_name, decision, text) => {
  expect(explainDecision(decision)).toBe(text);
});

test("a dry-run match says what would have happened", () => {
  expect(explainDryRun({ policy: "shop/d", action: "Deny", rule: 1 })).toBe(
    "dry-run policy shop/d would deny (rule 1)",
  );
  expect(explainDryRun({ policy: "shop/a", action: "Allow", rule: 0 })).toBe(
    "dry-run policy shop/a would allow (rule 0)",
  );
});

test("a policy change has ztunnel's own text", () => {
  expect(POLICY_CHANGE_MESSAGE).toBe("connection closed due to policy change");
});
