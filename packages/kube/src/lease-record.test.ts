import { expect, test } from "vitest";
import { decodeLeaseRecord, heldRecord, releasedRecord } from "./lease-record.ts";

const holder = { identity: "me", leaseDurationMs: 15_000, epochMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
const NOW = "2026-01-02T03:04:05.006000Z";
const earlier = {
  holderIdentity: "me",
  leaseDurationSeconds: 15,
  acquireTime: "2026-01-02T03:00:00.000000Z",
  renewTime: "2026-01-02T03:04:00.000000Z",
  leaseTransitions: 3,
};

test("a new Lease begins with no transition", () => {
  expect(heldRecord(undefined, holder)).toEqual({
    holderIdentity: "me",
    leaseDurationSeconds: 15,
    acquireTime: NOW,
    renewTime: NOW,
    leaseTransitions: 0,
  });
});

test("a renewal changes its own time only", () => {
  expect(heldRecord(earlier, holder)).toEqual({ ...earlier, renewTime: NOW });
});

test("taking over counts, from another holder and from none", () => {
  for (const holderIdentity of ["other", ""]) {
    const taken = heldRecord({ ...earlier, holderIdentity }, holder);
    expect(taken).toEqual({ ...earlier, acquireTime: NOW, renewTime: NOW, leaseTransitions: 4 });
  }
});

test("a released Lease has no holder and ends soon", () => {
  expect(releasedRecord(earlier, holder.epochMs)).toEqual({
    holderIdentity: "",
    leaseDurationSeconds: 1,
    acquireTime: NOW,
    renewTime: NOW,
    leaseTransitions: 3,
  });
});

test.each([
  ["no spec", undefined],
  ["a spec of another type", "text"],
  ["null fields", { holderIdentity: null, leaseDurationSeconds: null, leaseTransitions: null }],
  [
    "fields of other types",
    { holderIdentity: 1, leaseDurationSeconds: -5, leaseTransitions: "3", renewTime: 1 },
  ],
])("a Lease with %s is held by nobody", (_name, spec) => {
  expect(decodeLeaseRecord({ metadata: { name: "lease" }, spec })).toEqual({
    holderIdentity: "",
    leaseDurationSeconds: 0,
    acquireTime: "",
    renewTime: "",
    leaseTransitions: 0,
  });
});
