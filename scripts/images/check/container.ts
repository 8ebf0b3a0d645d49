/**
 * Runs an image as a container runtime would, with nothing but unshare, mount, setpriv and chroot: its unpacked layers as a
 * root file system that is read only, mounts, namespaces of processes and mounts, the user and capabilities of its pod.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Blob, ImageContent } from "../oci.ts";

/** What a pod says beside the image. */
export interface ContainerOptions {
  readonly root: string;
  /** The whole command line. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** As a pod's security context or the image has it. */
  readonly user: string;
  /** Lower case, without `CAP_`; only for root. */
  readonly capabilities?: readonly string[];
  /** Paths outside by paths inside. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** As a pod's security context has it; false unless given. */
  readonly isWritable?: boolean;
}

/** What an image says of its own start. */
export interface ImageStart {
  readonly entrypoint: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
}

const STOP_TIMEOUT_MS = 15_000;

/** `$1` is the root, `$2` pairs of paths, `$3` whether files can be changed, the rest what to run. */
const SCRIPT = `
set -eu
root=$1 mounts=$2 access=$3
shift 3
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom; do
  : > "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
printf '%s' "$mounts" | while read -r from to; do mount --rbind "$from" "$root$to"; done
mount -o "remount,bind,$access" "$root"
exec "$@"
`;

/** Unpacks the layers by the machine's tar, one over the other. */
export function unpackImage({ layers }: ImageContent, root: string): void {
  mkdirSync(root, { recursive: true });
  for (const layer of layers) {
    execFileSync("tar", ["--extract", "--same-owner", "--same-permissions", "--directory", root], {
      input: unpackLayer(layer),
    });
  }
}

/** Its tar file. */
export function unpackLayer({ descriptor, bytes }: Blob): Uint8Array {
  return descriptor.mediaType.endsWith("zstd") ? zstdDecompressSync(bytes) : gunzipSync(bytes);
}

export function startOf({ config }: ImageContent): ImageStart {
  const { config: settings } = JSON.parse(Buffer.from(config.bytes).toString()) as {
    config: { User: string; Env: readonly string[]; Entrypoint: readonly string[] };
  };
  const variables = settings.Env.map((text) => {
    const mark = text.indexOf("=");
    return [text.slice(0, mark), text.slice(mark + 1)] as const;
  });
  return {
    entrypoint: settings.Entrypoint,
    environment: Object.fromEntries(variables),
    user: settings.User,
  };
}

/** One running container. */
export class Container implements AsyncDisposable {
  readonly exit: Promise<number | null>;
  output = "";
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
    this.exit = once(child, "close").then(() => child.exitCode);
  }

  static start({
    root,
    command,
    environment,
    user,
    capabilities = [],
    mounts = {},
    isWritable = false,
  }: ContainerOptions): Container {
    for (const [inside, outside] of Object.entries(mounts)) prepareTarget(root, inside, outside);
    const pairs = Object.entries(mounts).map(([inside, outside]) => `${outside} ${inside}\n`);
    const [uid = "", gid = ""] = user.split(":");
    // It drops the rest itself: chroot, and the change of user, need some that nobody has behind them.
    const kept = [...capabilities, "sys_chroot"].map((name) => `,+${name}`).join("");
    const drop =
      uid === "0"
        ? ["setpriv", "--regid", gid, "--clear-groups", "--bounding-set", `-all${kept}`, "chroot", root]
        : ["chroot", `--userspec=${user}`, "--groups=", root];
    const namespaces = ["--mount", "--pid", "--fork", "--kill-child"];
    const prepared = ["sh", "-c", SCRIPT, "sh", root, pairs.join(""), isWritable ? "rw" : "ro"];
    const words = [...namespaces, ...prepared];
    const child = spawn("unshare", [...words, ...drop, ...command], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Container(child);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** As a kubelet: SIGTERM to the first process of the container. Its exit code; -1 when it had to be killed. */
  async stop(): Promise<number> {
    const children = readFileSync(`/proc/${this.#child.pid}/task/${this.#child.pid}/children`, "utf8");
    const pid = Number(children.trim().split(" ")[0]);
    if (pid > 0) process.kill(pid, "SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    const code = await this.exit;
    clearTimeout(timer);
    return code ?? -1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) this.#child.kill("SIGKILL");
    await this.exit;
  }
}

/** A container runtime makes what is mounted over. */
function prepareTarget(root: string, inside: string, outside: string): void {
  const target = join(root, inside);
  const there = existingPart(target);
  if (!`${realpathSync(there)}/`.startsWith(`${realpathSync(root)}/`))
    throw new Error(`${inside} leads out of the image`);
  const isFolder = execFileSync("stat", ["-L", "-c", "%F", outside]).toString().startsWith("directory");
  mkdirSync(isFolder ? target : dirname(target), { recursive: true });
  if (!isFolder) writeFileSync(target, "", { flag: "a" });
}

function existingPart(path: string): string {
  return existsSync(path) ? path : existingPart(dirname(path));
}
