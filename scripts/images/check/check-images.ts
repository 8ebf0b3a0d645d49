/** The checks themselves, inside namespaces of their own. Each is told as it passes or fails. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readArchive } from "../archive.ts";
import { ARCHITECTURES, type Architecture, readElf } from "../elf.ts";
import type { ImageRecord } from "../main.ts";
import type { ImageContent } from "../oci.ts";
import { readTar } from "../read-tar.ts";
import { checkMesh } from "./check-mesh.ts";
import { Container, startOf, unpackImage, unpackLayer } from "./container.ts";

export interface CheckOptions {
  /** For what is made on the way; has the second build and containerd. */
  readonly folder: string;
  readonly imagesFolder: string;
  /** Of this machine. */
  readonly architecture: Architecture;
}

/** One unpacked image of this machine's processor. */
export interface Unpacked {
  readonly root: string;
  readonly content: ImageContent;
}

/** Runs one check and tells what became of it. */
export type Check = (name: string, run: () => Promise<void> | void) => Promise<void>;

/** All layers, as they are sent to a node that has none of them. */
const MAX_COMPRESSED_BYTES = 70e6;
const CONTAINERD_TIMEOUT_MS = 30_000;
const CONTAINERD_INTERVAL_MS = 100;

/** The exit code. */
export async function checkImages(options: CheckOptions): Promise<number> {
  execFileSync("ip", ["link", "set", "lo", "up"]);
  const counts = { passed: 0, failed: 0 };
  const check: Check = async (name, run) => {
    try {
      await run();
      counts.passed += 1;
      console.log(`ok      ${name}`);
    } catch (error) {
      counts.failed += 1;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const records = readRecords(options.imagesFolder);
  const images = new Map<string, Unpacked>();
  for (const record of records) {
    const { content } = await readArchive(join(options.imagesFolder, record.file));
    await check(`${record.image} for ${record.architecture} is small enough`, () => {
      if (record.compressedBytes > MAX_COMPRESSED_BYTES) throw new Error(`${record.compressedBytes} bytes`);
    });
    await check(`${record.image} for ${record.architecture} has programs of that processor only`, () =>
      checkProcessor(content, record.architecture),
    );
    if (record.architecture !== options.architecture) continue;
    const root = join(options.folder, record.image);
    unpackImage(content, root);
    images.set(record.image, { root, content });
    await check(`${record.image} tells its version`, () => checkVersion({ root, content }));
  }
  await check("a second build makes the same", () => compareBuilds(records, options));
  await check("a whole mesh is made of them and taken down", () =>
    checkMesh({ check, images, folder: options.folder }),
  );
  await check("a container runtime takes all of them", () => importAll(records, options));
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 && images.size > 0 ? 0 : 1;
}

function readRecords(folder: string): readonly ImageRecord[] {
  return JSON.parse(readFileSync(join(folder, "images.json"), "utf8")) as readonly ImageRecord[];
}

async function checkProcessor({ layers }: ImageContent, architecture: string): Promise<void> {
  const found = new Map<string, number>();
  for (const layer of layers) {
    for (const [, entry] of (await readTar(unpackLayer(layer))).entries()) {
      const facts = entry.kind === "file" ? readElf(entry.bytes) : undefined;
      if (facts === undefined) continue;
      const name = facts.architecture ?? "unknown";
      found.set(name, (found.get(name) ?? 0) + 1);
    }
  }
  const isRight = found.size === 1 && ARCHITECTURES.some((name) => name === architecture && found.has(name));
  if (!isRight) throw new Error(JSON.stringify([...found]));
}

async function checkVersion({ root, content }: Unpacked): Promise<void> {
  const { entrypoint, environment, user } = startOf(content);
  await using container = Container.start({ root, command: [...entrypoint, "--version"], environment, user });
  const code = await container.exit;
  if (code !== 0 || !/^version\.BuildInfo\{.*BuildProfile:"release".*\}\n$/.test(container.output)) {
    throw new Error(`exit code ${code}: ${container.output}`);
  }
}

function compareBuilds(records: readonly ImageRecord[], { folder, architecture }: CheckOptions): void {
  const digests = (some: readonly ImageRecord[]) =>
    some.flatMap((record) =>
      record.architecture === architecture ? `${record.image} ${record.digest}` : [],
    );
  const [first, second] = [digests(records), digests(readRecords(join(folder, "again")))];
  if (first.length === 0 || first.join() !== second.join())
    throw new Error(`${first.join()} and ${second.join()}`);
}

/** As kind does it, into a containerd of its own; layers are unpacked and their sums compared by it. */
async function importAll(records: readonly ImageRecord[], options: CheckOptions): Promise<void> {
  const bin = join(options.folder, "containerd/usr/bin");
  const home = join(options.folder, "containerd-home");
  mkdirSync(home, { recursive: true });
  const socket = join(home, "containerd.sock");
  const config = join(home, "config.toml");
  writeFileSync(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
  const folders = ["--root", join(home, "root"), "--state", join(home, "state")];
  const containerd = spawn(join(bin, "containerd"), ["--config", config, "--address", socket, ...folders], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  containerd.stderr.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-2000)));
  const ended = once(containerd, "close");
  const ctr = (...args: readonly string[]) =>
    execFileSync(join(bin, "ctr"), ["--address", socket, "--namespace", "k8s.io", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  try {
    const deadline = Date.now() + CONTAINERD_TIMEOUT_MS;
    for (let isUp = false; !isUp; ) {
      try {
        ctr("version");
        isUp = true;
      } catch (cause) {
        if (Date.now() > deadline) throw new Error(`containerd does not start: ${log}`, { cause });
        await sleep(CONTAINERD_INTERVAL_MS);
      }
    }
    for (const { file, names, digest } of records) {
      const path = join(options.imagesFolder, file);
      ctr("images", "import", "--all-platforms", "--digests", "--snapshotter=native", path);
      const listed = ctr("images", "ls");
      for (const name of names) {
        const line = listed.split("\n").find((one) => one.startsWith(`${name} `));
        if (line?.includes(digest) !== true) throw new Error(`${name} is not there as ${digest}:\n${listed}`);
      }
    }
  } finally {
    containerd.kill("SIGTERM");
    await ended;
  }
}
