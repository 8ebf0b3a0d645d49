/**
 * The listening descriptors of the data plane. The main thread binds them, before any worker exists, so that a port
 * in use is a start-up error; the workers share them and accept; the main thread closes them when it drains.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import type { DrainComponent } from "@ambit/data-plane/messages";
import type { ListenAddress } from "@ambit/http-server";
import { closeFd, localAddress, setReusePortIndex, setTransparent } from "@ambit/linux";
import { type BindConfig, type CheckStep, openBoundSocket } from "@ambit/proxy";
import { display, type Logger } from "@ambit/telemetry";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";
import type { ListenerFds } from "../messages.ts";
import { bindDnsListeners, type DnsListeners } from "./dns-listeners.ts";

/** The settings that decide what is bound and how. */
export interface ListenerConfig extends BindConfig, Pick<ZtunnelConfig, "requireOriginalSource"> {
  /** Undefined, here and below: no such listener. */
  readonly inboundAddress: SocketAddress | undefined;
  readonly inboundPlaintextAddress: SocketAddress | undefined;
  readonly outboundAddress: SocketAddress | undefined;
  readonly socks5Address: SocketAddress | undefined;
  readonly dnsAddress: ListenAddress | undefined;
}

/** Of two that share a port the one that leaves is the first, whatever was there before it. */
const SUCCESSOR_INDEX = 1;

type ListenerName = "inbound" | "inboundPlaintext" | "outbound" | "socks5";

/** What comes in through these is passed on from the client's address. */
const TAKES_CLIENTS_ADDRESS: ReadonlySet<ListenerName> = new Set(["inbound", "inboundPlaintext"]);

interface ListenerKind {
  readonly name: ListenerName;
  /** As the listener calls itself in the log; ztunnel uses another word when it drains. */
  readonly logComponent: string;
  readonly drainComponent: DrainComponent;
  readonly logScope: string;
  address(config: ListenerConfig): SocketAddress | undefined;
}

const LISTENER_KINDS: readonly ListenerKind[] = [
  {
    name: "inbound",
    logComponent: "inbound",
    drainComponent: "inbound",
    logScope: "proxy::inbound",
    address: (config) => config.inboundAddress,
  },
  {
    name: "inboundPlaintext",
    logComponent: "inbound plaintext",
    drainComponent: "inbound passthrough",
    logScope: "proxy::inbound_passthrough",
    address: (config) => config.inboundPlaintextAddress,
  },
  {
    name: "outbound",
    logComponent: "outbound",
    drainComponent: "outbound",
    logScope: "proxy::outbound",
    address: (config) => config.outboundAddress,
  },
  {
    name: "socks5",
    logComponent: "socks5",
    drainComponent: "socks5",
    logScope: "proxy::socks5",
    address: (config) => config.socks5Address,
  },
];

interface BoundListener {
  readonly kind: ListenerKind;
  readonly fd: number;
  /** What the kernel bound, also when port 0 was asked for. */
  readonly address: SocketAddress;
  readonly isTransparent: boolean;
}

/** All bound listeners. Connections wait in the kernel until a worker serves; disposal closes what is open. */
export class Listeners implements Disposable {
  readonly fds: ListenerFds;
  /** What has to drain, in the order of binding. */
  readonly components: readonly DrainComponent[];
  readonly #bound: readonly BoundListener[];
  readonly #dns: DnsListeners | undefined;
  #isOpen = true;

  constructor(bound: readonly BoundListener[], dns: DnsListeners | undefined) {
    this.#bound = bound;
    this.#dns = dns;
    this.components = [
      ...bound.map(({ kind }) => kind.drainComponent),
      ...(dns === undefined ? [] : ["dns" as const]),
    ];
    const find = (name: ListenerName): BoundListener | undefined =>
      bound.find((listener) => listener.kind.name === name);
    this.fds = {
      inbound: find("inbound")?.fd,
      inboundPlaintext: find("inboundPlaintext")?.fd,
      outbound: find("outbound")?.fd,
      socks5: find("socks5")?.fd,
      dnsUdp: dns?.udp ?? [],
      dnsTcp: dns?.tcp ?? [],
      transparent: bound.every(
        ({ kind, isTransparent }) => !TAKES_CLIENTS_ADDRESS.has(kind.name) || isTransparent,
      ),
    };
  }

  /** The bound address of a component; the port is the real one. */
  address(component: DrainComponent): SocketAddress | undefined {
    if (component === "dns") return this.#dns?.addresses[0];
    return this.#bound.find(({ kind }) => kind.drainComponent === component)?.address;
  }

  /**
   * New connections go to who has bound the same ports after this one, and go on coming here while there is nobody: what waits in the queue of a listener that is closed is lost, so nothing may come to it any more before.
   */
  handOver(): void {
    if (!this.#isOpen) return;
    // On a port that is not shared it fails, and has nothing to do.
    for (const fd of this.#fds()) setReusePortIndex(fd, SUCCESSOR_INDEX);
  }

  /**
   * Closes every listener: clients are refused from here on. Only after no worker watches the descriptors any more,
   * or a worker would take a later descriptor of the same number for the listener.
   */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const fd of this.#fds()) closeFd(fd);
  }

  #fds(): readonly number[] {
    return [...this.#bound.map(({ fd }) => fd), ...this.fds.dnsUdp, ...this.fds.dnsTcp];
  }
}

/** Binds what the configuration asks for, in the current network namespace. Throws ProxyError, leaving nothing open. */
export function bindListeners(config: ListenerConfig, loggerFor: (scope: string) => Logger): Listeners {
  const bound: BoundListener[] = [];
  try {
    for (const kind of LISTENER_KINDS) {
      const address = kind.address(config);
      if (address === undefined) continue;
      const listener = bindListener(kind, address, config);
      bound.push(listener);
      loggerFor(kind.logScope).info("listener established", {
        address: display(formatSocketAddress(listener.address)),
        component: kind.logComponent,
        transparent: listener.isTransparent,
      });
    }
    return new Listeners(bound, bindDns(config, loggerFor));
  } catch (error) {
    for (const { fd } of bound) closeFd(fd);
    throw error;
  }
}

function bindDns(config: ListenerConfig, loggerFor: (scope: string) => Logger): DnsListeners | undefined {
  if (config.dnsAddress === undefined) return undefined;
  const dns = bindDnsListeners(config.dnsAddress, config);
  for (const address of dns.addresses) {
    loggerFor("dns::server").info("starting local DNS server", {
      address: display(formatSocketAddress(address)),
      component: "dns",
    });
  }
  return dns;
}

function bindListener(kind: ListenerKind, address: SocketAddress, config: ListenerConfig): BoundListener {
  const label = `${formatSocketAddress(address)} (${kind.logComponent})`;
  let isTransparent = false;
  const fd = openBoundSocket(
    { address, protocol: "tcp", label, isDualStack: true },
    config,
    (made, check) => {
      isTransparent = makeTransparent(made, config.requireOriginalSource, check);
    },
  );
  return { kind, fd, address: localAddress(fd) ?? address, isTransparent };
}

/** IP_TRANSPARENT as ENABLE_ORIG_SRC wants it: required, never, or where the process may. */
function makeTransparent(fd: number, required: boolean | undefined, check: CheckStep): boolean {
  if (required === false) return false;
  const result = setTransparent(fd);
  if (required === true) check("IP_TRANSPARENT", result);
  return result >= 0;
}
