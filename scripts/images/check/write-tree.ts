import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileTree } from "../file-tree.ts";

/** Puts the files of a tree into a folder, which need not exist. */
export async function writeTree(tree: FileTree, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, entry] of tree.entries()) {
    const target = join(folder, path);
    if (entry.kind === "folder") await mkdir(target, { recursive: true });
    else if (entry.kind === "link") await symlink(entry.target, target);
    else await writeFile(target, entry.bytes, { mode: entry.mode });
  }
}
