/** Connects to the application of a workload, from the client's own address where the system allows, and in its terms. */
import { type IpAddress, ipFamily, parseIpAddress, type SocketAddress } from "@ambit/addr";
import { DEADLINE, openUpstream } from "@ambit/data-plane";
import type { TracedConnection } from "@ambit/data-plane/inbound";
import type { Failure } from "@ambit/data-plane/records";
import { encodeProxyHeader } from "@ambit/hbone";
import { errnoMessage, sendFrom } from "@ambit/linux";
import { formatIdentity, type Identity } from "@ambit/model";
import { Dial, type ThreadMemory } from "@ambit/reactor";
import type { AcceptedInbound } from "@ambit/routing";
import type { DataContext } from "./context.ts";

/** Where an application listens, and whether it wants to be told by a PROXY header. */
export type ApplicationAddress = Pick<AcceptedInbound, "destination" | "proxyDestination">;

/** Exactly one of both is called, at once or in a later turn, unless the dial is cancelled. */
export interface ApplicationDialOptions {
  readonly clientIp: IpAddress;
  readonly connection: TracedConnection;
  /** See DialOptions. */
  readonly onConnected: (fd: number, events: number) => void;
  readonly onFailed: (failure: Failure) => void;
}

/** Undefined when there is no socket to be had; `onFailed` was called then. */
export function dialApplication(
  context: DataContext,
  address: ApplicationAddress,
  { clientIp, connection, onConnected, onFailed }: ApplicationDialOptions,
): Dial | undefined {
  const { config, isTransparent, reactor, keepalives } = context;
  const isOverLoopback = address.proxyDestination !== undefined && config.localhostAppTunnel;
  const destination = isOverLoopback ? loopbackOf(address.destination) : address.destination;
  const fd = openUpstream(context, destination, {
    spoofedSource: isOverLoopback || !isTransparent ? undefined : clientIp,
    onSpoofFailed: (reason) =>
      connection.inSpan(context.log).warn("failed to preserve the source address", { error: reason }),
  });
  if (fd < 0) {
    onFailed({ code: "connect-failed", message: `connection failed: ${errnoMessage(-fd)}` });
    return undefined;
  }
  const dial = new Dial(reactor, fd, {
    destination,
    timeoutMs: DEADLINE.connectMs,
    onConnected: (connected, events) => {
      keepalives.add(connected);
      onConnected(connected, events);
    },
    onFailed: (errno, isTimeout) =>
      onFailed(
        isTimeout
          ? { code: "connect-timeout", message: "connection failed: deadline has elapsed" }
          : { code: "connect-failed", message: `connection failed: ${errnoMessage(errno)}` },
      ),
  });
  dial.start();
  return dial;
}

/** A fresh socket always takes this little: a short write means that the connection is broken already. */
export function sendProxyHeader(
  memory: ThreadMemory,
  fd: number,
  header: {
    readonly source: SocketAddress;
    readonly destination: SocketAddress;
    readonly identity: Identity | undefined;
  },
): "sent" | "no-memory" {
  const { source, destination, identity } = header;
  // Not the receive area: it may hold frames that are being handled in this very call.
  const area = memory.queueBlocks.take();
  if (area === undefined) return "no-memory";
  const bytes = encodeProxyHeader({
    source,
    destination,
    ...(identity === undefined ? {} : { sourceIdentity: formatIdentity(identity) }),
  });
  area.bytes.set(bytes, 0);
  sendFrom(fd, area, 0, bytes.length);
  memory.queueBlocks.give(area);
  return "sent";
}

/** PROXY applications are reached over loopback (LOCALHOST_APP_TUNNEL), in the family of their address. */
function loopbackOf(address: SocketAddress): SocketAddress {
  return { ip: parseIpAddress(ipFamily(address.ip) === 4 ? "127.0.0.1" : "::1"), port: address.port };
}
