/** What crosses between the main thread and a worker of ztunnel beside what does in every data plane. */
import type { MessagePort } from "node:worker_threads";
import type { SocketAddress } from "@ambit/addr";
import type {
  PlaneConfig,
  PlaneMainMessage,
  PlaneWorkerMessage,
  WorkloadKey,
} from "@ambit/data-plane/messages";

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

/** What a thread of ztunnel has to know of the configuration besides. */
export interface DataConfig extends PlaneConfig {
  /** The one workload of dedicated mode. Undefined in shared mode, where workloads come and go as pods. */
  readonly workload: WorkloadKey | undefined;
  /** Socket of the node's CNI agent, which worker 0 connects to; undefined in dedicated mode. */
  readonly zdsPath: string | undefined;
  readonly localhostAppTunnel: boolean;
  /** Connections between two workloads of this thread take no tunnel. */
  readonly localFastPath: boolean;
  /** The mesh is not known as a whole: what is not there may be asked for. */
  readonly onDemand: boolean;
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

/** What only this program's threads are told. */
export type ZtunnelMainMessage =
  | PodAddMessage
  | PodRemoveMessage
  | ZdsMessage
  /** What there is under the name has been applied, or (`isAnswered` false) it could not be asked for. */
  | { readonly type: "lookup-done"; readonly key: string; readonly isAnswered: boolean };

/** Everything that a worker is told. */
export type MainMessage = PlaneMainMessage | ZtunnelMainMessage;

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

/** What DNS has counted since it was last told. */
export interface DnsCountsMessage {
  readonly type: "dns-counts";
  readonly index: number;
  readonly dns: readonly DnsDelta[];
  readonly hostnames: readonly HostnameDelta[];
}

/** What only this program's threads tell. */
export type ZtunnelWorkerMessage =
  | DnsCountsMessage
  /** On demand: `network/ip`, a workload's uid or `namespace/hostname`. */
  | { readonly type: "lookup-wanted"; readonly index: number; readonly key: string }
  /** On demand: this thread goes by the answers no more, and will ask again. */
  | { readonly type: "lookups-unused"; readonly index: number; readonly keys: readonly string[] }
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
    };

/** Everything that a worker tells. */
export type WorkerMessage = PlaneWorkerMessage | ZtunnelWorkerMessage;

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
