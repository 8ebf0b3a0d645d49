/** Files on the node: written whole or not at all, whatever happens meanwhile. */
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import {
  copyFile,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
} from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { type ConfFile, compareNames, isConfName } from "./cni-conf.ts";

const TEMPORARY_SUFFIX = ".istio-cni-tmp";

/** A list of CNI plugins is a few KiB. */
const MAX_CONF_BYTES = 1_048_576;

/** Files looked at in the configuration directory. */
const MAX_CONF_FILES = 256;

/** Of a file that takes another's place. */
export interface FileOwner {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Puts a file in place of whatever is there, atomically: readers see the old one or the new one, also after a crash. */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  owner: { readonly mode: number; readonly uid?: number; readonly gid?: number },
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      // First: whose file it is then, the agent may not be allowed to change it any more.
      await file.chmod(owner.mode);
      if (owner.uid !== undefined && owner.gid !== undefined) await giveAway(file, owner.uid, owner.gid);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** An agent with no more than Istio's capabilities may not: then the file is root's, which every runtime is. */
async function giveAway(file: FileHandle, uid: number, gid: number): Promise<void> {
  await file.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM") throw error;
  });
}

/** Beside the target, so that a rename suffices; no name that a runtime reads. Another one each time. */
export function temporaryName(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}${TEMPORARY_SUFFIX}`;
}

/** Removes what a killed installer had not finished. A folder that is not there has none of it. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (name.endsWith(TEMPORARY_SUFFIX)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Copies sharing blocks where the file system can, and waits for the disk. */
export async function copyFileDurably(source: string, target: string, mode: number): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  const file = await open(target, "r+");
  try {
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What the configuration directory has, and what in it could not be read. Throws when there is no such directory. */
export async function readConfFiles(
  dir: string,
): Promise<{ readonly files: readonly ConfFile[]; readonly problems: readonly string[] }> {
  const names = (await readdir(dir)).filter(isConfName).sort(compareNames);
  const files: ConfFile[] = [];
  const problems: string[] = [];
  if (names.length > MAX_CONF_FILES) problems.push(`only the first ${MAX_CONF_FILES} files are looked at`);
  for (const name of names.slice(0, MAX_CONF_FILES)) {
    try {
      files.push({ name, text: await readConf(dir, name) });
    } catch (error) {
      problems.push(`${name} is skipped: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { files, problems };
}

/** A link within the directory is followed; the host may see something else behind any other. */
export async function resolveConf(dir: string, name: string): Promise<string> {
  const path = join(dir, name);
  if (!(await lstat(path)).isSymbolicLink()) return path;
  const target = await realpath(path);
  const folder = await realpath(dir);
  if (!target.startsWith(folder + sep)) throw new Error("it is a link out of the directory");
  return target;
}

/** Mode and owner of a file. */
export async function ownerOf(path: string): Promise<FileOwner> {
  const { mode, uid, gid } = await lstat(path);
  return { mode: mode & 0o7777, uid, gid };
}

/** Creates it with its parents where it is missing. */
export async function ensureFolder(path: string, mode: number): Promise<void> {
  await mkdir(path, { recursive: true, mode });
}

async function readConf(dir: string, name: string): Promise<string> {
  const path = await resolveConf(dir, name);
  // A pipe would keep us waiting for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    return await readRegularFile(file);
  } finally {
    await file.close();
  }
}

async function readRegularFile(file: FileHandle): Promise<string> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new Error("it is no regular file");
  if (stat.size > MAX_CONF_BYTES) throw new Error(`it is larger than ${MAX_CONF_BYTES} bytes`);
  // It may grow while it is read; then the next look finds it again.
  const buffer = Buffer.alloc(stat.size);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  return buffer.toString("utf8", 0, bytesRead);
}
