/**
 * What crosses between the main thread and the threads of any data plane; a program may have more of its own. Values are
 * plain and survive a structured clone; bytes travel as ArrayBuffers of their exact size, transferred, never as views of a
 * larger one.
 */
import type { MeshPart } from "@ambit/mesh-state";
import type { Identity } from "@ambit/model";
import type { ProfileCommand, ThreadProfile } from "@ambit/program/profiler";
import type { RevocationList } from "@ambit/tls/revocation";

/** Whose view of a connection is told. */
export type Reporter = "source" | "destination";
/** The same in traffic metrics, where a waypoint tells its own. */
export type TrafficReporter = Reporter | "waypoint";

/** Name under which a workload is looked up in the mesh. */
export interface WorkloadKey {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What every data-plane thread has to know of the configuration; all values resolved. Durations in milliseconds. */
export interface PlaneConfig {
  readonly network: string;
  readonly clusterId: string;
  readonly localNode: string | undefined;
  readonly illegalPorts: readonly number[];
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  readonly maxFrameBytes: number;
  readonly poolMaxStreamsPerConnection: number;
  readonly poolUnusedReleaseTimeoutMs: number;
  readonly packetMark: number | undefined;
  readonly keepalive:
    | { readonly idleS: number; readonly intervalS: number; readonly probes: number }
    | undefined;
  readonly userTimeoutMs: number | undefined;
  readonly enableResponseBaggage: boolean;
  readonly tlsGroups: string;
  readonly tls12: boolean;
  /** There may be lists of revoked certificates, now or later. */
  readonly checksRevocation: boolean;
  readonly authzPolicyInfoLogging: boolean;
  /** Refuse connections of a workload that names a policy nobody has sent, instead of skipping the policy. */
  readonly strictPolicyReferences: boolean;
  readonly logFormat: "plain" | "json";
  readonly logFilter: string;
}

/** A workload certificate on its way to a worker. */
export interface CertificateMessage {
  readonly type: "certificate";
  readonly identity: Identity;
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  /** PKCS#8 DER; transferred, and wiped by the worker once loaded. */
  readonly privateKeyPkcs8: ArrayBuffer;
  readonly notAfterMs: number;
}

/** Components of the data plane that drain and report on their own. */
export type DrainComponent = "inbound" | "inbound passthrough" | "outbound" | "socks5" | "dns";

/** A part of a change of the mesh, which comes into force as a whole with its last one. */
export interface StateMessage {
  readonly type: "state";
  readonly version: number;
  readonly part: MeshPart;
  readonly isLast: boolean;
}

/** Listeners stop to accept, and connections get until the deadline; repeated, it can only hasten. */
export interface DrainMessage {
  readonly type: "drain";
  readonly mode: "graceful" | "immediate";
  readonly deadlineMs: number;
}

/** What every data plane is told by its main thread. */
export type PlaneMainMessage =
  | StateMessage
  /** Data-plane listeners are registered now (state and certificates can be waited for per connection). */
  | { readonly type: "serve" }
  | CertificateMessage
  /** What is revoked from here on; tunnels of peers that are end. */
  | { readonly type: "revocations"; readonly lists: readonly RevocationList[] }
  | { readonly type: "certificate-failed"; readonly identity: Identity; readonly reason: string }
  | { readonly type: "log-filter"; readonly filter: string }
  | DrainMessage
  | { readonly type: "dump-connections"; readonly id: number }
  /** The connections of one workload that have ended, as far as they are kept. */
  | {
      readonly type: "dump-recent";
      readonly id: number;
      readonly workload: Pick<WorkloadKey, "name" | "namespace">;
    }
  | { readonly type: "heap-statistics"; readonly id: number }
  | { readonly type: "heap-snapshot"; readonly id: number; readonly path: string }
  | { readonly type: "profile"; readonly id: number; readonly command: ProfileCommand }
  /** Leave the loop and end the thread. */
  | { readonly type: "exit" };

/** One live connection, as config_dump shows it. */
export interface ConnectionDump {
  /** uid of the pod whose proxy it goes through; undefined in dedicated mode. */
  readonly pod: string | undefined;
  readonly direction: "inbound" | "outbound";
  readonly src: string;
  readonly originalDst: string | undefined;
  readonly actualDst: string;
  readonly protocol: "HBONE" | "TCP" | "DOUBLEHBONE";
  /** Both ends are of this thread, and there is no tunnel between them. */
  readonly isLocal?: boolean;
  readonly tls: TlsDump | undefined;
}

/** Proven facts of the tunnel that a connection runs in; absent for plaintext. */
export interface TlsDump {
  readonly version: string;
  readonly cipher: string;
  readonly group: string;
  /** Several are separated by commas. */
  readonly peerIdentity: string | undefined;
  /** Decimal. */
  readonly peerSerial: string;
}

/** How many ended connections are kept of a workload. */
export const MAX_RECENT_CONNECTIONS = 100;

/** A connection that has ended. Without a duration and bytes: it was refused before it had a record. */
export interface RecentConnection {
  /** Milliseconds since the epoch. */
  readonly endedAtMs: number;
  readonly durationMs: number | undefined;
  readonly direction: "inbound" | "outbound";
  readonly sourceAddress: string;
  /** `namespace/name`. */
  readonly sourceWorkload: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly destinationAddress: string;
  readonly authority: string | undefined;
  readonly service: string | undefined;
  readonly destinationWorkload: string | undefined;
  readonly bytesSent: number | undefined;
  readonly bytesReceived: number | undefined;
  readonly responseFlag: string;
  readonly error: string | undefined;
  readonly errorCode: string | undefined;
  readonly policy: string | undefined;
  readonly rule: number | undefined;
  readonly isLocal: boolean;
  readonly tls: TlsDump | undefined;
}

/** The label values of Istio's TCP metrics in METRIC_LABELS order; interned, sent once per worker. */
export type LabelSet = { readonly id: number; readonly values: readonly string[] };

/** Counter increments since the last tick for one label set. */
export interface TrafficDelta {
  readonly labels: number;
  readonly opened: number;
  readonly closed: number;
  readonly failed: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Gauges and counters of a worker that carry no traffic labels; counters are deltas, gauges absolute. */
export interface WorkerGauges {
  readonly socketsOpenSource: number;
  readonly socketsOpenDestination: number;
  readonly openTunnelsClient: number;
  readonly openTunnelsServer: number;
  readonly activeStreams: number;
  readonly queuedBytes: number;
}

/** Failures before a connection record exists, by stable code (delta counts). */
export interface FailureDelta {
  readonly code: string;
  readonly reporter: TrafficReporter;
  readonly count: number;
}

/** Counts since the last tick, and what there is now. */
export interface TickMessage {
  readonly type: "tick";
  readonly index: number;
  /** Longest turn since the last tick. */
  readonly loopLagMs: number;
  readonly newLabelSets: readonly LabelSet[];
  readonly traffic: readonly TrafficDelta[];
  readonly gauges: WorkerGauges;
  readonly failures: readonly FailureDelta[];
  /** Handshakes refused since the last tick because the peer is revoked. */
  readonly crlRejections: Readonly<Record<Reporter, number>>;
}

/** What every data plane tells its main thread. */
export type PlaneWorkerMessage =
  | { readonly type: "ready"; readonly index: number }
  | { readonly type: "applied"; readonly index: number; readonly version: number }
  /** A part of a change that is not the last is taken over: the next may come. */
  | { readonly type: "part-received"; readonly index: number }
  | TickMessage
  /** Complete log lines, each ended by a newline. */
  | { readonly type: "log"; readonly index: number; readonly lines: string }
  | { readonly type: "certificate-wanted"; readonly index: number; readonly identity: Identity }
  | {
      readonly type: "drained";
      readonly index: number;
      readonly component: DrainComponent;
      readonly forced: boolean;
    }
  | {
      readonly type: "connections";
      readonly index: number;
      readonly id: number;
      readonly connections: readonly ConnectionDump[];
    }
  /** The latest first. */
  | {
      readonly type: "recent-connections";
      readonly index: number;
      readonly id: number;
      readonly connections: readonly RecentConnection[];
    }
  | {
      readonly type: "heap";
      readonly index: number;
      readonly id: number;
      readonly statistics: Readonly<Record<string, number>>;
    }
  | { readonly type: "heap-written"; readonly index: number; readonly id: number; readonly path: string }
  | {
      readonly type: "profiled";
      readonly index: number;
      readonly id: number;
      readonly profile: ThreadProfile | undefined;
    }
  | { readonly type: "fatal"; readonly index: number; readonly error: string };

/** Label names of Istio's TCP metrics, in their order. */
export const METRIC_LABELS = [
  "reporter",
  "source_workload",
  "source_canonical_service",
  "source_canonical_revision",
  "source_workload_namespace",
  "source_principal",
  "source_app",
  "source_version",
  "source_cluster",
  "destination_service",
  "destination_service_namespace",
  "destination_service_name",
  "destination_workload",
  "destination_canonical_service",
  "destination_canonical_revision",
  "destination_workload_namespace",
  "destination_principal",
  "destination_app",
  "destination_version",
  "destination_cluster",
  "request_protocol",
  "response_flags",
  "connection_security_policy",
  "source_region",
  "source_zone",
  "destination_region",
  "destination_zone",
] as const;
