import { expect, test } from "vitest";
import { Revocations } from "./revocations.ts";

const LEAF = { issuer: "a1", serial: "05" };
const INTERMEDIATE = { issuer: "b2", serial: "07" };
const CHAIN = [LEAF, INTERMEDIATE];

test("nothing is revoked before there is a list", () => {
  expect(new Revocations().isRevoked(CHAIN)).toBe(false);
});

test.each([
  ["the leaf", [{ issuer: "a1", serials: ["01", "05"] }], true],
  ["what signed it", [{ issuer: "b2", serials: ["07"] }], true],
  [
    "the leaf, in the second list of its issuer",
    [
      { issuer: "a1", serials: ["01"] },
      { issuer: "a1", serials: ["05"] },
    ],
    true,
  ],
  ["another of the same issuer", [{ issuer: "a1", serials: ["07"] }], false],
  ["the same number of another issuer", [{ issuer: "c3", serials: ["05", "07"] }], false],
  ["nobody", [{ issuer: "a1", serials: [] }], false],
])("a chain of which the lists name %s", (_name, lists, isRevoked) => {
  const revocations = new Revocations();
  revocations.replace(lists);
  expect(revocations.isRevoked(CHAIN)).toBe(isRevoked);
  expect(revocations.isRevoked([])).toBe(false);
});

test("new lists take the place of the old ones", () => {
  const revocations = new Revocations();
  revocations.replace([{ issuer: "a1", serials: ["05"] }]);
  revocations.replace([{ issuer: "b2", serials: ["08"] }]);
  expect(revocations.isRevoked(CHAIN)).toBe(false);
});

test("rejections are counted by side, and handed out once", () => {
  const revocations = new Revocations();
  revocations.countRejection("source");
  revocations.countRejection("source");
  revocations.countRejection("destination");
  expect(revocations.takeRejections()).toEqual({ source: 2, destination: 1 });
  expect(revocations.takeRejections()).toEqual({ source: 0, destination: 0 });
});
