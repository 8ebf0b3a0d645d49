/** The sockets of the DNS proxy: UDP and TCP on each address, bound by the main thread as the other listeners are. */
import { readFileSync } from "node:fs";
import { formatSocketAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import type { ListenAddress } from "@ambit/http-server";
import { closeFd, localAddress } from "@ambit/linux";
import { type BindConfig, openBoundSocket } from "@ambit/proxy";

/** Descriptors for the workers; whoever bound them closes them. */
export interface DnsListeners {
  readonly udp: readonly number[];
  readonly tcp: readonly number[];
  /** What is served in both protocols; the ports are real ones. */
  readonly addresses: readonly SocketAddress[];
}

const PORT_CHOICES = 16;
const LOOPBACK_4 = parseIpAddress("127.0.0.1");
const LOOPBACK_6 = parseIpAddress("::1");
const DISABLE_IPV6_PATH = "/proc/sys/net/ipv6/conf/lo/disable_ipv6";

/** In the current network namespace. Throws ProxyError, leaving nothing open. */
export function bindDnsListeners(address: ListenAddress, config: BindConfig): DnsListeners {
  const udp: number[] = [];
  const tcp: number[] = [];
  const addresses: SocketAddress[] = [];
  try {
    for (const wanted of addressesOf(address)) {
      const bound = bindBoth(wanted, config);
      udp.push(bound.udp);
      tcp.push(bound.tcp);
      addresses.push(bound.address);
    }
    return { udp, tcp, addresses };
  } catch (error) {
    for (const fd of [...udp, ...tcp]) closeFd(fd);
    throw error;
  }
}

function addressesOf(address: ListenAddress): readonly SocketAddress[] {
  if (address.kind === "socket") return [address.address];
  const { port, ipv6 } = address;
  const v4 = { ip: LOOPBACK_4, port };
  return ipv6 && hasLoopback6() ? [v4, { ip: LOOPBACK_6, port }] : [v4];
}

/** Of the namespace that this thread is in. What cannot be read is taken for usual (as ztunnel). */
function hasLoopback6(): boolean {
  try {
    return readFileSync(DISABLE_IPV6_PATH, "utf8").trim() !== "1";
  } catch {
    return true;
  }
}

interface BoundPair {
  readonly udp: number;
  readonly tcp: number;
  readonly address: SocketAddress;
}

/** Port 0 stands for one port, which has to be free in both protocols: the kernel chooses it for the first alone. */
function bindBoth(wanted: SocketAddress, config: BindConfig): BoundPair {
  for (let choice = 1; ; choice++) {
    const udp = bindOne(wanted, "udp", config);
    const address = localAddress(udp) ?? wanted;
    try {
      return { udp, tcp: bindOne(address, "tcp", config), address };
    } catch (error) {
      closeFd(udp);
      if (wanted.port !== 0 || choice === PORT_CHOICES) throw error;
    }
  }
}

function bindOne(address: SocketAddress, protocol: "udp" | "tcp", config: BindConfig): number {
  const label = `${formatSocketAddress(address)}/${protocol} (dns)`;
  return openBoundSocket({ address, protocol, label, isDualStack: false }, config);
}
