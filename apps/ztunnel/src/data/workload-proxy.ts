/**
 * The proxy of one workload on this thread: its listeners, tunnels and connections, from the first to the last. A thread
 * has one in dedicated mode, and one for each pod in shared mode.
 */

import type { Listener } from "@ambit/data-plane";
import { ListenerDrain, LocalWorkload } from "@ambit/data-plane";
import { InboundListener } from "@ambit/data-plane/inbound";
import type { DrainComponent, WorkloadKey } from "@ambit/data-plane/messages";
import { ConnectionRegistry, FlightRecorder } from "@ambit/data-plane/records";
import { TunnelClient } from "@ambit/data-plane/tunnels";
import type { Authorization, Workload } from "@ambit/model";
import { display } from "@ambit/telemetry";
import type { ListenerFds } from "../messages.ts";
import type { DataContext, ThreadContext } from "./context.ts";
import { DnsListener } from "./dns/dns-listener.ts";
import { DnsServer } from "./dns/dns-server.ts";
import { InboundPlaintextListener } from "./inbound-plaintext.ts";
import { InboundStream } from "./inbound-stream.ts";
import { OutboundListener } from "./outbound.ts";
import { Socks5Listener } from "./socks5.ts";

export interface WorkloadProxyOptions {
  /** uid of the pod in shared mode. */
  readonly pod: string | undefined;
  readonly workload: WorkloadKey;
  /** Where its sockets are made; undefined: in the namespace of this process. Not closed here, as the listeners are not. */
  readonly netnsFd: number | undefined;
  readonly listeners: ListenerFds;
  /** Once for each of its components, when a drain is through with it. */
  readonly onDrained: (component: DrainComponent, forced: boolean) => void;
}

interface JudgedBy {
  readonly workload: Workload;
  readonly policies: readonly Authorization[];
  readonly unknown: readonly string[];
}

/** See the module comment. Serves from `serve` on, until it drains; `close` gives back the rest. */
export class WorkloadProxy {
  readonly context: DataContext;
  readonly #workload: WorkloadKey;
  readonly #listeners: readonly Listener[];
  readonly #pools: TunnelClient[] = [];
  readonly #drain: ListenerDrain;
  readonly #inbound: InboundListener | undefined;
  readonly #outbound: OutboundListener | undefined;
  readonly #dns: DnsServer | undefined;
  readonly #dnsListener: DnsListener | undefined;
  #isServing = false;
  /** As far as it is known. */
  #judgedBy: JudgedBy | undefined;
  /** By its record, if that is there. */
  #isHealthy: boolean;

  constructor(thread: ThreadContext, options: WorkloadProxyOptions) {
    const { pod, workload, netnsFd, listeners } = options;
    this.#workload = workload;
    this.context = {
      ...thread,
      pod,
      netnsFd,
      ...podLoggers(thread, options),
      records: { ...thread.records, recent: new FlightRecorder(workload) },
      local: new LocalWorkload(thread.reactor, thread.state, workload),
      connections: new ConnectionRegistry(thread.connectionTotals, () => this.#drain.check()),
      isTransparent: listeners.transparent,
    };
    const { inbound, inboundPlaintext, outbound, socks5, dnsUdp: udp, dnsTcp: tcp } = listeners;
    const { context } = this;
    const check = (): void => this.#drain.check();
    this.#dns = thread.config.dns.isProxied ? new DnsServer(context, { onIdle: check }) : undefined;
    this.#dnsListener =
      this.#dns === undefined || udp.length + tcp.length === 0
        ? undefined
        : new DnsListener(context, this.#dns, { udp, tcp }, check);
    this.#inbound =
      inbound === undefined
        ? undefined
        : new InboundListener(context, {
            fd: inbound,
            onStream: (tunnel, stream, fields) => new InboundStream(context, tunnel, stream).start(fields),
            onTunnelGone: check,
          });
    this.#outbound =
      outbound === undefined ? undefined : new OutboundListener(context, outbound, this.#makePool());
    this.#listeners = [
      this.#inbound,
      inboundPlaintext === undefined ? undefined : new InboundPlaintextListener(context, inboundPlaintext),
      this.#outbound,
      socks5 === undefined ? undefined : new Socks5Listener(context, socks5, this.#makePool(), this.#dns),
      this.#dnsListener,
    ].filter((listener) => listener !== undefined);
    this.#drain = new ListenerDrain({
      reactor: thread.reactor,
      listeners: this.#listeners,
      connections: () => context.connections,
      onDrained: options.onDrained,
    });
    thread.tls.addUser(workload);
    this.#isHealthy = this.#findHealth();
  }

  get isDraining(): boolean {
    return this.#drain.isDraining;
  }

  /** Components that a drain has not finished (yet). */
  get undrained(): readonly DrainComponent[] {
    return this.#drain.undrained;
  }

  get inboundTunnelCount(): number {
    return this.#inbound?.pendingCount ?? 0;
  }

  get clientTunnelCount(): number {
    return this.#pools.reduce((sum, pool) => sum + pool.tunnelCount, 0);
  }

  /** Starts to accept. Throws when a listener cannot be watched; none of them is then. */
  serve(): void {
    if (this.#isServing || this.isDraining) return;
    try {
      for (const listener of this.#listeners) listener.serve();
      this.#isServing = true;
      if (this.#inbound !== undefined) this.context.localPods?.add(this.#workload, this.context);
    } catch (error) {
      for (const listener of this.#listeners) listener.stopAccepting();
      throw error;
    }
  }

  /** Takes part in accepting outbound connections if it is this thread's turn. */
  reconsider(): void {
    this.#outbound?.reconsider();
  }

  /** To be called after each change of the replica: also a workload's record may attach a policy anew. */
  onStateChanged(): void {
    if (this.#isJudgedAnew()) this.context.connections.recheckAll();
    this.#warnPeers();
    this.context.local.onStateChanged();
  }

  /** To be called after each change of what is revoked. Connections go first: they tell why they end. */
  onRevocationsChanged(): void {
    this.context.connections.endRevoked();
    this.#inbound?.endRevoked();
    for (const pool of this.#pools) pool.endRevoked();
  }

  /** Once per proxy; again, it can only hasten. */
  drain(mode: "graceful" | "immediate", deadlineMs: number): void {
    this.context.localPods?.remove(this.#workload, this.context);
    this.#drain.start(mode, deadlineMs);
  }

  /** After it has drained, or at the end of the process: closes tunnels and lets go of the identity. Only once. */
  close(): void {
    this.context.localPods?.remove(this.#workload, this.context);
    for (const pool of this.#pools) pool.close();
    this.#dns?.close();
    this.#dnsListener?.close();
    this.context.local.close();
    this.context.tls.removeUser(this.#workload);
  }

  /**
   * A pod that is being deleted is unhealthy from that moment on, as one that is not ready. Its peers let go of their tunnels then:
   * when it is gone its network is gone before anybody hears of it, and a tunnel through that ends by a PING only.
   */
  #warnPeers(): void {
    const wasHealthy = this.#isHealthy;
    this.#isHealthy = this.#findHealth();
    if (wasHealthy && !this.#isHealthy) this.#inbound?.renewTunnels();
  }

  #findHealth(): boolean {
    return this.context.local.find()?.status === "Healthy";
  }

  /** All that a verdict depends on, but for the connection, is the workload's record and the policies that apply to it. */
  #isJudgedAnew(): boolean {
    const { state, local } = this.context;
    const workload = local.find();
    const before = this.#judgedBy;
    const after = workload && {
      workload,
      policies: state.policiesFor(workload),
      unknown: state.unknownPolicies(workload),
    };
    this.#judgedBy = after;
    return (
      after === undefined ||
      before?.workload !== after.workload ||
      before.policies !== after.policies ||
      before.unknown !== after.unknown
    );
  }

  #makePool(): TunnelClient {
    const pool = new TunnelClient(this.context);
    this.#pools.push(pool);
    return pool;
  }
}

/** Lines of a pod's proxy say whose they are, as ztunnel's; in dedicated mode there is only one. */
function podLoggers(
  { log, rbacLog }: ThreadContext,
  { pod, workload }: WorkloadProxyOptions,
): Pick<ThreadContext, "log" | "rbacLog"> {
  if (pod === undefined) return { log, rbacLog };
  const wl = display(`${workload.namespace}/${workload.name}`);
  return { log: log.span("proxy", { wl }), rbacLog: rbacLog.span("proxy", { wl }) };
}
