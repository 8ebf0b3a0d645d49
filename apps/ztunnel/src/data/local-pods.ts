/**
 * The workloads that this thread serves, as destinations of each other (AMBIT_LOCAL_FAST_PATH): both ends of a tunnel
 * between two of them would be here, so that it protects nothing on the way. Every thread serves every pod, so none is to
 * be asked of another thread. Whatever is not certain makes a tunnel, which then proves it or fails.
 */
import { type IpAddress, ipFamily, type SocketAddress } from "@ambit/addr";
import { DEADLINE, identityOf } from "@ambit/data-plane";
import type { WorkloadKey } from "@ambit/data-plane/messages";
import { closeFd, connectSocket, inNetns, LinuxError, localAddress, udpSocket } from "@ambit/linux";
import { type Identity, isSameIdentity, type Workload } from "@ambit/model";
import { HBONE_PORT, type HboneUpstream } from "@ambit/routing";
import type { CertificateId } from "@ambit/tls";
import { type DataContext } from "./context.ts";
import type { OutboundSource } from "./outbound-facts.ts";

/** Where the tunnel would end, and what it would have proven. */
export interface LocalRoute {
  /** The destination's. */
  readonly context: DataContext;
  readonly clientWorkload: Workload;
  /** Of the family that the tunnel would have. */
  readonly clientAddress: SocketAddress;
  readonly clientIdentity: Identity;
  /** Their certificates' ids, where revocation is checked. */
  readonly clientChain: readonly CertificateId[];
  readonly serverChain: readonly CertificateId[];
}

interface LocalPod {
  readonly context: DataContext;
  /** Found to be of its namespace, which keeps them for life. */
  readonly addresses: Set<IpAddress>;
}

/** A client and a destination between which no tunnel is needed, if both have certificates. */
interface LocalPair {
  readonly pod: LocalPod;
  readonly clientAddress: SocketAddress;
  readonly clientIdentity: Identity;
  readonly serverIdentity: Identity;
}

/** See the module comment. */
export class LocalPods {
  readonly #byName = new Map<string, LocalPod>();

  /** It takes connections from here on. A pod that drains may have a successor of its name. */
  add(key: WorkloadKey, context: DataContext): void {
    this.#byName.set(nameOf(key), { context, addresses: new Set() });
  }

  remove(key: WorkloadKey, context: DataContext): void {
    const name = nameOf(key);
    if (this.#byName.get(name)?.context === context) this.#byName.delete(name);
  }

  /**
   * Calls back at once, or when both have their certificates on this thread or do not get them: a thread has those of
   * whom it has served. Undefined: by a tunnel. The client is who its namespace says: its record is that of the pod that the
   * CNI agent named with it.
   */
  choose(
    client: OutboundSource,
    upstream: HboneUpstream,
    callback: (route: LocalRoute | undefined) => void,
  ): void {
    const pair = this.#find(client, upstream);
    if (pair === undefined) {
      callback(undefined);
      return;
    }
    const { tls } = pair.pod.context;
    tls.whenReady(pair.clientIdentity, DEADLINE.certificateMs, () =>
      tls.whenReady(pair.serverIdentity, DEADLINE.certificateMs, () =>
        callback(this.#route(client, upstream)),
      ),
    );
  }

  /** What needs no certificate. Asked again when there are some: the destination may drain by then. */
  #find(client: OutboundSource, upstream: HboneUpstream): LocalPair | undefined {
    const pod = this.#byName.get(nameOf(upstream.workload));
    if (pod === undefined || upstream.hop.port !== HBONE_PORT) return undefined;
    const local = pod.context.local.find();
    if (local?.uid !== upstream.workload.uid || local.trustDomain !== client.workload.trustDomain)
      return undefined;
    const serverIdentity = identityOf(local);
    if (!upstream.expectedIdentities.some((expected) => isSameIdentity(expected, serverIdentity)))
      return undefined;
    const clientIp = findAddress(client, upstream.hop.ip);
    if (clientIp === undefined || !ownsAddress(pod, upstream.hop.ip)) return undefined;
    const clientAddress = { ip: clientIp, port: client.address.port };
    return { pod, clientAddress, clientIdentity: identityOf(client.workload), serverIdentity };
  }

  #route(client: OutboundSource, upstream: HboneUpstream): LocalRoute | undefined {
    const pair = this.#find(client, upstream);
    if (pair === undefined) return undefined;
    const { clientAddress, clientIdentity, serverIdentity } = pair;
    const { context } = pair.pod;
    const clientChain = findChain(context, clientIdentity);
    const serverChain = findChain(context, serverIdentity);
    if (clientChain === undefined || serverChain === undefined) return undefined;
    const clientWorkload = client.workload;
    return { context, clientWorkload, clientAddress, clientIdentity, clientChain, serverChain };
  }
}

/** Whom the CA gives no certificate, and who is revoked, has no tunnels; undefined then. */
function findChain(
  { config, tls, revocations }: Pick<DataContext, "config" | "tls" | "revocations">,
  identity: Identity,
): readonly CertificateId[] | undefined {
  const chain = tls.find(identity)?.chain;
  if (chain === undefined || (config.checksRevocation && chain.length === 0)) return undefined;
  return revocations.isRevoked(chain) ? undefined : chain;
}

/**
 * The address that policies are asked about. A pod may bind any address, so only one that the control plane says is its
 * own counts; of another family than its connection's, the one that its tunnel would have.
 */
function findAddress({ workload, address }: OutboundSource, hop: IpAddress): IpAddress | undefined {
  if (!workload.workloadIps.includes(address.ip)) return undefined;
  const family = ipFamily(hop);
  return family === ipFamily(address.ip)
    ? address.ip
    : workload.workloadIps.find((ip) => ipFamily(ip) === family);
}

/**
 * Whether connections to the address stay in the pod's namespace: its record may still be of a predecessor with another
 * address, and what is sent to that one would leave the node in the clear.
 */
function ownsAddress({ context, addresses }: LocalPod, ip: IpAddress): boolean {
  if (addresses.has(ip)) return true;
  const isOwn =
    context.netnsFd === undefined ? isLocalAddress(ip) : isLocalAddressInside(context.netnsFd, ip);
  if (isOwn) addresses.add(ip);
  return isOwn;
}

function isLocalAddressInside(netnsFd: number, ip: IpAddress): boolean {
  try {
    return inNetns(netnsFd, () => isLocalAddress(ip));
  } catch (error) {
    if (error instanceof LinuxError && error.errno !== undefined) return false;
    throw error;
  }
}

/** To an address of its own the kernel sends from that very address. Connecting a UDP socket sends nothing. */
function isLocalAddress(ip: IpAddress): boolean {
  const fd = udpSocket(ipFamily(ip));
  if (fd < 0) return false;
  const isConnected = connectSocket(fd, { ip, port: HBONE_PORT }) >= 0;
  const source = isConnected ? localAddress(fd) : undefined;
  closeFd(fd);
  return source?.ip === ip;
}

function nameOf({ namespace, name, serviceAccount }: WorkloadKey): string {
  return `${namespace}/${name}/${serviceAccount}`;
}
