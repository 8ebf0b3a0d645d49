/**
 * Decides which virtual addresses the hosts of ServiceEntries get. Pure: it is told of objects and says what to write
 * into them; a decision stands until the object shows it, or until it is given up. One controller at a time has one.
 */
import type { Cidr, IpAddress } from "@ambit/addr";
import { type AllocatedAddress, hostsToAllocate, type ServiceEntry } from "@ambit/mesh-objects";
import { type VipPatch, vipPatch } from "./vip-patch.ts";
import { VipRange } from "./vip-range.ts";

/** An entry as it is, or (`undefined`) gone. The key is `ns/name`. */
export interface EntryChange {
  readonly key: string;
  readonly entry: ServiceEntry | undefined;
}

/** What one batch led to. */
export interface VipDecisions {
  readonly patches: readonly VipPatch[];
  /** Keys of entries for whose hosts no address is left. They are tried again with their next change. */
  readonly exhausted: readonly string[];
}

export class VipAllocator {
  readonly #ranges: readonly VipRange[];
  readonly #entries = new Map<string, ServiceEntry>();
  /** Who has an address, by spec or status, or was promised it. */
  readonly #claims = new Map<IpAddress, Set<string>>();
  /** Addresses of entries that are gone. Taken last: clients may still hold them. */
  readonly #retired = new Set<IpAddress>();
  readonly #promised = new Map<string, readonly AllocatedAddress[]>();

  constructor(ranges: readonly Cidr[]) {
    this.#ranges = ranges.map((range) => new VipRange(range));
  }

  /** Takes a batch, the whole of it before anything is allocated, so that no address in use is given away. */
  apply(changes: readonly EntryChange[]): VipDecisions {
    const affected = new Set<string>();
    for (const { key, entry } of changes) {
      this.#replace(key, entry);
      affected.add(key);
    }
    for (const key of [...affected]) {
      this.#rivals(key).forEach((rival) => affected.add(rival));
    }
    return this.#decide(affected);
  }

  /** Gives up what was decided for an entry (it could not be written) and decides anew. */
  retry(key: string): VipDecisions {
    this.#withdraw(key);
    return this.#decide([key]);
  }

  #decide(keys: Iterable<string>): VipDecisions {
    const patches: VipPatch[] = [];
    const exhausted: string[] = [];
    for (const key of keys) {
      const entry = this.#entries.get(key);
      const wanted = entry && this.#wanted(key, entry);
      if (entry !== undefined && wanted === undefined) {
        exhausted.push(key);
      } else if (entry !== undefined && wanted !== undefined && !isSame(wanted, entry.allocated)) {
        patches.push(vipPatch(entry, key, wanted));
      }
    }
    return { patches, exhausted };
  }

  /** What the entry's status should say; `undefined` if there are not enough addresses. */
  #wanted(key: string, entry: ServiceEntry): readonly AllocatedAddress[] | undefined {
    const kept = this.#promised.get(key) ?? entry.allocated;
    const isKept = !kept.some(({ value }) => this.#loses(key, value));
    const addresses: AllocatedAddress[] = [];
    for (const host of hostsToAllocate(entry)) {
      const own = isKept ? kept.filter((address) => address.host === host) : [];
      const found = isUsable(own, addresses) ? own : this.#allocate(host, addresses);
      if (found === undefined) {
        return undefined;
      }
      addresses.push(...found);
    }
    this.#withdraw(key);
    if (!isSame(addresses, entry.allocated)) {
      this.#promised.set(key, addresses);
      this.#claimAll(key);
    }
    return addresses;
  }

  #allocate(host: string, taken: readonly AllocatedAddress[]): readonly AllocatedAddress[] | undefined {
    const addresses: AllocatedAddress[] = [];
    const isTaken = (ip: IpAddress) => this.#claims.has(ip) || taken.some(({ value }) => value === ip);
    for (const range of this.#ranges) {
      const value = range.take((ip) => isTaken(ip) || this.#retired.has(ip)) ?? this.#reuse(range, isTaken);
      if (value === undefined) {
        return undefined;
      }
      addresses.push({ value, host });
    }
    return addresses;
  }

  /** When a range is used up, addresses of entries that are gone are free again. */
  #reuse(range: VipRange, isTaken: (ip: IpAddress) => boolean): IpAddress | undefined {
    this.#retired.clear();
    return range.take(isTaken);
  }

  #replace(key: string, entry: ServiceEntry | undefined): void {
    const before = this.#entries.get(key);
    for (const ip of before === undefined ? [] : addressesOf(before)) {
      this.#unclaim(ip, key);
    }
    if (entry === undefined) {
      this.#withdraw(key);
      this.#entries.delete(key);
    } else {
      this.#entries.set(key, entry);
      this.#claimAll(key);
    }
  }

  #withdraw(key: string): void {
    const promised = this.#promised.get(key) ?? [];
    this.#promised.delete(key);
    for (const { value } of promised) {
      this.#unclaim(value, key);
    }
    this.#claimAll(key);
  }

  #claimAll(key: string): void {
    const entry = this.#entries.get(key);
    const promised = this.#promised.get(key) ?? [];
    for (const ip of [
      ...(entry === undefined ? [] : addressesOf(entry)),
      ...promised.map(({ value }) => value),
    ]) {
      const claim = this.#claims.get(ip) ?? new Set();
      this.#claims.set(ip, claim.add(key));
    }
  }

  #unclaim(ip: IpAddress, key: string): void {
    const claim = this.#claims.get(ip);
    if (claim?.delete(key) && claim.size === 0) {
      this.#claims.delete(ip);
      if (this.#ranges.some((range) => range.has(ip))) {
        this.#retired.add(ip);
      }
    }
  }

  /** Other entries with an address of this one. */
  #rivals(key: string): readonly string[] {
    const entry = this.#entries.get(key);
    const ips = entry === undefined ? [] : addressesOf(entry);
    return ips.flatMap((ip) => [...(this.#claims.get(ip) ?? [])]).filter((rival) => rival !== key);
  }

  /** Of several with one address, those that ask for it in their spec keep it, else the oldest does. */
  #loses(key: string, ip: IpAddress): boolean {
    const mine = this.#entries.get(key);
    return [...(this.#claims.get(ip) ?? [])].some((rival) => {
      const other = this.#entries.get(rival);
      if (rival === key || other === undefined || mine === undefined) {
        return false;
      }
      return hasInSpec(other, ip) || isOlder({ entry: other, key: rival }, { entry: mine, key });
    });
  }
}

/** Two hosts with one address could not be told apart. */
function isUsable(own: readonly AllocatedAddress[], others: readonly AllocatedAddress[]): boolean {
  const ips = new Set([...own, ...others].map(({ value }) => value));
  return own.length > 0 && ips.size === own.length + others.length;
}

interface Known {
  readonly key: string;
  readonly entry: ServiceEntry;
}

function isOlder(left: Known, right: Known): boolean {
  return left.entry.createdMs === right.entry.createdMs
    ? left.key < right.key
    : left.entry.createdMs < right.entry.createdMs;
}

function hasInSpec({ addresses }: ServiceEntry, ip: IpAddress): boolean {
  return addresses.some((block) => block.ip === ip);
}

/** All that it has, whoever gave it. A block counts by its first address: those of ranges are single. */
function addressesOf({ addresses, allocated }: ServiceEntry): readonly IpAddress[] {
  return [...addresses.map(({ ip }) => ip), ...allocated.map(({ value }) => value)];
}

function isSame(left: readonly AllocatedAddress[], right: readonly AllocatedAddress[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ value, host }, index) => value === right[index]?.value && host === right[index].host)
  );
}
