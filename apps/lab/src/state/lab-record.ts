/** What a lab is, as it was asked for: written by `up`, read by everything else. */
import { existsSync, readdirSync } from "node:fs";
import { type LabPlan, planLab } from "../network/index.ts";
import { findRecord, readJsonFile, writeJsonFile } from "./json-file.ts";
import { LABS_FOLDER, labPaths } from "./lab-paths.ts";

/** One lab. */
export interface LabRecord {
  readonly name: string;
  /** Which address ranges it has. */
  readonly index: number;
  readonly nodeCount: number;
  /** Without it nothing but Kubernetes is there. */
  readonly hasMesh: boolean;
  /** Another program in ztunnel's place. */
  readonly ztunnel: string | undefined;
  /** Pods that a node starts, or takes down, at the same time. */
  readonly parallelStarts: number;
}

/** As a kubelet's container runtime with its usual settings gets along with. */
export const MAX_PARALLEL_STARTS = 8;

/** The lab's network. */
export function planOf({ name, index, nodeCount }: LabRecord): LabPlan {
  return planLab({ name, index, nodeCount });
}

/** Undefined for a lab that is not there. */
export function findLab(name: string, labsFolder = LABS_FOLDER): LabRecord | undefined {
  const fields = findRecord(readJsonFile(labPaths(name, labsFolder).record));
  if (fields === undefined) return undefined;
  const { index, nodeCount, hasMesh, ztunnel, parallelStarts } = fields;
  if (typeof index !== "number" || typeof nodeCount !== "number") return undefined;
  return {
    name,
    index,
    nodeCount,
    hasMesh: hasMesh !== false,
    ztunnel: typeof ztunnel === "string" ? ztunnel : undefined,
    parallelStarts: typeof parallelStarts === "number" ? parallelStarts : MAX_PARALLEL_STARTS,
  };
}

/** Its folder has to be there. */
export function writeLab(lab: LabRecord, labsFolder = LABS_FOLDER): void {
  writeJsonFile(labPaths(lab.name, labsFolder).record, lab);
}

/** All labs of this machine, also those that were killed. */
export function listLabs(labsFolder = LABS_FOLDER): readonly LabRecord[] {
  if (!existsSync(labsFolder)) return [];
  return readdirSync(labsFolder)
    .sort()
    .flatMap((name) => findLab(name, labsFolder) ?? []);
}
