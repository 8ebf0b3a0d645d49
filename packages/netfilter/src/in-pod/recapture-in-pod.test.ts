import { expect, test } from "vitest";
import { FakeNamespace } from "../testing/fake-namespace.ts";
import { aCapture } from "../testing/golden.ts";
import { applyInPod } from "./apply-in-pod.ts";
import { recaptureInPod, releaseInPod } from "./remove-in-pod.ts";
import { verifyInPod } from "./verify-in-pod.ts";

const BACKEND = { kind: "iptables", variant: "nft" } as const;

test("a pod that was released is captured again as before, by one program for each family", async () => {
  const pod = new FakeNamespace();
  const applied = { capture: aCapture(), backend: BACKEND };
  await applyInPod(pod, { ...applied, isFresh: true });
  expect(await releaseInPod(pod, applied)).toBe(true);
  const before = pod.calls.length;
  expect(await recaptureInPod(pod, applied)).toBe(true);
  expect(pod.calls.length - before).toBe(2);
  expect(await verifyInPod(pod, applied)).toEqual([]);
});
