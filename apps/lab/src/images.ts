/** Images are names for programs of this repository; the kubelets run the programs. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "./lab-error.ts";
import { IMAGES } from "./mesh/mesh-options.ts";

/** Commands by image. */
export type Images = Readonly<Record<string, readonly string[]>>;

/** What the programs are made of. */
export interface ImageOptions {
  /** The repository's root. */
  readonly repository: string;
  /** Node, with which they are run. */
  readonly node: string;
  /** Another program in ztunnel's place. */
  readonly ztunnel: string | undefined;
}

/** Several of them run for every node and pod: a small young generation is enough for each. */
const SMALL = ["--max-semi-space-size=1", "--max-old-space-size=64", "--disable-warning=ExperimentalWarning"];

/** Throws LabError "not-possible" for a program that was not built. */
export function findImages({ repository, node, ztunnel }: ImageOptions): Images {
  const app = (name: string, file = "main.js"): string => {
    const path = join(repository, "apps", name, "dist", file);
    if (existsSync(path)) return path;
    throw new LabError("not-possible", `${path} is missing: run npm run build in ${repository}`);
  };
  return {
    [IMAGES.controller]: [node, app("controller")],
    [IMAGES.cni]: [node, app("cni")],
    [IMAGES.ztunnel]: ztunnel === undefined ? [node, app("ztunnel")] : [ztunnel],
    [IMAGES.waypoint]: [node, app("waypoint")],
    [IMAGES.tools]: [node, ...SMALL, app("lab", "tools.js")],
  };
}

/** What a container has to see for these programs to run: Node, and the repository, whose packages they load. */
export function programFolders({
  repository,
  node,
}: Pick<ImageOptions, "repository" | "node">): readonly string[] {
  return node.startsWith(`${repository}/`) ? [repository] : [repository, dirname(node)];
}
