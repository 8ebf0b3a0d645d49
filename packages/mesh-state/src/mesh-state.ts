/** The whole mesh as one thread sees it. Changes are applied in one synchronous step; readers keep what they got. */

import type { IpAddress } from "@ambit/addr";
import {
  type Authorization,
  authorizationKey,
  type Endpoint,
  type MeshBatch,
  type MeshResource,
  resourceKey,
  serviceKey,
  type Workload,
} from "@ambit/model";
import { deepFreeze, isDeepEqual } from "./plain-values.ts";
import { PolicyStore } from "./policy-store.ts";
import type { ServiceChoice } from "./service-ranking.ts";
import { type ServiceEntry, ServiceStore } from "./service-store.ts";
import { type WorkloadName, type WorkloadRecord, WorkloadStore } from "./workload-store.ts";

/** Which workloads `findLocalWorkload` may return. */
export interface MeshStateOptions {
  /** Name of the node whose workloads are local; without it, or empty, all are. */
  readonly localNode?: string | undefined;
}

/** What a batch really changed; a service also when only its endpoints did. */
export interface MeshChanges {
  /** The batch without what changed nothing: it does the same to a copy of the state. */
  readonly effective: MeshBatch;
  readonly workloads: readonly string[];
  readonly services: readonly string[];
  readonly policies: readonly string[];
}

type Upsert<Kind extends MeshResource["kind"]> = Extract<MeshResource, { kind: Kind }>;

interface ChangedKeys {
  readonly upserts: MeshResource[];
  readonly removals: MeshBatch["removals"][number][];
  readonly workloads: Set<string>;
  readonly policies: Set<string>;
}

/**
 * Workloads, services and policies with every index that routing and authorization ask. `apply` and `replaceAll` are
 * synchronous and total: nobody sees half of a batch. Values handed out are frozen and replaced, never changed.
 */
export class MeshState {
  #workloads: WorkloadStore;
  #services = new ServiceStore();
  #policies = new PolicyStore();
  #batches = 0;
  #generation = 0;
  /** Keeps `policyGeneration` growing when another state's policies are taken over. */
  #policyGenerationBase = 0;

  constructor(options: MeshStateOptions = {}) {
    this.#workloads = new WorkloadStore(options.localNode === "" ? undefined : options.localNode);
  }

  /** Grows with every batch that changed anything. */
  get generation(): number {
    return this.#generation;
  }

  /** Grows with every change of a policy. */
  get policyGeneration(): number {
    return this.#policyGenerationBase + this.#policies.generation;
  }

  /**
   * Removals, then upserts, whose order among different keys does not matter. Takes the values over and freezes them.
   * A value equal to the present one is not taken: the present one keeps its identity. Never throws.
   */
  apply(batch: MeshBatch): MeshChanges {
    this.#batches += 1;
    const changed: ChangedKeys = { upserts: [], removals: [], workloads: new Set(), policies: new Set() };
    for (const removal of batch.removals) {
      if (this.#remove(removal, changed)) {
        changed.removals.push(removal);
      }
    }
    for (const resource of batch.upserts) {
      if (this.#upsert(resource, changed)) {
        changed.upserts.push(resource);
      }
    }
    const services = this.#services.settle();
    if (changed.workloads.size + changed.policies.size + services.length > 0) {
      this.#generation += 1;
    }
    return {
      effective: { upserts: changed.upserts, removals: changed.removals },
      workloads: [...changed.workloads],
      services,
      policies: [...changed.policies],
    };
  }

  /** A new snapshot: as `apply`, and everything that is not in it is removed. */
  replaceAll(resources: readonly MeshResource[]): MeshChanges {
    const kept = { workload: new Set<string>(), service: new Set<string>(), policy: new Set<string>() };
    for (const resource of resources) {
      kept[resource.kind].add(resourceKey(resource));
    }
    const present = {
      workload: this.#workloads.uids(),
      service: this.#services.keys(),
      policy: this.#policies.keys(),
    } as const;
    const kinds = ["workload", "service", "policy"] as const;
    const removals = kinds.flatMap((kind) =>
      [...present[kind]].filter((key) => !kept[kind].has(key)).map((key) => ({ kind, key })),
    );
    return this.apply({ upserts: resources, removals });
  }

  /**
   * Becomes what `shadow` is, at once and without work in proportion to it: a large snapshot is built aside in small
   * batches, while this state goes on answering. The shadow must not be used afterwards.
   */
  adopt(shadow: MeshState): void {
    this.#policyGenerationBase = this.policyGeneration + 1;
    this.#workloads = shadow.#workloads;
    this.#services = shadow.#services;
    this.#policies = shadow.#policies;
    this.#batches = shadow.#batches;
    this.#generation += 1;
  }

  findWorkloadByUid(uid: string): Workload | undefined {
    return this.#workloads.findRecord(uid)?.workload;
  }

  /** Never a host-network workload. Of several at one address: pods first, then those that take HBONE. */
  findWorkloadByIp(network: string, ip: IpAddress): Workload | undefined {
    return this.#workloads.findByIp(network, ip);
  }

  /** Those whose own `hostname` is this one, by uid. */
  findWorkloadsByHostname(namespace: string, hostname: string): readonly Workload[] {
    return this.#workloads.findByHostname(namespace, hostname);
  }

  /** A workload of this node by what its pod is called. */
  findLocalWorkload(name: WorkloadName): Workload | undefined {
    return this.#workloads.findLocal(name);
  }

  /** Whether this node has any workload of the account, and so needs its certificate. */
  hasLocalWorkload(namespace: string, serviceAccount: string): boolean {
    return this.#workloads.hasLocal(namespace, serviceAccount);
  }

  findService(key: string): ServiceEntry | undefined {
    return this.#services.find(key);
  }

  /** All with exactly this VIP, first seen first. */
  findServicesByVip(network: string, ip: IpAddress): readonly ServiceEntry[] {
    return this.#services.findByVip(network, ip);
  }

  /** All with a CIDR VIP around the address, the most specific first. */
  findServicesByCidr(network: string, ip: IpAddress): readonly ServiceEntry[] {
    return this.#services.findByCidr(network, ip);
  }

  /** All of any namespace, first seen first. */
  findServicesByHostname(hostname: string): readonly ServiceEntry[] {
    return this.#services.findByHostname(hostname);
  }

  /** The service that a client means by an address. Without a client namespace nothing is hidden from it. */
  chooseServiceByVip(network: string, ip: IpAddress, clientNamespace?: string): ServiceEntry | undefined {
    return this.#services.chooseByVip(network, ip, { clientNamespace, preferredNamespace: undefined });
  }

  /** The service that a client means by a name. */
  chooseServiceByHostname(hostname: string, clientNamespace?: string): ServiceEntry | undefined {
    return this.#services.chooseByHostname(hostname, { clientNamespace, preferredNamespace: undefined });
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

  workloads(): Iterable<Workload> {
    return this.#workloads.workloads();
  }

  services(): Iterable<ServiceEntry> {
    return this.#services.entries();
  }

  policies(): Iterable<Authorization> {
    return this.#policies.policies();
  }

  /** How many resources there are; a service that only endpoints speak of counts. */
  get size(): number {
    return this.#workloads.size + this.#services.size + this.#policies.size;
  }

  /** Everything, as resources that make an equal state out of an empty one. */
  *resources(): Generator<MeshResource> {
    for (const { workload, endpoints } of this.#workloads.records()) {
      yield { kind: "workload", workload, endpoints };
    }
    for (const { service, ownEndpoints } of this.#services.given()) {
      yield { kind: "service", service, endpoints: ownEndpoints };
    }
    for (const policy of this.#policies.policies()) {
      yield { kind: "policy", policy };
    }
  }

  /** Endpoints that wait for their service, by service key and workload uid. */
  stagedEndpoints(): ReadonlyMap<string, ReadonlyMap<string, Endpoint>> {
    return this.#services.stagedEndpoints();
  }

  /** False when there was nothing to remove. */
  #remove({ kind, key }: MeshBatch["removals"][number], changed: ChangedKeys): boolean {
    switch (kind) {
      case "workload":
        return this.#removeWorkload(key, changed);
      case "service":
        return this.#services.remove(key);
      case "policy":
        return this.#removePolicy(key, changed);
    }
  }

  /** False when the present one is equal. */
  #upsert(resource: MeshResource, changed: ChangedKeys): boolean {
    switch (resource.kind) {
      case "workload":
        return this.#upsertWorkload(resource, changed);
      case "service":
        return this.#upsertService(resource);
      case "policy":
        return this.#upsertPolicy(resource.policy, changed);
    }
  }

  #removeWorkload(uid: string, changed: ChangedKeys): boolean {
    const record = this.#workloads.findRecord(uid);
    if (record === undefined) {
      return false;
    }
    for (const key of record.endpoints.keys()) {
      this.#services.removeEndpoint(key, uid);
    }
    this.#workloads.remove(uid);
    changed.workloads.add(uid);
    return true;
  }

  #removePolicy(key: string, changed: ChangedKeys): boolean {
    if (this.#policies.find(key) === undefined) {
      return false;
    }
    this.#policies.remove(key);
    changed.policies.add(key);
    return true;
  }

  #upsertWorkload(resource: Upsert<"workload">, changed: ChangedKeys): boolean {
    const { uid } = resource.workload;
    const present = this.#workloads.findRecord(uid);
    const same = isDeepEqual(present?.workload, resource.workload) ? present?.workload : undefined;
    if (same !== undefined && isDeepEqual(present?.endpoints, resource.endpoints)) {
      return false;
    }
    const record: WorkloadRecord = {
      workload: same ?? deepFreeze(resource.workload),
      endpoints: resource.endpoints,
    };
    this.#workloads.upsert(record);
    this.#moveEndpoints(present, record);
    if (same === undefined) {
      changed.workloads.add(uid);
    }
    return true;
  }

  /** Touches only the services in which the workload's endpoint is new, different or gone. */
  #moveEndpoints(before: WorkloadRecord | undefined, after: WorkloadRecord): void {
    const { uid, status } = after.workload;
    for (const key of before?.endpoints.keys() ?? []) {
      if (!after.endpoints.has(key)) {
        this.#services.removeEndpoint(key, uid);
      }
    }
    for (const [key, port] of after.endpoints) {
      const endpoint: Endpoint = { workloadUid: uid, port, status };
      if (!isDeepEqual(this.#services.findEndpoint(key, uid), endpoint)) {
        this.#services.setEndpoint(key, Object.freeze(endpoint));
      }
    }
  }

  #upsertService({ service, endpoints }: Upsert<"service">): boolean {
    const key = serviceKey(service);
    const present = this.#services.findUnsettled(key);
    const sameService = isDeepEqual(present?.service, service) ? present?.service : undefined;
    const sameEndpoints = isDeepEqual(present?.ownEndpoints, endpoints) ? present?.ownEndpoints : undefined;
    if (sameService !== undefined && sameEndpoints !== undefined) {
      return false;
    }
    this.#services.upsert(sameService ?? deepFreeze(service), {
      ownEndpoints: sameEndpoints ?? deepFreeze(endpoints),
      seen: this.#batches,
    });
    return true;
  }

  #upsertPolicy(policy: Authorization, changed: ChangedKeys): boolean {
    const key = authorizationKey(policy);
    if (isDeepEqual(this.#policies.find(key), policy)) {
      return false;
    }
    this.#policies.upsert(deepFreeze(policy));
    changed.policies.add(key);
    return true;
  }
}
