import { expect, test } from "vitest";
import { findMountBelow, findTool } from "./machine-files.ts";

const MOUNTS =
  "30 23 0:26 / /run/x rw shared:4 - tmpfs none rw\n31 23 0:27 / /run/x/y/z rw - tmpfs none rw\n";

test.each([
  ["/run/x/y", "/run/x/y/z"],
  ["/run/x/y/z", "/run/x/y/z"],
  ["/run", "/run/x"],
  ["/run/x/y/z/deeper", undefined],
  ["/run/x/y/zz", undefined],
])("a mount at or below %s: %s", (folder, expected) => {
  expect(findMountBelow(MOUNTS, folder)).toBe(expected);
});

test("a tool that is not installed is named", () => {
  expect(findTool("sh")).toMatch(/^\/.*\/sh$/);
  expect(() => findTool("no-such-tool")).toThrow("no-such-tool not found: install util-linux");
});
