import { expect, test } from "vitest";
import { findObstacles, type Machine } from "./find-obstacles.ts";

const GOOD: Machine = {
  platform: "linux",
  isRoot: true,
  hasTool: () => true,
  tryNamespace: async () => {},
};

test("nothing stands in the way of a machine that has everything", async () => {
  expect(await findObstacles(GOOD)).toEqual([]);
});

test.each([
  [{ platform: "darwin" }, "only Linux has; this is darwin"],
  [{ isRoot: false }, "run the same command with sudo"],
  [
    { hasTool: (name: string) => !["nft", "nsenter", "unshare"].includes(name) },
    "not found: nft, nsenter, unshare; run: apt-get install -y nftables util-linux",
  ],
  [
    { tryNamespace: () => Promise.reject(new Error("Operation not permitted")) },
    "has to be started with --privileged",
  ],
])("what is missing comes with the fix: %j", async (part, message) => {
  const [obstacle] = await findObstacles({ ...GOOD, ...part });
  expect(obstacle).toContain(message);
});
