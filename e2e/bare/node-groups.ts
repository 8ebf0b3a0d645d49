/**
 * The cgroups of a node: one below this process's own in each hierarchy of version 1, so that what limits this process
 * limits the node, too; with version 2, one below the root, because a group with processes cannot hand controllers on.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MOUNT = "/sys/fs/cgroup";

/** Makes them. Their folders. */
export function makeNodeGroups(prefix: string, node: string): readonly string[] {
  const folders = parentGroups().map((parent) => join(parent, `${prefix}-${node}`));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    if (isUnified()) handOnControllers();
    else inheritProcessors(folder);
  }
  return folders;
}

/** Deletes all groups of the prefix, whose processes have ended. */
export function removeNodeGroups(prefix: string): void {
  for (const parent of parentGroups()) {
    const own = existsSync(parent) ? readdirSync(parent) : [];
    for (const name of own.filter((one) => one.startsWith(`${prefix}-n`))) removeGroup(join(parent, name));
  }
}

/** Where groups are made: one folder for each hierarchy. */
function parentGroups(): readonly string[] {
  if (isUnified()) return [MOUNT];
  const lines = readFileSync("/proc/self/cgroup", "utf8").trimEnd().split("\n");
  return lines.flatMap((line) => {
    const [, controllers = "", path = ""] = line.split(":");
    return controllers === "" ? [] : [join(MOUNT, controllers.replace("name=", ""), path)];
  });
}

function isUnified(): boolean {
  return existsSync(join(MOUNT, "cgroup.controllers"));
}

function handOnControllers(): void {
  const controllers = readFileSync(join(MOUNT, "cgroup.controllers"), "utf8").trim().split(" ");
  for (const name of controllers) writeFileSync(join(MOUNT, "cgroup.subtree_control"), `+${name}`);
}

/** A new group of version 1 has none, and no process can enter it. */
function inheritProcessors(folder: string): void {
  for (const name of ["cpuset.cpus", "cpuset.mems"]) {
    const parent = join(folder, "..", name);
    if (existsSync(parent)) writeFileSync(join(folder, name), readFileSync(parent));
  }
}

/** From the leaves up: the kernel deletes only what is empty. */
function removeGroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  }
  rmdirSync(folder);
}
