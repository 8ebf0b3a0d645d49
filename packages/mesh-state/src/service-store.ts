import type { IpAddress } from "@ambit/addr";
import { type Endpoint, type Service, serviceKey } from "@ambit/model";
import { GroupIndex } from "./group-index.ts";
import { PrefixTrie } from "./prefix-trie.ts";
import { compareSeen, isBetterService, type ServiceChoice } from "./service-ranking.ts";

/** A service with its usable endpoints, by workload uid. Frozen, and replaced as a whole when either changes. */
export interface ServiceEntry {
  readonly service: Service;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/**
 * All services, by key, VIP, CIDR and hostname, and all endpoints, of services that are known or not yet.
 * The indexes hold slots and a slot holds its entry, so a change of endpoints touches no index (ztunnel's CIDR index
 * keeps stale snapshots), and any number of services may share a VIP (ztunnel's index loses one of a namespace).
 */
export class ServiceStore {
  readonly #slots = new Map<string, ServiceSlot>();
  readonly #byVip = new GroupIndex<ServiceSlot>();
  readonly #byHostname = new GroupIndex<ServiceSlot>();
  readonly #byCidr = new Map<string, PrefixTrie<ServiceSlot>>();
  readonly #dirty = new Set<ServiceSlot>();

  /** Services that are known or have endpoints waiting for them. */
  get size(): number {
    return this.#slots.size;
  }

  /** Replaces the service of the same key; its place in "first seen" stays. Call `settle` when the batch is through. */
  upsert(
    service: Service,
    options: { readonly ownEndpoints: readonly Endpoint[]; readonly seen: number },
  ): void {
    const slot = this.#slotFor(serviceKey(service));
    if (slot.service === undefined) {
      slot.seen = options.seen;
    } else {
      this.#unindex(slot, slot.service);
    }
    slot.service = service;
    slot.ownEndpoints = options.ownEndpoints;
    this.#index(slot, service);
    this.#dirty.add(slot);
  }

  /** What workloads say about their endpoints in it stays, for when it comes back. False if it was not there. */
  remove(key: string): boolean {
    const slot = this.#slots.get(key);
    if (slot?.service === undefined) {
      return false;
    }
    this.#unindex(slot, slot.service);
    slot.service = undefined;
    slot.ownEndpoints = [];
    this.#dirty.add(slot);
    return true;
  }

  /** A workload's endpoint, healthy or not. An equal one may be given again, but then marks the service as changed. */
  setEndpoint(key: string, endpoint: Endpoint): void {
    const slot = this.#slotFor(key);
    writableEndpoints(slot).set(endpoint.workloadUid, endpoint);
    this.#dirty.add(slot);
  }

  removeEndpoint(key: string, uid: string): void {
    const slot = this.#slots.get(key);
    if (slot?.endpoints.has(uid)) {
      writableEndpoints(slot).delete(uid);
      this.#dirty.add(slot);
    }
  }

  findEndpoint(key: string, uid: string): Endpoint | undefined {
    return this.#slots.get(key)?.endpoints.get(uid);
  }

  /** Makes the entries of everything touched since the last call, each once. Returns the keys that changed. */
  settle(): readonly string[] {
    const changed: string[] = [];
    for (const slot of this.#dirty) {
      const before = slot.entry;
      slot.entry = slot.service === undefined ? undefined : entryOf(slot, slot.service);
      if (slot.entry !== before) {
        changed.push(slot.key);
      }
      if (slot.service === undefined && slot.endpoints.size === 0) {
        this.#slots.delete(slot.key);
      }
    }
    this.#dirty.clear();
    return changed;
  }

  find(key: string): ServiceEntry | undefined {
    return this.#slots.get(key)?.entry;
  }

  /** What the batch in progress has made of it, which no entry shows before `settle`. */
  findUnsettled(
    key: string,
  ): { readonly service: Service; readonly ownEndpoints: readonly Endpoint[] } | undefined {
    const slot = this.#slots.get(key);
    return slot?.service && { service: slot.service, ownEndpoints: slot.ownEndpoints };
  }

  findByVip(network: string, ip: IpAddress): readonly ServiceEntry[] {
    return entriesOf(this.#byVip.values(`${network}/${ip}`));
  }

  /** The most specific block first. */
  findByCidr(network: string, ip: IpAddress): readonly ServiceEntry[] {
    const covering = this.#byCidr.get(network)?.covering(ip) ?? [];
    const slots = covering.flatMap(({ values }) => [...values].sort(compareSeen));
    return [...new Set(slots)].flatMap((slot) => slot.entry ?? []);
  }

  findByHostname(hostname: string): readonly ServiceEntry[] {
    return entriesOf(this.#byHostname.values(hostname));
  }

  /** By exact VIP; if no such service may be used, by CIDR. */
  chooseByVip(network: string, ip: IpAddress, choice: ServiceChoice): ServiceEntry | undefined {
    const exact = this.#byVip.pick(`${network}/${ip}`, (candidate, best) =>
      isBetterService(candidate, best, choice),
    );
    if (exact !== undefined) {
      return exact.entry;
    }
    return this.#byCidr.size === 0 ? undefined : this.#chooseByCidr(network, ip, choice)?.entry;
  }

  chooseByHostname(hostname: string, choice: ServiceChoice): ServiceEntry | undefined {
    return this.#byHostname.pick(hostname, (candidate, best) => isBetterService(candidate, best, choice))
      ?.entry;
  }

  *keys(): Generator<string> {
    for (const slot of this.#slots.values()) {
      if (slot.service !== undefined) {
        yield slot.key;
      }
    }
  }

  *entries(): Generator<ServiceEntry> {
    for (const { entry } of this.#slots.values()) {
      if (entry !== undefined) {
        yield entry;
      }
    }
  }

  /** Every service as it was given. */
  *given(): Generator<{ readonly service: Service; readonly ownEndpoints: readonly Endpoint[] }> {
    for (const { service, ownEndpoints } of this.#slots.values()) {
      if (service !== undefined) {
        yield { service, ownEndpoints };
      }
    }
  }

  /** Copies of the endpoints whose service is not known, by service key. */
  stagedEndpoints(): ReadonlyMap<string, ReadonlyMap<string, Endpoint>> {
    const staged = [...this.#slots.values()].filter((slot) => slot.service === undefined);
    return new Map(staged.map((slot) => [slot.key, new Map(slot.endpoints)]));
  }

  /** Every index as sorted keys, for tests and debugging. CIDRs only as the networks that have any. */
  dumpIndexes(): Readonly<Record<string, ReadonlyMap<string, readonly string[]>>> {
    const dump = (index: GroupIndex<ServiceSlot>) =>
      new Map(
        [...index.keys()].map((key) => [
          key,
          index
            .values(key)
            .map((slot) => slot.key)
            .sort(),
        ]),
      );
    return {
      byVip: dump(this.#byVip),
      byHostname: dump(this.#byHostname),
      byCidr: new Map([...this.#byCidr.keys()].map((network) => [network, []])),
    };
  }

  /** In the client's namespace, then the longest prefix, then canonical, then first seen (as ztunnel). */
  #chooseByCidr(network: string, ip: IpAddress, choice: ServiceChoice): ServiceSlot | undefined {
    let outside: ServiceSlot | undefined;
    for (const { values } of this.#byCidr.get(network)?.covering(ip) ?? []) {
      let best: ServiceSlot | undefined;
      for (const slot of values) {
        best = isBetterService(slot, best, choice) ? slot : best;
      }
      if (best !== undefined && best.service?.namespace === choice.clientNamespace) {
        return best;
      }
      outside ??= best;
    }
    return outside;
  }

  #slotFor(key: string): ServiceSlot {
    const present = this.#slots.get(key);
    if (present !== undefined) {
      return present;
    }
    const slot: ServiceSlot = {
      key,
      seen: 0,
      service: undefined,
      ownEndpoints: [],
      endpoints: new Map(),
      isShared: false,
      entry: undefined,
    };
    this.#slots.set(key, slot);
    return slot;
  }

  #index(slot: ServiceSlot, service: Service): void {
    this.#byHostname.add(service.hostname, slot);
    for (const { network, address } of service.vips) {
      this.#byVip.add(`${network}/${address}`, slot);
    }
    for (const { network, cidr } of service.cidrVips) {
      const trie = this.#byCidr.get(network) ?? new PrefixTrie();
      trie.add(cidr, slot);
      this.#byCidr.set(network, trie);
    }
  }

  #unindex(slot: ServiceSlot, service: Service): void {
    this.#byHostname.delete(service.hostname, slot);
    for (const { network, address } of service.vips) {
      this.#byVip.delete(`${network}/${address}`, slot);
    }
    for (const { network, cidr } of service.cidrVips) {
      const trie = this.#byCidr.get(network);
      trie?.delete(cidr, slot);
      if (trie?.isEmpty) {
        this.#byCidr.delete(network);
      }
    }
  }
}

/** The stable thing that indexes point to, from the first word of a service or endpoint to the last. */
export interface ServiceSlot {
  readonly key: string;
  /** Number of the batch that brought the service. */
  seen: number;
  /** Undefined while only endpoints are known. */
  service: Service | undefined;
  /** Written in the service itself, in a local file. */
  ownEndpoints: readonly Endpoint[];
  /** What workloads say, also the unhealthy: a change of the health policy brings those back (ztunnel loses them). */
  endpoints: Map<string, Endpoint>;
  /** An entry has been given out that shows `endpoints` itself, so that map must not change any more. */
  isShared: boolean;
  entry: ServiceEntry | undefined;
}

function writableEndpoints(slot: ServiceSlot): Map<string, Endpoint> {
  if (slot.isShared) {
    slot.endpoints = new Map(slot.endpoints);
    slot.isShared = false;
  }
  return slot.endpoints;
}

function entryOf(slot: ServiceSlot, service: Service): ServiceEntry {
  const endpoints = usableEndpoints(slot, service);
  if (slot.entry?.service === service && areSameEndpoints(slot.entry.endpoints, endpoints)) {
    return slot.entry;
  }
  slot.isShared ||= endpoints === slot.endpoints;
  return Object.freeze({ service, endpoints });
}

/** A workload's word counts for more than what the service itself says about the same uid. */
function usableEndpoints(slot: ServiceSlot, service: Service): ReadonlyMap<string, Endpoint> {
  const isUsable = (endpoint: Endpoint) =>
    endpoint.status === "Healthy" || service.loadBalancer?.healthPolicy === "AllowAll";
  if (slot.ownEndpoints.length === 0 && everyValue(slot.endpoints, isUsable)) {
    return slot.endpoints;
  }
  const usable = new Map<string, Endpoint>();
  for (const endpoint of slot.ownEndpoints) {
    // Of two with one uid the later counts, and a workload's word more than either.
    if (isUsable(endpoint) && !slot.endpoints.has(endpoint.workloadUid)) {
      usable.set(endpoint.workloadUid, endpoint);
    } else {
      usable.delete(endpoint.workloadUid);
    }
  }
  for (const [uid, endpoint] of slot.endpoints) {
    if (isUsable(endpoint)) {
      usable.set(uid, endpoint);
    }
  }
  return usable;
}

function areSameEndpoints(
  left: ReadonlyMap<string, Endpoint>,
  right: ReadonlyMap<string, Endpoint>,
): boolean {
  return (
    left.size === right.size && everyValue(left, (endpoint) => right.get(endpoint.workloadUid) === endpoint)
  );
}

function everyValue<T>(map: ReadonlyMap<string, T>, holds: (value: T) => boolean): boolean {
  for (const value of map.values()) {
    if (!holds(value)) {
      return false;
    }
  }
  return true;
}

function entriesOf(slots: ServiceSlot[]): readonly ServiceEntry[] {
  return slots.sort(compareSeen).flatMap((slot) => slot.entry ?? []);
}
