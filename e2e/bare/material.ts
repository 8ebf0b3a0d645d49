/** What the nodes of a bare cluster need that is not Kubernetes' own: containerd and its kind, and images. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, type Programs } from "./build/build-programs.ts";
import { runTool } from "./build/run-tool.ts";
import { PAUSE_IMAGE } from "./node-files.ts";

export const DNS_IMAGE = "ambit.local/coredns:1";
const SCRIPT = fileURLToPath(new URL("../../scripts/images/bare-material.ts", import.meta.url));

export interface BareMaterial {
  /** Folder with containerd, runc, CNI plugins and the libraries they need. */
  readonly toolsFolder: string;
  /** Archives of the images without which no pod starts. */
  readonly images: readonly string[];
}

/** Kept in the user's cache. Throws BareError "not-built". */
export async function makeBareMaterial({ pause, dns }: Programs): Promise<BareMaterial> {
  const folder = join(cacheFolder(), "bare-material");
  const places = ["--out", folder, "--cache", join(cacheFolder(), "debian")];
  const images = ["--image", `${PAUSE_IMAGE}=${pause}`, "--image", `${DNS_IMAGE}=${dns}`];
  await runTool([process.execPath, SCRIPT, ...places, ...images]);
  return {
    toolsFolder: join(folder, "tools"),
    images: ["pause.tar", "dns.tar"].map((name) => join(folder, name)),
  };
}
