/**
 * A folder whose files change all at once: they are links into `..data`, which is a link to the version that counts, as
 * in Kubernetes. A program that watches sees `..data` replaced.
 */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { VolumeFile } from "./projected-files.ts";

const CURRENT = "..data";

/** Writes the files as one step; `version` is a name that this folder has not had. What is not named goes away. */
export function writeFolder(folder: string, files: ReadonlyMap<string, VolumeFile>, version: string): void {
  const fresh = `..${version}`;
  mkdirSync(join(folder, fresh), { recursive: true });
  for (const [path, { content, mode }] of files) {
    const file = join(folder, fresh, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    // Whatever the umask of this process.
    chmodSync(file, mode);
  }
  const old = currentVersion(folder);
  symlinkSync(fresh, join(folder, `${fresh}.link`));
  renameSync(join(folder, `${fresh}.link`), join(folder, CURRENT));
  linkTopLevel(folder, new Set(Array.from(files.keys(), (path) => path.split("/")[0] ?? "")));
  if (old !== undefined && old !== fresh) rmSync(join(folder, old), { recursive: true, force: true });
}

function linkTopLevel(folder: string, names: ReadonlySet<string>): void {
  const present = new Set(readdirSync(folder).filter((name) => !name.startsWith("..")));
  for (const name of names) {
    if (!present.has(name)) symlinkSync(join(CURRENT, name), join(folder, name));
  }
  for (const name of present) {
    if (!names.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function currentVersion(folder: string): string | undefined {
  try {
    return readlinkSync(join(folder, CURRENT));
  } catch {
    return undefined;
  }
}
