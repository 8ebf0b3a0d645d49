/**
 * The whole mesh as one thread sees it. Resources are packed records (packed-record.ts) that the threads share; each thread
 * has indexes of its own, and values of what it has looked up. Changes come into force in one step; readers keep what they
 * got.
 */

import type { IpAddress } from "@ambit/addr";
import {
  type Authorization,
  type Endpoint,
  type MeshBatch,
  type MeshResource,
  resourceKey,
  type Workload,
} from "@ambit/model";
import type { MeshPart, OpenPart } from "./mesh-part.ts";
import { HAS_BLOCKS } from "./packed-record.ts";
import { type IsLocal, ResourceDecoder } from "./packed-resource.ts";
import { PolicySelection } from "./policy-selection.ts";
import { RecordTable } from "./record-table.ts";
import { ServiceBlocks } from "./service-blocks.ts";
import { ServiceEntries, type ServiceEntry } from "./service-entries.ts";
import { ServiceLookup } from "./service-lookup.ts";
import type { ServiceChoice } from "./service-ranking.ts";
import { Staging } from "./staging.ts";
import { hashText, type IndexName } from "./text-hash.ts";

/** Which workloads `findLocalWorkload` may return. */
export interface MeshStateOptions {
  /** Name of the node whose workloads are local; without it, or empty, all are, as in ztunnel. */
  readonly localNode?: string | undefined;
}

/** Names a pod as the CNI agent does. */
export interface WorkloadName {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What a batch really changed. */
export interface MeshChanges {
  /** Parts that do the same to a copy of the state; none if nothing has changed. */
  readonly parts: readonly MeshPart[];
  /** uids of workloads that are new, different or gone, and are or were local. */
  readonly localWorkloads: readonly string[];
}

/** A resource as it was at some moment. */
export interface Captured<T> {
  /** As xDS names it. */
  readonly key: string;
  /** Made anew each time. */
  readonly read: () => T;
}

type Found<Kind extends MeshResource["kind"]> = Extract<MeshResource, { kind: Kind }>;

/**
 * Workloads, services and policies with every index that routing and authorization ask. `apply`, and `stage` with
 * `commit`, are synchronous and total: nobody sees half of a change. Values handed out are frozen and replaced, never
 * changed.
 */
export class MeshState {
  readonly #decoder = new ResourceDecoder();
  readonly #blocks = new ServiceBlocks();
  readonly #table = new RecordTable<MeshResource>({
    decode: (segment, offset) => this.#decoder.decode(segment, offset),
    onFilled: (slot) => this.#indexBlocks(slot, true),
    onClear: (slot) => this.#indexBlocks(slot, false),
  });
  readonly #entries = new ServiceEntries(this.#table);
  readonly #services = new ServiceLookup(this.#table, this.#entries, this.#blocks);
  readonly #policies = new PolicySelection(this.#table);
  readonly #staging: Staging;

  constructor({ localNode = "" }: MeshStateOptions = {}) {
    const isLocal: IsLocal = localNode === "" ? () => true : ({ node }) => node === localNode;
    this.#staging = new Staging(this.#table, this.#decoder, isLocal);
  }

  /**
   * Removals, then upserts, whose order among different keys does not matter. A value equal to the present one is not
   * taken: the present one keeps its identity. Not while another change is being staged. Never throws.
   */
  apply(batch: MeshBatch): MeshChanges {
    const local = new Set<string>();
    const parts = this.#staging.addBatch(batch, local);
    if (parts.length > 0) {
      this.commit();
      this.sweep(() => false);
    }
    return { parts, localWorkloads: [...local] };
  }

  /** A new snapshot: as `apply`, and everything that is not in it is removed. */
  replaceAll(resources: readonly MeshResource[]): MeshChanges {
    const kept = { workload: new Set<string>(), service: new Set<string>(), policy: new Set<string>() };
    for (const resource of resources) {
      kept[resource.kind].add(resourceKey(resource));
    }
    const removals = KINDS.flatMap((kind) =>
      [...this.#table.slots(kind)]
        .map((slot) => ({ kind, key: this.#table.keyOf(slot) }))
        .filter(({ key }) => !kept[kind].has(key)),
    );
    return this.apply({ upserts: resources, removals });
  }

  /**
   * Prepares what a part says, as far as `isOver` allows, and says whether that was all: if not, call it again. Nobody sees
   * any of it before `commit`.
   */
  stage(part: OpenPart, isOver: () => boolean): boolean {
    return this.#staging.addPart(part, isOver);
  }

  /** All that was staged comes into force. */
  commit(): void {
    this.#staging.commit(({ topics, isPolicy }) => {
      for (const topic of topics) {
        this.#entries.forget(topic);
      }
      if (isPolicy) {
        this.#policies.forget();
      }
    });
  }

  /** Lets go of what earlier commits replaced, until `isOver`. True when nothing is left of it. */
  sweep(isOver: () => boolean): boolean {
    return this.#table.sweep(isOver);
  }

  /** Whether there is, or after a change that is being staged will be, a resource of this key. */
  has(kind: MeshResource["kind"], key: string): boolean {
    return this.#table.findKey(kind, key) >= 0;
  }

  findWorkloadByUid(uid: string): Workload | undefined {
    const slot = this.#table.findVisible(
      hashText("workload", uid),
      (value) => value.kind === "workload" && value.workload.uid === uid,
    );
    return this.#workloadAt(slot);
  }

  /** Never a host-network workload. Of several at one address: pods first, then those that take HBONE. */
  findWorkloadByIp(network: string, ip: IpAddress): Workload | undefined {
    let best: Workload | undefined;
    for (const workload of this.#workloads("address", `${network}/${ip}`)) {
      const isHere = workload.network === network && workload.workloadIps.includes(ip);
      if (isHere && isBetterAtAddress(workload, best)) {
        best = workload;
      }
    }
    return best;
  }

  /** Those whose own `hostname` is this one, by uid. */
  findWorkloadsByHostname(namespace: string, hostname: string): readonly Workload[] {
    return this.#workloads("workloadHostname", `${namespace}/${hostname}`)
      .filter((workload) => workload.namespace === namespace && workload.hostname === hostname)
      .sort(compareUids);
  }

  /** A workload of this node by what its pod is called. */
  findLocalWorkload({ name, namespace, serviceAccount }: WorkloadName): Workload | undefined {
    let best: Workload | undefined;
    for (const workload of this.#workloads("localName", `${namespace}/${serviceAccount}/${name}`)) {
      const isMeant =
        workload.name === name &&
        workload.namespace === namespace &&
        workload.serviceAccount === serviceAccount;
      if (isMeant && isBetterAtAddress(workload, best)) {
        best = workload;
      }
    }
    return best;
  }

  findService(key: string): ServiceEntry | undefined {
    return this.#services.find(key);
  }

  /** The service that a client means by an address: by exact VIP; if no such one may be used, by block. */
  chooseServiceByVip(network: string, ip: IpAddress, clientNamespace?: string): ServiceEntry | undefined {
    return this.#services.chooseByVip(network, ip, clientNamespace);
  }

  /** The service that a client means by a name. Without a client namespace nothing is hidden from it. */
  chooseServiceByHostname(hostname: string, clientNamespace?: string): ServiceEntry | undefined {
    return this.chooseServiceForDns(hostname, { clientNamespace, preferredNamespace: undefined });
  }

  /** The service that a client asks DNS for. */
  chooseServiceForDns(hostname: string, choice: ServiceChoice): ServiceEntry | undefined {
    return this.#services.chooseByHostname(hostname, choice);
  }

  /** What applies to connections to the workload. The same array until a policy that applies changes. */
  policiesFor(workload: Workload): readonly Authorization[] {
    return this.#policies.policiesFor(workload);
  }

  /** Keys that the workload names as its policies but that are not here; ztunnel lets such a connection pass. */
  unknownPolicies(workload: Workload): readonly string[] {
    return this.#policies.unknownPolicies(workload);
  }

  findPolicy(key: string): Authorization | undefined {
    return this.#policies.find(key);
  }

  *workloads(): Generator<Workload> {
    for (const resource of this.#resources("workload")) {
      yield resource.workload;
    }
  }

  *services(): Generator<ServiceEntry> {
    for (const resource of this.#resources("service")) {
      yield this.#entries.peek(resource);
    }
  }

  *policies(): Generator<Authorization> {
    for (const resource of this.#resources("policy")) {
      yield resource.policy;
    }
  }

  /** How many resources there are. */
  get size(): number {
    return this.#table.count;
  }

  /** What there is of a kind at this moment, for whoever goes through it bit by bit. In no promised order. */
  captureWorkloads(): readonly Captured<Workload>[] {
    return this.#capture("workload", ({ workload }) => workload);
  }

  /** The same; a service's endpoints are those of the moment in which it is read. */
  captureServices(): readonly Captured<ServiceEntry>[] {
    return this.#capture("service", (resource) => this.#entries.peek(resource));
  }

  capturePolicies(): readonly Captured<Authorization>[] {
    return this.#capture("policy", ({ policy }) => policy);
  }

  /** Everything, as resources that make an equal state out of an empty one. */
  *resources(): Generator<MeshResource> {
    for (const kind of KINDS) {
      yield* this.#resources(kind);
    }
  }

  /** Endpoints that wait for their service, by service key and workload uid. */
  stagedEndpoints(): ReadonlyMap<string, ReadonlyMap<string, Endpoint>> {
    const staged = new Map<string, Map<string, Endpoint>>();
    const served = new Set<number>();
    for (const slot of this.#table.slots("service")) {
      this.#table.forEachTopic(slot, (topic) => served.add(topic));
    }
    for (const slot of this.#table.slots("workload")) {
      let isComplete = true;
      this.#table.forEachTopic(slot, (topic) => {
        isComplete &&= served.has(topic);
      });
      const resource = isComplete ? undefined : this.#table.peek(slot);
      if (resource?.kind === "workload") {
        this.#addStaged(staged, resource);
      }
    }
    return staged;
  }

  #addStaged(staged: Map<string, Map<string, Endpoint>>, { workload, endpoints }: Found<"workload">): void {
    const { uid: workloadUid, status } = workload;
    for (const [key, port] of endpoints) {
      if (this.#services.slotOf(key) < 0) {
        const group = staged.get(key) ?? new Map<string, Endpoint>();
        staged.set(key, group.set(workloadUid, { workloadUid, port, status }));
      }
    }
  }

  #capture<Kind extends MeshResource["kind"], T>(
    kind: Kind,
    valueOf: (resource: Found<Kind>) => T,
  ): readonly Captured<T>[] {
    return Array.from(this.#table.slots(kind), (slot) => {
      const { segment, offset } = this.#table.placeOf(slot);
      return {
        key: segment.keyAt(offset),
        read: () => valueOf(this.#decoder.decode(segment, offset) as Found<Kind>),
      };
    });
  }

  /** What each hash finds, for tests. */
  describeIndexes(): ReadonlyMap<number, readonly string[]> {
    return this.#table.describe();
  }

  #workloads(index: IndexName, text: string): Workload[] {
    const workloads: Workload[] = [];
    for (const slot of this.#table.visible(hashText(index, text))) {
      const value = this.#table.value(slot);
      if (value.kind === "workload") {
        workloads.push(value.workload);
      }
    }
    return workloads;
  }

  #workloadAt(slot: number): Workload | undefined {
    const value = slot < 0 ? undefined : this.#table.value(slot);
    return value?.kind === "workload" ? value.workload : undefined;
  }

  *#resources<Kind extends MeshResource["kind"]>(kind: Kind): Generator<Found<Kind>> {
    for (const slot of this.#table.slots(kind)) {
      yield this.#table.peek(slot) as Found<Kind>;
    }
  }

  #indexBlocks(slot: number, isThere: boolean): void {
    if (!this.#table.hasFlag(slot, HAS_BLOCKS)) {
      return;
    }
    const value = this.#table.value(slot);
    if (value.kind !== "service") {
      return;
    }
    if (isThere) {
      this.#blocks.add(value.service, slot);
    } else {
      this.#blocks.delete(value.service, slot);
    }
  }
}

const KINDS = ["workload", "service", "policy"] as const;

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
