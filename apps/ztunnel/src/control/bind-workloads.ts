/** The ports that are taken before there are threads, in the mode that this proxy runs in. */

import type { Clock, Readiness } from "@ambit/lifecycle";
import { closeFd, errnoMessage, openNetns } from "@ambit/linux";
import { formatIdentity } from "@ambit/model";
import type { ServedWorkloads, ServedWorkloadsPorts } from "@ambit/proxy";
import { DedicatedWorkload, ProxyError } from "@ambit/proxy";
import { display, type Logger } from "@ambit/telemetry";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";
import type { ZtunnelMainMessage } from "../messages.ts";
import type { DumpedPods } from "./config-dump.ts";
import { bindListeners, type ListenerConfig, type Listeners } from "./listeners.ts";
import type { PodMetrics } from "./pods/pod-metrics.ts";
import { type PodsMessage, PodsOfNode, type SelfProxy } from "./pods/pods-of-node.ts";

// Of this very thread, as inNetns sees it.
const OWN_NAMESPACE = "/proc/thread-self/ns/net";

export interface BindWorkloadsDeps {
  readonly clock: Clock;
  readonly readiness: Readiness;
  readonly loggerFor: (scope: string) => Logger;
  /** Defined in shared mode. */
  readonly podMetrics: PodMetrics | undefined;
  /** The CNI agent speaks another protocol; logged already. */
  readonly onProtocolError: () => void;
}

/** Disposal gives back what `serve` has not taken over. */
export interface BoundWorkloads extends Disposable {
  /** Of dedicated mode. */
  readonly listeners: Listeners | undefined;
  /** Once, when the workers are there. */
  serve(ports: ServedWorkloadsPorts<ZtunnelMainMessage>): ServedWorkloads;
  /** Only of shared mode. */
  receive(message: PodsMessage): void;
  /** For config_dump; undefined in dedicated mode. */
  pods(): DumpedPods | undefined;
}

/** Throws ProxyError, leaving nothing open. */
export function bindWorkloads(config: ZtunnelConfig, deps: BindWorkloadsDeps): BoundWorkloads {
  return config.workload === undefined
    ? bindPods(config, deps)
    : bindDedicated(config, config.workload, deps);
}

function bindDedicated(
  config: ZtunnelConfig,
  workload: NonNullable<ZtunnelConfig["workload"]>,
  { clock, loggerFor }: BindWorkloadsDeps,
): BoundWorkloads {
  loggerFor("app").info("proxy mode enabled");
  const listeners = bindListeners({ ...listenerConfigOf(config), reusePort: false }, loggerFor);
  const options = { workload, listeners, clock, logger: loggerFor("drain") };
  return {
    listeners,
    serve: (ports) => new DedicatedWorkload(options, ports),
    receive: () => {
      // Nobody speaks of pods here.
    },
    pods: () => undefined,
    [Symbol.dispose]: () => listeners[Symbol.dispose](),
  };
}

function bindPods(config: ZtunnelConfig, deps: BindWorkloadsDeps): BoundWorkloads {
  const { loggerFor, podMetrics } = deps;
  if (podMetrics === undefined) throw new ProxyError("unsupported", "shared mode has metrics of its own");
  loggerFor("app").info("shared proxy mode - in-pod mode enabled");
  const self = bindSelf(config, loggerFor);
  let pods: PodsOfNode | undefined;
  return {
    listeners: undefined,
    serve: (ports) => {
      pods = new PodsOfNode(
        {
          ...deps,
          listeners: { ...listenerConfigOf(config), reusePort: config.inpodPortReuse },
          path: config.inpodUds,
          self,
          drainDeadlineMs: config.drainDeadlineMs,
          metrics: podMetrics,
        },
        ports,
      );
      return pods;
    },
    receive: (message) => pods?.receive(message),
    pods: () => pods && { states: pods.pods(), uidOf: (key) => pods?.uidOf(key) },
    [Symbol.dispose]: () => {
      if (self === undefined || pods !== undefined) return;
      self.listeners[Symbol.dispose]();
      closeFd(self.netnsFd);
    },
  };
}

/** Mesh clients may ask this process itself over HBONE, for its metrics for example. */
function bindSelf(config: ZtunnelConfig, loggerFor: BindWorkloadsDeps["loggerFor"]): SelfProxy | undefined {
  if (config.self === undefined) return undefined;
  const { name, namespace, serviceAccount, identity } = config.self;
  loggerFor("proxyfactory").info("creating ztunnel self-proxy listener", {
    identity: display(formatIdentity(identity)),
  });
  const listeners = bindListeners(
    {
      ...listenerConfigOf(config),
      inboundPlaintextAddress: undefined,
      outboundAddress: undefined,
      socks5Address: undefined,
      dnsAddress: undefined,
      // This namespace has no rules that would bring replies to a client's address back here.
      requireOriginalSource: false,
      reusePort: false,
    },
    loggerFor,
  );
  const netnsFd = openNetns(OWN_NAMESPACE);
  if (netnsFd < 0) {
    listeners[Symbol.dispose]();
    throw new ProxyError("no-privilege", `cannot open ${OWN_NAMESPACE}: ${errnoMessage(-netnsFd)}`);
  }
  return { workload: { name, namespace, serviceAccount }, netnsFd, listeners };
}

function listenerConfigOf(config: ZtunnelConfig): Omit<ListenerConfig, "reusePort"> {
  const { requireOriginalSource, packetMark, proxy } = config;
  return {
    inboundAddress: proxy ? config.inboundAddress : undefined,
    inboundPlaintextAddress: proxy ? config.inboundPlaintextAddress : undefined,
    outboundAddress: proxy ? config.outboundAddress : undefined,
    socks5Address: proxy ? config.socks5Address : undefined,
    dnsAddress: config.dnsProxy ? config.dnsProxyAddress : undefined,
    requireOriginalSource,
    packetMark,
  };
}
