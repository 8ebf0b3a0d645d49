import type { Cidr, IpAddress } from "@ambit/addr";
import type { KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** What `runKubeProxy` needs. */
export interface KubeProxyOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  /** For internalTrafficPolicy and externalTrafficPolicy Local. */
  readonly nodeName: string;
  /** Where node ports are served. */
  readonly nodeAddresses: readonly IpAddress[];
  /** Addresses of all pods: what comes from elsewhere to a cluster IP is masqueraded. Nobody is when empty. */
  readonly podCidrs: readonly Cidr[];
  /** The node's network namespace, `/run/netns/x`; the process's own when absent. */
  readonly netnsPath?: string | undefined;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly logger: Logger;
  /** Called when the rules of the first complete view are in force. Must not throw. */
  readonly onReady?: (() => void) | undefined;
}
