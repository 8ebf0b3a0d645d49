/** What everything that resolves names on one thread has in common. */
import type { MeshState } from "@ambit/mesh-state";
import type { Reactor, ThreadMemory } from "@ambit/reactor";
import type { Logger } from "@ambit/telemetry";
import type { DataConfig } from "../../messages.ts";
import type { OnDemandRoutes } from "../on-demand.ts";
import { DnsCounters } from "./dns-counters.ts";
import { ForwardBudget, Forwarder } from "./forwarder.ts";
import { HostnameResolver } from "./hostname-resolver.ts";
import { MeshNames } from "./mesh-names.ts";

/** Built once for each thread. */
export interface DnsThread {
  readonly names: MeshNames;
  readonly counters: DnsCounters;
  readonly budget: ForwardBudget;
  /** Of workloads that have a host name only. */
  readonly hostnames: HostnameResolver;
  /** Scope `dns`: a line for each query. */
  readonly log: Logger;
}

export interface DnsThreadParts {
  readonly config: DataConfig;
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  readonly state: MeshState;
  readonly onDemand: OnDemandRoutes | undefined;
  readonly randomHex: (length: number) => string;
  readonly log: Logger;
}

export function makeDnsThread(parts: DnsThreadParts): DnsThread {
  const { config, reactor, memory, state, onDemand, randomHex, log } = parts;
  const { clusterDomain, searchDomains, preferredServiceNamespace, resolver } = config.dns;
  const { ipv6 } = config;
  const budget = new ForwardBudget();
  const settings = { clusterDomain, searchDomains, preferredNamespace: preferredServiceNamespace, ipv6 };
  // These are this process's own questions: no redirection is in their way, so they need no mark.
  const place = { config: { ...config, packetMark: undefined }, netnsFd: undefined };
  const forwarder = new Forwarder({ reactor, memory, place, resolver, budget, randomHex });
  return {
    names: new MeshNames({ state, onDemand, settings, nowMs: () => reactor.nowMs }),
    counters: new DnsCounters(),
    budget,
    hostnames: new HostnameResolver({ reactor, forwarder, resolver, ipv6 }),
    log,
  };
}
