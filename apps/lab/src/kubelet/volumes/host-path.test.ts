import { expect, test } from "vitest";
import { hostPathAction, resolveHostPath } from "./host-path.ts";

const RULES = { root: "/run/ambit/lab/nodes/n1/root", labFolder: "/run/ambit/lab" };

test.each([
  ["/opt/cni/bin", `${RULES.root}/opt/cni/bin`],
  ["/var/run/ztunnel/", `${RULES.root}/var/run/ztunnel`],
  ["/run/ztunnel", `${RULES.root}/var/run/ztunnel`],
  ["/a/../etc", `${RULES.root}/etc`],
  ["/", `${RULES.root}/`],
  ["/proc", "/proc"],
  ["/proc/1/ns", "/proc/1/ns"],
  ["/processes", `${RULES.root}/processes`],
  ["/var/run/netns", "/run/netns"],
  ["/sys/fs/cgroup", "/sys/fs/cgroup"],
  ["/run/ambit/lab/nodes/n1/x", "/run/ambit/lab/nodes/n1/x"],
  ["/var/run/ambit/lab", "/run/ambit/lab"],
  ["/run/ambit/lab2", `${RULES.root}/var/run/ambit/lab2`],
])("the node's %s is the machine's %s", (path, expected) => {
  expect(resolveHostPath(path, RULES)).toBe(expected);
});

test("a path has to be absolute", () => {
  expect(() => resolveHostPath("x", RULES)).toThrow(/not absolute/);
});

test.each([
  ["", undefined, "make-folder"],
  ["DirectoryOrCreate", undefined, "make-folder"],
  ["FileOrCreate", undefined, "make-file"],
  ["", "other", "nothing"],
  ["Socket", "other", "nothing"],
  ["Directory", "directory", "nothing"],
] as const)("type %j of what is %s: %s", (type, found, expected) => {
  expect(hostPathAction("/x", type, found)).toBe(expected);
});

test.each([
  ["Directory", undefined],
  ["Socket", undefined],
  ["File", "directory"],
  ["DirectoryOrCreate", "other"],
] as const)("type %j is refused of what is %s", (type, found) => {
  expect(() => hostPathAction("/x", type, found)).toThrow(`hostPath /x is not a ${type}`);
});
