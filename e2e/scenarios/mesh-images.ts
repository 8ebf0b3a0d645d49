/** The mesh's images, and that of the test programs, as archives for clusters that run containers. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../bare/build/build-programs.ts";
import { runToSuccess } from "./run-command.ts";

/** Where they are said to be from; no registry has that name. */
export const HUB = "ambit.local";
/** Pods of this tag are never those of a release. */
export const TAG = "e2e";
export const TOOLS_IMAGE = `${HUB}/lab-tools:${TAG}`;
/** There is no shell in it. */
export const TOOLS_COMMAND = ["/usr/local/bin/lab-tools"];

const SCRIPT = fileURLToPath(new URL("../../scripts/images/main.ts", import.meta.url));
const IMAGES = ["controller", "ztunnel", "waypoint", "cni", "lab-tools"];
const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "amd64";

/** Makes them of the work tree as it is. Their paths. */
export async function makeMeshImages(): Promise<readonly string[]> {
  const folder = join(cacheFolder(), "images");
  const options = { arch: ARCHITECTURE, tag: TAG, hub: HUB, out: folder, compression: "none" };
  const words = [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...IMAGES.flatMap((name) => ["--only", name]),
  ];
  await runToSuccess([process.execPath, SCRIPT, ...words]);
  return IMAGES.map((name) => join(folder, `${name}-${ARCHITECTURE}.tar`));
}
