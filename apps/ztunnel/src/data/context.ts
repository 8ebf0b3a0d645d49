import type { MeshState } from "@ambit/mesh-state";
import type { Identity, Workload } from "@ambit/model";
import type { Reactor, ThreadMemory } from "@ambit/reactor";
import type { Logger } from "@ambit/telemetry";
import type { DataConfig } from "../messages.ts";
import type { RecordContext, ThreadRecords } from "./connection-record.ts";
import type { ConnectionRegistry, ConnectionTotals } from "./connection-registry.ts";
import type { DnsThread } from "./dns/dns-thread.ts";
import type { FailureCounters } from "./failure-counters.ts";
import type { LateKeepalive } from "./late-keepalive.ts";
import type { LocalPods } from "./local-pods.ts";
import type { LocalWorkload } from "./local-workload.ts";
import type { OnDemandRoutes } from "./on-demand.ts";
import type { Revocations } from "./revocations.ts";
import type { TunnelProfiles } from "./tunnel-profiles.ts";
import type { WorkerLoads } from "./worker-loads.ts";
import type { WorkloadTls } from "./workload-tls.ts";

/** What everything on one data-plane thread works with, whichever workload it is for. Built once. */
export interface ThreadContext {
  readonly config: DataConfig;
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  /** This thread's replica; changes only between turns. */
  readonly state: MeshState;
  /** Defined when the mesh is not known as a whole. */
  readonly onDemand: OnDemandRoutes | undefined;
  readonly tls: WorkloadTls;
  readonly revocations: Revocations;
  readonly tunnelProfiles: TunnelProfiles;
  readonly records: ThreadRecords;
  /** Of all workloads together. */
  readonly connectionTotals: ConnectionTotals;
  readonly failures: FailureCounters;
  /** Which threads take outbound connections. */
  readonly loads: WorkerLoads;
  /** Undefined: connections between two workloads of this thread take tunnels as all others do. */
  readonly localPods: LocalPods | undefined;
  /** For every socket that was dialled. */
  readonly keepalives: LateKeepalive;
  readonly dns: DnsThread;
  readonly log: Logger;
  /** Scope `rbac`: policy decisions. */
  readonly rbacLog: Logger;
  /** Floats in [0, 1), for load balancing. */
  readonly random: () => number;
  /** Fresh random digits for trace ids, in lower-case hexadecimal. */
  readonly randomHex: (length: number) => string;
}

/** The same, and what belongs to one workload: its proxy's listeners, tunnels and connections work with this. */
export interface DataContext extends ThreadContext {
  /** uid of the pod in shared mode. */
  readonly pod: string | undefined;
  /** Where every socket of the workload is made; undefined: in the namespace of this process. */
  readonly netnsFd: number | undefined;
  readonly records: RecordContext;
  readonly local: LocalWorkload;
  readonly connections: ConnectionRegistry;
  /** Whether upstream sockets of inbound connections take the client's address. */
  readonly isTransparent: boolean;
}

/** The identity under which a workload's traffic travels. */
export function identityOf(workload: Workload): Identity {
  return {
    trustDomain: workload.trustDomain,
    namespace: workload.namespace,
    serviceAccount: workload.serviceAccount,
  };
}
