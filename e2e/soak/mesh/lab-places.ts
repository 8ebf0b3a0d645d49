/** Where things of a lab are on this machine, from the records that the lab keeps. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab, PodFacts } from "../../src/lab.ts";
import { NetnsError } from "../../src/netns-error.ts";

const LABS = "/run/ambit";

/** Path of a running pod's network namespace. Throws NetnsError "not-ready" for a pod that its node does not run. */
export function netnsOf(lab: Lab, { name, node, uid }: PodFacts): string {
  const path = join(LABS, lab.name, "nodes", node, "pods", uid, "pod.json");
  const { sandbox } = readRecord(path) as { readonly sandbox?: { readonly netns?: string } };
  if (sandbox?.netns === undefined) throw new NetnsError("not-ready", `pod ${name} has no network`);
  return sandbox.netns;
}

/** Of one of the lab's own processes, such as `control-plane`. Throws NetnsError "not-ready". */
export function labProcessId(lab: Lab, name: string): number {
  const { pid } = readRecord(join(LABS, lab.name, "processes", `${name}.json`)) as { readonly pid?: number };
  if (pid === undefined) throw new NetnsError("not-ready", `${name} does not run`);
  return pid;
}

function readRecord(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new NetnsError("not-ready", `${path} cannot be read`, { cause });
  }
}
