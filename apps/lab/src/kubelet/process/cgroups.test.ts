import { expect, test } from "vitest";
import { findHierarchy } from "./cgroups.ts";

const line = (path: string, type: string, options: string) =>
  `30 23 0:26 / ${path} rw,nosuid shared:4 - ${type} none ${options}`;

test.each([
  ["cgroup v2", [line("/sys/fs/cgroup", "cgroup2", "rw")], "/sys/fs/cgroup"],
  [
    "v2 beside v1",
    [
      line("/sys/fs/cgroup/systemd", "cgroup", "rw,name=systemd"),
      line("/sys/fs/cgroup/unified", "cgroup2", "rw"),
    ],
    "/sys/fs/cgroup/unified",
  ],
  [
    "v1: systemd's own",
    [
      line("/c/cpuset", "cgroup", "rw,cpuset"),
      line("/c/pids", "cgroup", "rw,pids"),
      line("/c/systemd", "cgroup", "rw,name=systemd"),
    ],
    "/c/systemd",
  ],
  [
    "v1: any but cpuset, whose groups begin unusable",
    [line("/c/cpuset", "cgroup", "rw,cpuset"), line("/c/pids", "cgroup", "rw,pids")],
    "/c/pids",
  ],
  ["nothing", [line("/", "ext4", "rw")], undefined],
])("finds the hierarchy: %s", (_name, lines, expected) => {
  expect(findHierarchy(lines.join("\n"))).toBe(expected);
});
