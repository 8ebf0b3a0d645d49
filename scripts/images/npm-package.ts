/** npm packages of another processor than the machine's, at the version and with the sum that the lock file has. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { FileTree } from "./file-tree.ts";
import { readTar } from "./read-tar.ts";
import { runTool } from "./run-tool.ts";

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string;
  readonly license: string | undefined;
}

/** Entries of package-lock.json by path, such as `node_modules/koffi`. */
export type LockEntries = ReadonlyMap<string, LockedPackage>;

/** Throws for a lock file without packages. */
export function parseLock(text: string): LockEntries {
  const lock = JSON.parse(text) as { packages?: Record<string, Partial<LockedPackage>> };
  if (lock.packages === undefined) throw new Error("package-lock.json has no packages");
  return new Map(
    Object.entries(lock.packages).flatMap(([path, { version, integrity, license }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      if (!path.includes("node_modules/") || version === undefined || integrity === undefined) return [];
      return [[path, { name, version, integrity, license }] as const];
    }),
  );
}

/** Its files, by their paths in the package. */
export async function fetchNpmPackage(
  { name, version, integrity }: LockedPackage,
  cacheFolder: string,
): Promise<FileTree> {
  const folder = join(cacheFolder, "npm");
  const path = join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
  if (!existsSync(path) || !isWhole(await readFile(path), integrity)) {
    await mkdir(folder, { recursive: true });
    await runTool("npm", [
      "pack",
      "--silent",
      "--ignore-scripts",
      "--pack-destination",
      folder,
      `${name}@${version}`,
    ]);
  }
  const archive = await readFile(path);
  if (!isWhole(archive, integrity)) {
    throw new Error(`${name}@${version} is not what package-lock.json says: remove ${path} and try again`);
  }
  return readTar(gunzipSync(archive), 1);
}

function isWhole(bytes: Uint8Array, integrity: string): boolean {
  const [algorithm = "", sum] = integrity.split("-");
  return createHash(algorithm).update(bytes).digest("base64") === sum;
}
