import type { MeshState } from "@ambit/mesh-state";
import type { Identity, Workload } from "@ambit/model";
import type { Reactor, ThreadMemory } from "@ambit/reactor";
import type { Logger } from "@ambit/telemetry";
import type { PlaneConfig, TrafficReporter } from "../messages.ts";
import type { RecordContext, ThreadRecords } from "../records/connection-record.ts";
import type { ConnectionRegistry, ConnectionTotals } from "../records/connection-registry.ts";
import type { FailureCounters } from "../records/failure-counters.ts";
import type { TunnelProfiles } from "../tunnels/tunnel-profiles.ts";
import type { LateKeepalive } from "./late-keepalive.ts";
import type { LocalWorkload } from "./local-workload.ts";
import type { Revocations } from "./revocations.ts";
import type { WorkloadTls } from "./workload-tls.ts";

/** What everything on one data-plane thread works with, whichever workload it is for. Built once. */
export interface PlaneContext {
  readonly config: PlaneConfig;
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  /** This thread's replica; changes only between turns. */
  readonly state: MeshState;
  readonly tls: WorkloadTls;
  readonly revocations: Revocations;
  readonly tunnelProfiles: TunnelProfiles;
  readonly records: ThreadRecords;
  /** Of all workloads together. */
  readonly connectionTotals: ConnectionTotals;
  readonly failures: FailureCounters;
  /** For every socket that was dialled. */
  readonly keepalives: LateKeepalive;
  readonly log: Logger;
  /** Scope `rbac`: policy decisions. */
  readonly rbacLog: Logger;
  /** Floats in [0, 1), for load balancing. */
  readonly random: () => number;
  /** Fresh random digits for trace ids, in lower-case hexadecimal. */
  readonly randomHex: (length: number) => string;
}

/** The same, and what belongs to one workload: its proxy's listeners, tunnels and connections work with this. */
export interface WorkloadContext extends PlaneContext {
  /** uid of the pod, where there are several. */
  readonly pod: string | undefined;
  /** Where every socket of the workload is made; undefined: in the namespace of this process. */
  readonly netnsFd: number | undefined;
  readonly records: RecordContext;
  readonly local: LocalWorkload;
  readonly connections: ConnectionRegistry;
  /** Whose view the inbound listener tells; the destination's without. */
  readonly inboundReporter?: TrafficReporter;
}

/** The identity under which a workload's traffic travels. */
export function identityOf(workload: Workload): Identity {
  return {
    trustDomain: workload.trustDomain,
    namespace: workload.namespace,
    serviceAccount: workload.serviceAccount,
  };
}
