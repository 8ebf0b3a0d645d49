/**
 * Debian packages for a processor that need not be the machine's: apt fetches them with the machine's own sources and
 * keys, but with lists and a state of its own, as if nothing were installed. So it works out what a package needs, and
 * nothing of the machine changes.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Architecture } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { readTar } from "./read-tar.ts";
import { runTool } from "./run-tool.ts";

/** One package of those that were fetched. */
export interface DebPackage {
  readonly name: string;
  readonly version: string;
  /** Of which it is built, with a version where that differs. */
  readonly source: string;
  readonly sha256: string;
}

/** What is in all of them. */
export interface DebianFiles {
  readonly tree: FileTree;
  readonly packages: ReadonlyMap<string, DebPackage>;
  /** Names of packages by path. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Lists of packages are asked for again after this. */
const LISTS_LIFE_MS = 3_600_000;

/** One line of what apt would fetch. */
export interface PackageFile {
  readonly name: string;
  readonly fileName: string;
  readonly size: number;
}

/** The packages and all that they depend on. */
export async function fetchDebian(
  names: readonly string[],
  architecture: Architecture,
  cacheFolder: string,
): Promise<DebianFiles> {
  const folder = join(cacheFolder, "apt", architecture);
  const options = await aptOptions(folder, architecture);
  await updateLists(folder, options, architecture);
  const printed = await apt(options, [
    "--yes",
    "--no-install-recommends",
    "--print-uris",
    "install",
    ...names,
  ]);
  const files = parsePrintedUris(printed.toString());
  if (files.length === 0) throw new Error(`apt names no files for ${names.join(" ")} on ${architecture}`);
  const debs = join(folder, "debs");
  await mkdir(debs, { recursive: true });
  const missing: string[] = [];
  for (const { name, fileName, size } of files) {
    const found = await stat(join(debs, fileName)).catch(() => undefined);
    if (found?.size !== size) missing.push(name);
  }
  // It checks signatures and sums.
  if (missing.length > 0) await apt(options, ["download", ...missing], debs);
  return readDebs(files.map(({ fileName }) => join(debs, fileName)));
}

/** Lines such as `'http://…/libc6_2.36-9_amd64.deb' libc6_2.36-9_amd64.deb 2757476 SHA256:…`. */
export function parsePrintedUris(text: string): readonly PackageFile[] {
  return [...text.matchAll(/^'[^']+' (\S+\.deb) (\d+) /gm)].map(([, fileName = "", size = ""]) => ({
    name: fileName.slice(0, fileName.indexOf("_")),
    fileName,
    size: Number(size),
  }));
}

async function aptOptions(folder: string, architecture: Architecture): Promise<readonly string[]> {
  for (const name of ["lists/partial", "cache/archives/partial"]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const status = join(folder, "status");
  if (!existsSync(status)) await writeFile(status, "");
  const settings = {
    "APT::Architecture": architecture,
    "APT::Architectures": architecture,
    "Dir::State": folder,
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::State::status": status,
    "Dir::Cache": join(folder, "cache"),
    "Acquire::Languages": "none",
    "Debug::NoLocking": "true",
    // Else it wants to write as another user, who may not enter these folders.
    "APT::Sandbox::User": "",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

async function updateLists(
  folder: string,
  options: readonly string[],
  architecture: Architecture,
): Promise<void> {
  const stamp = join(folder, "updated");
  const last = await stat(stamp).catch(() => undefined);
  if (last !== undefined && Date.now() - last.mtimeMs < LISTS_LIFE_MS) return;
  await apt(options, ["update"]);
  const known = await apt(options, ["--print-uris", "download", "libc6"]).catch(() => undefined);
  if (known === undefined) {
    throw new Error(
      `apt's sources have no packages for ${architecture}: add some to /etc/apt/sources.list.d, or build with --arch for the others`,
    );
  }
  await writeFile(stamp, "");
}

async function apt(options: readonly string[], args: readonly string[], cwd?: string): Promise<Buffer> {
  if (!["/usr/bin/apt-get", "/bin/apt-get"].some(existsSync)) {
    throw new Error(
      "images are made of Debian packages, which apt-get fetches: build them on Debian or Ubuntu",
    );
  }
  return runTool("apt-get", ["-qq", ...options, ...args], cwd === undefined ? {} : { cwd });
}

async function readDebs(paths: readonly string[]): Promise<DebianFiles> {
  const tree = new FileTree();
  const packages = new Map<string, DebPackage>();
  const owners = new Map<string, string>();
  for (const path of paths) {
    const deb = await readDeb(path);
    packages.set(deb.name, deb);
    const files = await readTar(await runTool("dpkg-deb", ["--fsys-tarfile", path]));
    for (const [name, entry] of files.entries()) {
      tree.add(name, entry);
      if (entry.kind !== "folder") owners.set(name, deb.name);
    }
  }
  return { tree, packages, owners };
}

async function readDeb(path: string): Promise<DebPackage> {
  const format = "--showformat=${Package}\n${Version}\n${source:Package}\n${source:Version}\n";
  const shown = await runTool("dpkg-deb", ["--show", format, path]);
  const [name = "", version = "", source = name, sourceVersion = version] = shown.toString().split("\n");
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  return { name, version, source: sourceVersion === version ? source : `${source} ${sourceVersion}`, sha256 };
}
