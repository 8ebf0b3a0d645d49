import type { SocketAddress } from "@ambit/addr";
import type { KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** What `startDns` needs. */
export interface DnsOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  /** Each is served over UDP and TCP. Never a wildcard: an answer must come from the address that was asked. */
  readonly listen: readonly SocketAddress[];
  /** `cluster.local` unless given. */
  readonly clusterDomain?: string | undefined;
  /** Name servers for all other names; without them such names do not exist. */
  readonly upstreams?: readonly SocketAddress[] | undefined;
  /** The network namespace from which upstreams are asked, `/proc/1/ns/net`; the process's own when absent. */
  readonly upstreamNetnsPath?: string | undefined;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly logger: Logger;
}

/** The running server. Disposing closes its sockets. */
export interface DnsServer extends AsyncDisposable {
  /** What is served, with real ports where 0 was asked for. */
  readonly addresses: readonly SocketAddress[];
  /** Resolves when services, slices, pods and namespaces have been listed once. Queries before that are refused. */
  whenReady(signal: AbortSignal): Promise<void>;
  /** Rejects with what ended the server, resolves after disposal. */
  join(): Promise<void>;
}
