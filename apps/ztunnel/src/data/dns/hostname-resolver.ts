/**
 * Addresses of workloads that are known by a host name only, as the system of this process resolves it: from its own
 * namespace, with its search list, remembered for as long as the records say.
 */
import type { IpAddress, IpFamily } from "@ambit/addr";
import { type DnsName, findDnsName } from "@ambit/dns";
import type { Reactor } from "@ambit/reactor";
import type { ResolverConfig } from "../../messages.ts";
import { lookupAddresses } from "./address-lookup.ts";
import type { Forwarder } from "./forwarder.ts";

/** Host names that are remembered (as ztunnel). */
const MAX_REMEMBERED = 4096;
/** Names that are looked up at a time, and connections that wait for one of them. */
const MAX_LOOKUPS = 256;
const MAX_WAITERS_OF_NAME = 4096;
/** However short a record's life is: connections come in bursts. */
const MIN_LIFE_MS = 1_000;
const MAX_LIFE_MS = 3_600_000;
/** That there is nothing is believed for so long. */
const NEGATIVE_LIFE_MS = 5_000;

type Callback = (addresses: readonly IpAddress[]) => void;

interface Remembered {
  readonly addresses: readonly IpAddress[];
  readonly untilMs: number;
}

export interface HostnameResolverOptions {
  readonly reactor: Reactor;
  /** In this process's own namespace. */
  readonly forwarder: Forwarder;
  readonly resolver: ResolverConfig;
  readonly ipv6: boolean;
}

/** Of one thread. */
export class HostnameResolver {
  readonly #options: HostnameResolverOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #waiting = new Map<string, Callback[]>();

  constructor(options: HostnameResolverOptions) {
    this.#options = options;
  }

  /** Calls back once, at once if it is known, with addresses of both families; none when it cannot be resolved. */
  resolve(hostname: string, callback: Callback): void {
    const { reactor, resolver } = this.#options;
    const known = this.#remembered.get(hostname);
    if (known !== undefined && known.untilMs > reactor.nowMs) {
      callback(known.addresses);
      return;
    }
    const waiting = this.#waiting.get(hostname);
    if (waiting !== undefined && waiting.length < MAX_WAITERS_OF_NAME) {
      waiting.push(callback);
      return;
    }
    if (waiting !== undefined || this.#waiting.size >= MAX_LOOKUPS) {
      callback([]);
      return;
    }
    this.#waiting.set(hostname, [callback]);
    this.#lookUp(hostname, searchedNames(hostname, resolver));
  }

  /** Nobody who waits hears anything. */
  close(): void {
    this.#waiting.clear();
    this.#options.forwarder.close();
  }

  /** One form of the name after the other, until one has addresses. */
  #lookUp(hostname: string, [name, ...others]: readonly DnsName[]): void {
    if (name === undefined) {
      this.#finish(hostname, [], NEGATIVE_LIFE_MS);
      return;
    }
    const families: readonly IpFamily[] = this.#options.ipv6 ? [4, 6] : [4];
    let missing = families.length;
    let lifeMs = MAX_LIFE_MS;
    const addresses: IpAddress[] = [];
    for (const family of families) {
      lookupAddresses(this.#options.forwarder, name, family, (found) => {
        missing -= 1;
        addresses.push(...(found?.addresses ?? []));
        if (found?.ttlSeconds !== undefined) lifeMs = Math.min(lifeMs, found.ttlSeconds * 1_000);
        if (missing > 0) return;
        if (addresses.length === 0) this.#lookUp(hostname, others);
        else this.#finish(hostname, addresses, Math.max(lifeMs, MIN_LIFE_MS));
      });
    }
  }

  #finish(hostname: string, addresses: readonly IpAddress[], lifeMs: number): void {
    this.#remembered.delete(hostname);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size >= MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(hostname, { addresses, untilMs: this.#options.reactor.nowMs + lifeMs });
    const waiting = this.#waiting.get(hostname) ?? [];
    this.#waiting.delete(hostname);
    for (const callback of waiting) callback(addresses);
  }
}

/** resolv.conf(5): a name with enough dots is tried as it is first, any other last; one that ends in a dot is whole. */
function searchedNames(hostname: string, { search, ndots }: ResolverConfig): readonly DnsName[] {
  const whole = findDnsName(hostname);
  if (whole === undefined) return [];
  if (hostname.endsWith(".")) return [whole];
  const searched = search.flatMap((domain) => findDnsName(`${hostname}.${domain}`) ?? []);
  const dots = hostname.split(".").length - 1;
  return dots >= ndots ? [whole, ...searched] : [...searched, whole];
}
