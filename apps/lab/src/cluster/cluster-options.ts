import type { Cidr, IpAddress } from "@ambit/addr";
import type { KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** What `startCluster` needs. The API client's rate limit bounds how fast pods come: give it a generous one. */
export interface ClusterOptions {
  readonly api: Pick<
    KubeApi,
    "list" | "listPages" | "watch" | "get" | "create" | "update" | "patch" | "delete"
  >;
  /** Service addresses by family; the first block is the primary family. At most one of each. */
  readonly serviceCidrs: readonly Cidr[];
  /** Service `default/kubernetes`: the first address of the first block, to here. None without it. */
  readonly apiServer?: ServiceBackend | undefined;
  /** Service `kube-system/kube-dns` with these cluster addresses (one of a family), to here. None without it. */
  readonly dns?: (ServiceBackend & { readonly clusterIps: readonly IpAddress[] }) | undefined;
  /** PEM of what signed the API server's certificate: ConfigMap `kube-root-ca.crt` in every namespace. */
  readonly rootCaPem?: string | undefined;
  /** How long a pod's node may be unknown before the pod is removed. */
  readonly orphanGraceMs?: number | undefined;
  readonly clock: Clock;
  /** Wall-clock milliseconds, for timestamps. */
  readonly nowMs: () => number;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly logger: Logger;
}

/** Where a service without a selector leads. */
export interface ServiceBackend {
  readonly addresses: readonly IpAddress[];
  readonly port: number;
}

/** The running controllers. Disposing stops them; objects stay. */
export interface Cluster extends AsyncDisposable {
  /** Rejects with what ended a controller, resolves after disposal. */
  join(): Promise<void>;
}
