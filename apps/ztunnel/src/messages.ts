/**
 * Everything that crosses between the main thread and a data-plane worker. Values are plain and survive a
 * structured clone; bytes travel as ArrayBuffers of their exact size, transferred, never as views of a larger one.
 */
import type { MessagePort } from "node:worker_threads";
import type { SocketAddress } from "@ambit/addr";
import type { MeshPart } from "@ambit/mesh-state";
import type { Identity } from "@ambit/model";
import type { ProfileCommand, ThreadProfile } from "@ambit/program/profiler";
import type { RevocationList } from "@ambit/tls/revocation";

/** Whose view of a connection is told. */
export type Reporter = "source" | "destination";

/** Name under which a workload is looked up in the mesh. */
export interface WorkloadKey {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The name servers of this process, and how to ask them: resolv.conf(5). */
export interface ResolverConfig {
  /** Asked in their order. */
  readonly nameServers: readonly SocketAddress[];
  /** Appended to names with fewer dots than `ndots`, by a resolver that is asked for short names. */
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
}

/** How names are resolved. */
export interface DnsConfig {
  /** Whether workloads' own questions are answered here. */
  readonly isProxied: boolean;
  readonly clusterDomain: string;
  /** What the workload's resolver appends to names; undefined: what Kubernetes gives to pods. */
  readonly searchDomains: readonly string[] | undefined;
  readonly preferredServiceNamespace: string | undefined;
  readonly resolver: ResolverConfig;
}

/** What a data-plane thread has to know of the configuration; all values resolved. Durations in milliseconds. */
export interface DataConfig {
  readonly network: string;
  readonly clusterId: string;
  /** The one workload of dedicated mode. Undefined in shared mode, where workloads come and go as pods. */
  readonly workload: WorkloadKey | undefined;
  /** Socket of the node's CNI agent, which worker 0 connects to; undefined in dedicated mode. */
  readonly zdsPath: string | undefined;
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
  readonly localhostAppTunnel: boolean;
  readonly tlsGroups: string;
  readonly tls12: boolean;
  /** There may be lists of revoked certificates, now or later. */
  readonly checksRevocation: boolean;
  readonly authzPolicyInfoLogging: boolean;
  /** Refuse connections of a workload that names a policy nobody has sent, instead of skipping the policy. */
  readonly strictPolicyReferences: boolean;
  /** Connections between two workloads of this thread take no tunnel. */
  readonly localFastPath: boolean;
  /** The mesh is not known as a whole: what is not there may be asked for. */
  readonly onDemand: boolean;
  readonly logFormat: "plain" | "json";
  readonly logFilter: string;
  readonly ipv6: boolean;
  readonly dns: DnsConfig;
}

/** Listening descriptors bound by the main thread, shared by all workers. Undefined: not listening. */
export interface ListenerFds {
  readonly inbound: number | undefined;
  readonly inboundPlaintext: number | undefined;
  readonly outbound: number | undefined;
  readonly socks5: number | undefined;
  /** Of DNS: one for each address that is served. */
  readonly dnsUdp: readonly number[];
  readonly dnsTcp: readonly number[];
  /** IP_TRANSPARENT could be set on the inbound listeners, so upstream sockets take the client's address. */
  readonly transparent: boolean;
}

/** 32-bit numbers of each thread in the memory that all threads share; what they are is the workers' business. */
export const WORKER_LOAD_WORDS = 4;

/** `workerData` of a worker. */
export interface WorkerInit {
  readonly index: number;
  readonly count: number;
  readonly config: DataConfig;
  /** Of the one workload; undefined in shared mode, where every pod brings its own. */
  readonly listeners: ListenerFds | undefined;
  /** eventfd written by the main thread after each message, and before the process exits. */
  readonly wakeFd: number;
  /** WORKER_LOAD_WORDS for each of the threads. */
  readonly loads: SharedArrayBuffer;
  /** Port over which both sides post; MainMessage one way, WorkerMessage the other. */
  readonly port: MessagePort;
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

/**
 * Shared mode: this thread is to serve a pod; it answers `pod-added`, once. The descriptors are the main thread's: it may
 * close the listeners when every worker has handled `pod-remove` (or `drain`), the namespace when every worker has said
 * `pod-removed`. A uid that is being removed may be added again at once: the answers of one uid come in the order of its
 * pods. After `serve` a pod is served at once, before it with all others.
 */
export interface PodAddMessage {
  readonly type: "pod-add";
  readonly uid: string;
  readonly workload: WorkloadKey;
  readonly netnsFd: number;
  readonly listeners: ListenerFds;
}

/**
 * Shared mode: stop accepting and drain, as `drain` does for all pods at once; `pod-removed` answers, once for each pod that
 * was added, also when adding it had failed. Repeated before the answer it can only hasten.
 */
export interface PodRemoveMessage {
  readonly type: "pod-remove";
  readonly uid: string;
  readonly mode: "graceful" | "immediate";
  readonly deadlineMs: number;
}

/**
 * To the CNI agent, over worker 0's connection of this number; nothing happens when that one has ended. Another follows
 * each that ends, until `zds-stop`.
 */
export type ZdsMessage =
  | { readonly type: "zds-send"; readonly connection: number; readonly packet: ArrayBuffer }
  | { readonly type: "zds-close"; readonly connection: number }
  | { readonly type: "zds-stop" };

export type MainMessage =
  | PodAddMessage
  | PodRemoveMessage
  | ZdsMessage
  /** A part of a change of the mesh, which comes into force as a whole with its last one. */
  | {
      readonly type: "state";
      readonly version: number;
      readonly part: MeshPart;
      readonly isLast: boolean;
    }
  /** Data-plane listeners are registered now (state and certificates can be waited for per connection). */
  | { readonly type: "serve" }
  | CertificateMessage
  /** What is revoked from here on; tunnels of peers that are end. */
  | { readonly type: "revocations"; readonly lists: readonly RevocationList[] }
  | { readonly type: "certificate-failed"; readonly identity: Identity; readonly reason: string }
  /** What there is under the name has been applied, or (`isAnswered` false) it could not be asked for. */
  | { readonly type: "lookup-done"; readonly key: string; readonly isAnswered: boolean }
  | { readonly type: "log-filter"; readonly filter: string }
  | { readonly type: "drain"; readonly mode: "graceful" | "immediate"; readonly deadlineMs: number }
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

/** DNS requests since the last tick that have the same DNS_LABELS. */
export interface DnsDelta {
  readonly labels: readonly string[];
  readonly requests: number;
  readonly upstreamRequests: number;
  readonly upstreamFailures: number;
  /** How long each forwarded request took. */
  readonly upstreamSeconds: readonly number[];
}

/** How often workloads were reached by their host names since the last tick; labels are ON_DEMAND_DNS_LABELS. */
export interface HostnameDelta {
  readonly labels: readonly string[];
  readonly count: number;
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
  readonly reporter: Reporter;
  readonly count: number;
}

export type WorkerMessage =
  | { readonly type: "ready"; readonly index: number }
  /** With an error the pod is not served by this thread, and is still to be removed. */
  | {
      readonly type: "pod-added";
      readonly index: number;
      readonly uid: string;
      readonly error: string | undefined;
    }
  /** Nothing in this thread uses the pod's descriptors any more. */
  | { readonly type: "pod-removed"; readonly index: number; readonly uid: string }
  /** Worker 0 is connected to the CNI agent. Numbers are never used again. */
  | { readonly type: "zds-open"; readonly index: number; readonly connection: number }
  /** One packet of the agent, and the descriptors that came with it, which are the main thread's from here on. */
  | {
      readonly type: "zds-packet";
      readonly index: number;
      readonly connection: number;
      readonly packet: ArrayBuffer;
      readonly fds: readonly number[];
      /** The packet, or its list of descriptors, did not fit and was cut. */
      readonly isTruncated: boolean;
    }
  /** Also of a connection that never came to be, and was not `zds-open`. */
  | {
      readonly type: "zds-closed";
      readonly index: number;
      readonly connection: number;
      readonly reason: string;
    }
  | { readonly type: "applied"; readonly index: number; readonly version: number }
  /** A part of a change that is not the last is taken over: the next may come. */
  | { readonly type: "part-received"; readonly index: number }
  | {
      readonly type: "tick";
      readonly index: number;
      /** Longest turn since the last tick. */
      readonly loopLagMs: number;
      readonly newLabelSets: readonly LabelSet[];
      readonly traffic: readonly TrafficDelta[];
      readonly gauges: WorkerGauges;
      readonly failures: readonly FailureDelta[];
      readonly dns: readonly DnsDelta[];
      readonly hostnames: readonly HostnameDelta[];
      /** Handshakes refused since the last tick because the peer is revoked. */
      readonly crlRejections: Readonly<Record<Reporter, number>>;
    }
  /** Complete log lines, each ended by a newline. */
  | { readonly type: "log"; readonly index: number; readonly lines: string }
  | { readonly type: "certificate-wanted"; readonly index: number; readonly identity: Identity }
  /** On demand: `network/ip`, a workload's uid or `namespace/hostname`. */
  | { readonly type: "lookup-wanted"; readonly index: number; readonly key: string }
  /** On demand: this thread goes by the answers no more, and will ask again. */
  | { readonly type: "lookups-unused"; readonly index: number; readonly keys: readonly string[] }
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

/** Label names of Istio's DNS metrics, in their order. */
export const DNS_LABELS = [
  "request_query_type",
  "request_protocol",
  "source_canonical_service",
  "source_canonical_revision",
] as const;

/** Label names of `istio_on_demand_dns_total`, in their order. */
export const ON_DEMAND_DNS_LABELS = [
  "source_workload",
  "source_canonical_service",
  "source_canonical_revision",
  "source_workload_namespace",
  "source_principal",
  "source_app",
  "source_version",
  "source_cluster",
  "hostname",
] as const;
