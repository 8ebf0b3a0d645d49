/** DNS clients and name servers for tests, on real sockets that are polled between turns. */
import { findSocketAddress, type SocketAddress } from "@ambit/addr";
import { addressOf, listenOn, meshIp, RawSocket, TestApplication } from "@ambit/data-plane/testing";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  DnsFrames,
  type DnsMessage,
  type DnsRecord,
  decodeDnsMessage,
  encodeDnsMessage,
  frameDnsMessage,
  parseDnsName,
  queryFor,
  respondTo,
} from "@ambit/dns";
import {
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  inNetns,
  lastSender,
  receiveDatagram,
  recvInto,
  sendDatagram,
  sendFrom,
  udpSocket,
} from "@ambit/linux";
import type { ResolverConfig } from "../../messages.ts";
import { DnsListener } from "../dns/dns-listener.ts";
import { DnsServer } from "../dns/dns-server.ts";
import { World, type WorldOptions } from "./world.ts";

const DATAGRAM_BYTES = 65_535;
const area = allocateArea(DATAGRAM_BYTES + 1);
let nextId = 1;

/** A query for the records of a name; further fields as given. */
export function aQuery(
  name: string,
  type: number = DNS_TYPE.A,
  fields: Partial<DnsMessage> = {},
): DnsMessage {
  nextId = (nextId % 0xffff) + 1;
  const question = { name: parseDnsName(name), type, class: DNS_CLASS_IN };
  return { ...queryFor(question, { id: nextId }), ...fields };
}

/** `name ttl type data`, one for each record. */
export function recordTexts(records: readonly DnsRecord[]): readonly string[] {
  return records.map((record) => {
    const data =
      "address" in record ? record.address : "target" in record ? record.target : JSON.stringify(record.type);
    return `${record.name} ${record.ttl} ${record.type} ${data}`;
  });
}

/** A bound UDP socket. */
export function bindUdp(address: SocketAddress): number {
  const fd = udpSocket(address.ip.includes(":") ? 6 : 4);
  const result = bindSocket(fd, address);
  if (result < 0) throw new Error(`cannot bind UDP (errno ${-result})`);
  return fd;
}

/** A resolver that asks one server, over UDP. */
export class DnsClient implements Disposable {
  readonly fd: number;
  readonly datagrams: Uint8Array[] = [];

  constructor(server: SocketAddress, netnsFd?: number) {
    const family = server.ip.includes(":") ? 6 : 4;
    this.fd = netnsFd === undefined ? udpSocket(family) : inNetns(netnsFd, () => udpSocket(family));
    connectSocket(this.fd, server);
  }

  get responses(): readonly DnsMessage[] {
    return this.datagrams.map((bytes) => decodeDnsMessage(bytes));
  }

  send(query: DnsMessage | Uint8Array): void {
    const bytes = query instanceof Uint8Array ? query : encodeDnsMessage(query);
    area.bytes.set(bytes, 0);
    const sent = sendFrom(this.fd, area, 0, bytes.length);
    if (sent < 0) throw new Error(`cannot send (errno ${-sent})`);
  }

  poll(): void {
    for (;;) {
      const length = recvInto(this.fd, area, 0, DATAGRAM_BYTES);
      if (length < 0) return;
      this.datagrams.push(area.bytes.slice(0, length));
    }
  }

  [Symbol.dispose](): void {
    closeFd(this.fd);
  }
}

/** The same over TCP. */
export class DnsTcpClient implements Disposable {
  readonly socket: RawSocket;

  constructor(server: SocketAddress) {
    this.socket = RawSocket.connect(server);
  }

  get responses(): readonly DnsMessage[] {
    return new DnsFrames().push(this.socket.bytes).map((bytes) => decodeDnsMessage(bytes));
  }

  send(...queries: readonly DnsMessage[]): void {
    for (const query of queries) this.socket.send(frameDnsMessage(encodeDnsMessage(query)));
  }

  poll(): void {
    this.socket.poll();
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }
}

/** What a name server does with a query; undefined: nothing. Bytes are sent as they are. */
export type ServeQuery = (query: DnsMessage, transport: "udp" | "tcp") => DnsMessage | Uint8Array | undefined;

/** A name server on both protocols. */
export class TestNameServer implements Disposable {
  readonly address: SocketAddress;
  readonly queries: {
    readonly message: DnsMessage;
    readonly bytes: Uint8Array;
    readonly from: SocketAddress;
  }[] = [];
  serve: ServeQuery;
  readonly #udp: number;
  readonly #tcp: TestApplication;

  constructor(address: SocketAddress, serve: ServeQuery) {
    this.#udp = bindUdp(address);
    this.address = addressOf(this.#udp);
    this.serve = serve;
    const frames = new Map<RawSocket, { readonly frames: DnsFrames; seen: number }>();
    this.#tcp = new TestApplication(this.address, (connection) => {
      const state = frames.get(connection) ?? { frames: new DnsFrames(), seen: 0 };
      frames.set(connection, state);
      for (const chunk of connection.chunks.slice(state.seen)) {
        for (const bytes of state.frames.push(chunk)) {
          const peer = this.#tcp.peers[this.#tcp.connections.indexOf(connection)];
          const response = this.#answer(bytes, "tcp", peer);
          if (response !== undefined) connection.send(frameDnsMessage(response));
        }
      }
      state.seen = connection.chunks.length;
    });
  }

  /** Answers to the latest query, from the server's own socket. */
  send(response: DnsMessage, to: SocketAddress): void {
    this.#send(encodeDnsMessage(response), to);
  }

  poll(): void {
    for (;;) {
      const length = receiveDatagram(this.#udp, area, 0, DATAGRAM_BYTES);
      if (length < 0) break;
      const sender = lastSender();
      const response = this.#answer(area.bytes.slice(0, length), "udp", sender);
      if (response !== undefined) this.#send(response, sender);
    }
    this.#tcp.poll();
  }

  [Symbol.dispose](): void {
    closeFd(this.#udp);
    this.#tcp[Symbol.dispose]();
  }

  #answer(bytes: Uint8Array, transport: "udp" | "tcp", from = UNKNOWN): Uint8Array | undefined {
    const message = decodeDnsMessage(bytes);
    this.queries.push({ message, bytes, from });
    const response = this.serve(message, transport);
    return response === undefined || response instanceof Uint8Array ? response : encodeDnsMessage(response);
  }

  #send(bytes: Uint8Array, to: SocketAddress): void {
    area.bytes.set(bytes, 0);
    sendDatagram(this.#udp, { range: area, offset: 0, length: bytes.length }, to);
  }
}

const UNKNOWN: SocketAddress = findSocketAddress("0.0.0.0:0") ?? { ip: meshIp(0), port: 0 };

/** A name server's answer with these records. */
export function answerWith(
  query: DnsMessage,
  records: readonly DnsRecord[],
  rcode: number = DNS_RCODE.NOERROR,
): DnsMessage {
  return respondTo(query, { rcode, isAuthoritative: true, recursionAvailable: true, answers: records });
}

export interface DnsWorldOptions extends Omit<WorldOptions, "config"> {
  /** Name servers beside the first, `nameServer`. */
  readonly otherServers?: readonly SocketAddress[];
  readonly resolver?: Partial<ResolverConfig>;
  readonly config?: WorldOptions["config"];
  /** Whether there is a name server at all; the default. */
  readonly hasNameServer?: boolean;
  /** For the ids of forwarded queries; by default all are the same. */
  readonly randomHex?: (length: number) => string;
}

/** A world with the DNS of its workload, and a name server that knows nothing unless told. */
export class DnsWorld extends World {
  readonly nameServer: TestNameServer;
  readonly server: DnsServer;
  readonly listener: DnsListener;
  readonly address: SocketAddress;
  idleCount = 0;
  /** The server's own socket. */
  readonly udpFd: number;
  readonly #fds: readonly number[];
  readonly #ends: Disposable[] = [];

  constructor(options: DnsWorldOptions = {}) {
    const nameServer = new TestNameServer({ ip: meshIp(53), port: 0 }, (query) =>
      answerWith(query, [], DNS_RCODE.NXDOMAIN),
    );
    const nameServers =
      options.hasNameServer === false ? [] : [nameServer.address, ...(options.otherServers ?? [])];
    const resolver = {
      search: [],
      ndots: 1,
      timeoutMs: 5_000,
      attempts: 2,
      ...options.resolver,
      nameServers,
    };
    const dns = {
      isProxied: true,
      clusterDomain: "cluster.local",
      searchDomains: undefined,
      preferredServiceNamespace: undefined,
      resolver,
    };
    super({ ...options, config: { ipv6: true, dns, ...options.config } });
    this.nameServer = this.own(this.poll(nameServer));
    const udp = bindUdp({ ip: meshIp(1), port: 0 });
    this.address = addressOf(udp);
    const tcp = listenOn(this.address);
    this.udpFd = udp;
    this.#fds = [udp, tcp];
    const { randomHex = this.context.randomHex } = options;
    const context = { ...this.context, randomHex };
    this.server = new DnsServer(context, { onIdle: () => (this.idleCount += 1) });
    this.listener = new DnsListener(this.context, this.server, { udp: [udp], tcp: [tcp] }, () => {});
    this.listener.serve();
  }

  own<T extends Disposable>(end: T): T {
    this.#ends.push(end);
    return end;
  }

  udpClient(): DnsClient {
    return this.own(this.poll(new DnsClient(this.address)));
  }

  tcpClient(): DnsTcpClient {
    return this.own(this.poll(new DnsTcpClient(this.address)));
  }

  /** The response to one query over UDP. */
  ask(query: DnsMessage | Uint8Array): DnsMessage {
    const client = this.udpClient();
    client.send(query);
    this.until(() => client.datagrams.length > 0);
    return client.responses[0] ?? aQuery(".");
  }

  /** Names the answers. */
  answers(name: string, type?: number): readonly string[] {
    return recordTexts(this.ask(aQuery(name, type)).answers);
  }

  override [Symbol.dispose](): void {
    this.listener.stopAccepting();
    this.listener.destroy();
    this.context.dns.hostnames.close();
    for (const end of this.#ends) end[Symbol.dispose]();
    super[Symbol.dispose]();
    for (const fd of this.#fds) closeFd(fd);
  }
}
