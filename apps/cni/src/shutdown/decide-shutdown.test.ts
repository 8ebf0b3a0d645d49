import { expect, test } from "vitest";
import { type DaemonSetObservation, decideShutdown, type ShutdownOptions } from "./decide-shutdown.ts";

const SAFE: ShutdownOptions = { isSafeUpgradeDisabled: false, hasOwnedConfig: false };
const OWNED = { ...SAFE, hasOwnedConfig: true };
const UNSAFE = { ...SAFE, isSafeUpgradeDisabled: true };

const FOUND: DaemonSetObservation = { kind: "found", isDeleting: false, selectsNode: true };
const UNKNOWN: DaemonSetObservation = { kind: "unknown", problem: "timeout" };

test.each<[string, DaemonSetObservation, ShutdownOptions, "keep" | "clean-up"]>([
  ["the DaemonSet is there: an upgrade", FOUND, SAFE, "keep"],
  ["it is being deleted", { ...FOUND, isDeleting: true }, SAFE, "clean-up"],
  ["it has left this node", { ...FOUND, selectsNode: false }, SAFE, "clean-up"],
  ["it is gone", { kind: "not-found" }, SAFE, "clean-up"],
  ["our account is gone", { kind: "unauthorized" }, SAFE, "clean-up"],
  ["nobody can say", UNKNOWN, SAFE, "clean-up"],
  ["nobody can say, with an owned configuration", UNKNOWN, OWNED, "keep"],
  ["it is gone, with an owned configuration", { kind: "not-found" }, OWNED, "clean-up"],
  ["it is there, and safe upgrades are disabled", FOUND, UNSAFE, "clean-up"],
])("%s: %#", (_, observation, options, action) => {
  expect(decideShutdown(observation, options)).toMatchObject({ action, reason: expect.stringMatching(/./) });
});
