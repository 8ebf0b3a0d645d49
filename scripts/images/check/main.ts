/**
 * Makes all images and tries them: `npm run images:test`. Each is unpacked and started as in a cluster, with the command
 * lines, variables, mounts, users and capabilities of Istio's charts, until it says that it is ready; a second build has to
 * make the same; and a container runtime has to take them. Needs root: it makes namespaces, and everything is in them.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fetchDebian } from "../debian.ts";
import type { Architecture } from "../elf.ts";
import { IMAGES_FOLDER, makeImages } from "../main.ts";
import { checkImages } from "./check-images.ts";
import { writeTree } from "./write-tree.ts";

const INSIDE = "AMBIT_IMAGES_CHECK";
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/ambit/images", import.meta.url));
const OWN: Architecture = process.arch === "arm64" ? "arm64" : "amd64";

/** Outside of the namespaces, where the network is. */
async function prepare(folder: string): Promise<void> {
  console.log("building");
  await makeImages([]);
  console.log("building again, with nothing kept of the first time");
  await makeImages(["--arch", OWN, "--no-cache", "--out", join(folder, "again")]);
  const containerd = await fetchDebian(["containerd"], OWN, join(CACHE, "containerd"));
  await writeTree(containerd.tree, join(folder, "containerd"));
}

async function main(): Promise<number> {
  const inside = process.env[INSIDE];
  if (inside !== undefined) {
    return checkImages({ folder: inside, imagesFolder: IMAGES_FOLDER, architecture: OWN });
  }
  if (process.getuid?.() !== 0) {
    console.error("images:test: needs root, for namespaces and chroot");
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "ambit-images-"));
  try {
    await prepare(folder);
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const script = fileURLToPath(import.meta.url);
    const { status } = spawnSync("unshare", [...namespaces, process.execPath, script], {
      stdio: "inherit",
      env: { ...process.env, [INSIDE]: folder },
    });
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
