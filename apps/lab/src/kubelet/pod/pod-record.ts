/** What of a pod has to be known after the kubelet was killed, on disk before it is needed. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@ambit/kube-objects/json";
import type { NetworkRecord } from "../cni/pod-network.ts";
import type { CgroupPod } from "../process/cgroups.ts";
import { removeFolder } from "../process/machine-files.ts";
import type { ContainerRecord } from "./container-state.ts";
import type { PodOutcome } from "./decide-pod.ts";
import type { Pod } from "./pod.ts";

export interface SandboxRecord {
  readonly id: string;
  /** Path of the network namespace. */
  readonly netns: string;
  /** Undefined in the node's own network. */
  readonly network: NetworkRecord | undefined;
  /** False until all plugins have done their part. */
  readonly isReady: boolean;
  readonly podIps: readonly string[];
}

export interface PodRecord {
  /** As it was last seen: what it takes to end it when it is gone from the API. */
  readonly pod: Pod;
  readonly cgroup: CgroupPod;
  readonly startedAtMs: number;
  readonly sandbox?: SandboxRecord | undefined;
  readonly containers: Readonly<Record<string, ContainerRecord>>;
  readonly outcome?: PodOutcome | undefined;
  /** Once nothing of the pod is left but what the API has to be told. */
  readonly finalStatus?: JsonObject | undefined;
}

const RECORD_FILE = "pod.json";

/** The records of a node. */
export class PodRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** The pod's own folder. */
  folderOf(uid: string): string {
    return join(this.#folder, uid);
  }

  write(record: PodRecord): void {
    const folder = this.folderOf(record.pod.uid);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, RECORD_FILE);
    writeFileSync(`${path}.new`, JSON.stringify(record));
    renameSync(`${path}.new`, path);
  }

  remove(uid: string): void {
    removeFolder(this.folderOf(uid));
  }

  /** All that can be read. A folder without one was made by nobody that got as far as doing anything. */
  readAll(): readonly PodRecord[] {
    return readdirSync(this.#folder).flatMap((uid) => {
      const record = readRecord(join(this.#folder, uid, RECORD_FILE));
      return record === undefined ? [] : [record];
    });
  }
}

/** Undefined when it is not there, or was not written by this program. */
function readRecord(path: string): PodRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (!isJsonObject(value) || !isJsonObject(value.pod) || !isJsonObject(value.containers)) return undefined;
    return value as unknown as PodRecord;
  } catch {
    return undefined;
  }
}
