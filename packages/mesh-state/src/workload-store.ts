import type { IpAddress } from "@ambit/addr";
import type { PortMap, Workload } from "@ambit/model";
import { GroupIndex } from "./group-index.ts";

/** A workload with the endpoints that it gives to services, by service key. */
export interface WorkloadRecord {
  readonly workload: Workload;
  readonly endpoints: ReadonlyMap<string, PortMap>;
}

/** Names a pod as the CNI agent does. */
export interface WorkloadName {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** All workloads, by uid, address and hostname, and those of this node by service account. */
export class WorkloadStore {
  readonly #localNode: string | undefined;
  readonly #records = new Map<string, WorkloadRecord>();
  readonly #byAddress = new GroupIndex<Workload>();
  readonly #byHostname = new GroupIndex<Workload>();
  readonly #localByAccount = new GroupIndex<Workload>();

  /** Without a node name every workload counts as local, as in ztunnel. */
  constructor(localNode: string | undefined) {
    this.#localNode = localNode;
  }

  /** Replaces the workload of the same uid. */
  upsert(record: WorkloadRecord): void {
    const { workload } = record;
    this.remove(workload.uid);
    this.#records.set(workload.uid, record);
    for (const [index, key] of this.#keysOf(workload)) {
      index.add(key, workload);
    }
  }

  remove(uid: string): void {
    const record = this.#records.get(uid);
    if (record === undefined) {
      return;
    }
    this.#records.delete(uid);
    for (const [index, key] of this.#keysOf(record.workload)) {
      index.delete(key, record.workload);
    }
  }

  get size(): number {
    return this.#records.size;
  }

  findRecord(uid: string): WorkloadRecord | undefined {
    return this.#records.get(uid);
  }

  /** Of several with the same address, the one that `addressRank` puts first. */
  findByIp(network: string, ip: IpAddress): Workload | undefined {
    return this.#byAddress.pick(`${network}/${ip}`, isBetterAtAddress);
  }

  findByHostname(namespace: string, hostname: string): readonly Workload[] {
    return this.#byHostname.values(`${namespace}/${hostname}`).sort(compareUids);
  }

  findLocal({ name, namespace, serviceAccount }: WorkloadName): Workload | undefined {
    return this.#localByAccount.pick(
      `${namespace}/${serviceAccount}`,
      (candidate, best) => candidate.name === name && isBetterAtAddress(candidate, best),
    );
  }

  hasLocal(namespace: string, serviceAccount: string): boolean {
    return this.#localByAccount.has(`${namespace}/${serviceAccount}`);
  }

  uids(): IterableIterator<string> {
    return this.#records.keys();
  }

  records(): IterableIterator<WorkloadRecord> {
    return this.#records.values();
  }

  *workloads(): Generator<Workload> {
    for (const record of this.#records.values()) {
      yield record.workload;
    }
  }

  /** Every index as sorted uids by key, for tests and debugging. */
  dumpIndexes(): Readonly<Record<string, ReadonlyMap<string, readonly string[]>>> {
    const dump = (index: GroupIndex<Workload>) =>
      new Map(
        [...index.keys()].map((key) => [
          key,
          index
            .values(key)
            .map((workload) => workload.uid)
            .sort(),
        ]),
      );
    return {
      byAddress: dump(this.#byAddress),
      byHostname: dump(this.#byHostname),
      localByAccount: dump(this.#localByAccount),
    };
  }

  /** The one place that says where a workload is indexed; it depends on nothing but the workload. */
  #keysOf(workload: Workload): [GroupIndex<Workload>, string][] {
    const keys: [GroupIndex<Workload>, string][] = [];
    // Host-network pods share their node's address, which says nothing about which of them is meant.
    if (workload.networkMode !== "HostNetwork") {
      for (const ip of workload.workloadIps) {
        keys.push([this.#byAddress, `${workload.network}/${ip}`]);
      }
    }
    if (workload.hostname !== "") {
      keys.push([this.#byHostname, `${workload.namespace}/${workload.hostname}`]);
    }
    if (this.#localNode === undefined || workload.node === this.#localNode) {
      keys.push([this.#localByAccount, `${workload.namespace}/${workload.serviceAccount}`]);
    }
    return keys;
  }
}

/** As ztunnel: a pod before anything else, then what takes HBONE. */
function addressRank(workload: Workload): number {
  return (workload.uid.includes("//Pod/") ? 2 : 0) + (workload.protocol === "HBONE" ? 1 : 0);
}

/** Equal ranks go by uid, so that every replica of the state gives the same answer. */
function isBetterAtAddress(candidate: Workload, best: Workload | undefined): boolean {
  if (best === undefined) {
    return true;
  }
  const difference = addressRank(candidate) - addressRank(best);
  return difference > 0 || (difference === 0 && candidate.uid < best.uid);
}

function compareUids(left: Workload, right: Workload): number {
  return left.uid < right.uid ? -1 : 1;
}
