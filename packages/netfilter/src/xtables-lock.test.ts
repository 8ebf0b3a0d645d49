import { expect, test } from "vitest";
import { applyInPod } from "./in-pod/apply-in-pod.ts";
import { FakeNamespace } from "./testing/fake-namespace.ts";
import { aCapture } from "./testing/golden.ts";
import { NAMESPACE_LOCK, withNodeLock } from "./xtables-lock.ts";

test.each([
  ["each pod's own", (pod: FakeNamespace) => pod.run, NAMESPACE_LOCK],
  ["the node's, when asked to", (pod: FakeNamespace) => withNodeLock(pod.run), {}],
])("the lock is %s", async (_name, runOf, environment) => {
  const pod = new FakeNamespace();
  const backend = { kind: "iptables", variant: "legacy" } as const;
  await applyInPod({ run: runOf(pod) }, { capture: aCapture(), backend, isFresh: true });
  const restores = pod.calls.filter(({ program }) => program.endsWith("restore"));
  expect(restores.map((call) => call.environment)).toEqual([environment, environment]);
});
