/** The machine's own files, looked at and taken away. */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { systemEnvironment } from "../../network/index.ts";
import { KubeletError } from "../kubelet-error.ts";
import type { HostTree } from "./root-plan.ts";

/** The machine as it is; what was looked up once is not looked up again, so it is for one plan. */
export function hostTree(): HostTree {
  const kinds = new Map<string, "directory" | "link" | "other">();
  return {
    kindOf: (path) => kinds.get(path) ?? kindOf(path),
    list: (folder) => {
      const entries = readdirSync(folder, { withFileTypes: true });
      for (const entry of entries) {
        const kind = entry.isDirectory() ? "directory" : entry.isSymbolicLink() ? "link" : "other";
        kinds.set(join(folder, entry.name), kind);
      }
      return entries.map(({ name }) => name);
    },
    linkOf: (path) => readlinkSync(path),
  };
}

/** Whether there is anything but a folder. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

/**
 * With everything in it. Throws KubeletError "mount-failed" if something is mounted in there: it would be emptied too,
 * and containers mount only in namespaces of their own.
 */
export function removeFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const mounted = findMountBelow(readFileSync("/proc/self/mountinfo", "utf8"), folder);
  if (mounted !== undefined) {
    throw new KubeletError(
      "mount-failed",
      `${folder} is not removed: ${mounted} is a mount (umount ${mounted})`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
}

/** The first mount at the folder or in it, from the text of mountinfo. */
export function findMountBelow(mountinfo: string, folder: string): string | undefined {
  return mountinfo
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .find((path) => path === folder || path.startsWith(`${folder}/`));
}

/** The full path of a program of this machine. Throws KubeletError "bad-config" if it is not installed. */
export function findTool(name: string): string {
  const folder = (systemEnvironment()["PATH"] ?? "")
    .split(delimiter)
    .find((path) => path !== "" && existsSync(join(path, name)));
  if (folder === undefined) throw new KubeletError("bad-config", `${name} not found: install util-linux`);
  return join(folder, name);
}

function kindOf(path: string): "directory" | "link" | "other" | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return stats.isDirectory() ? "directory" : stats.isSymbolicLink() ? "link" : "other";
}
