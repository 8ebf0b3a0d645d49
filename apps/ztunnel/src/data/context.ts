import type { PlaneContext, WorkloadContext } from "@ambit/data-plane";
import type { DataConfig } from "../messages.ts";
import type { DnsThread } from "./dns/dns-thread.ts";
import type { LocalPods } from "./local-pods.ts";
import type { OnDemandRoutes } from "./on-demand.ts";
import type { WorkerLoads } from "./worker-loads.ts";

/** What a thread of ztunnel has beside what every data plane has. */
export interface ZtunnelThread {
  readonly config: DataConfig;
  /** Defined when the mesh is not known as a whole. */
  readonly onDemand: OnDemandRoutes | undefined;
  /** Which threads take outbound connections. */
  readonly loads: WorkerLoads;
  /** Undefined: connections between two workloads of this thread take tunnels as all others do. */
  readonly localPods: LocalPods | undefined;
  readonly dns: DnsThread;
}

/** What everything on one data-plane thread works with, whichever workload it is for. Built once. */
export interface ThreadContext extends PlaneContext, ZtunnelThread {
  readonly config: DataConfig;
}

/** The same, and what belongs to one workload: its proxy's listeners, tunnels and connections work with this. */
export interface DataContext extends WorkloadContext, ZtunnelThread {
  readonly config: DataConfig;
  /** Whether upstream sockets of inbound connections take the client's address. */
  readonly isTransparent: boolean;
}
