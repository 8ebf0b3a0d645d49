// Our ztunnel and a network gateway that is not ours: node's TLS and HTTP/2 at the end of both tunnels.
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { parseSocketAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { acceptTapped, type TappedConnection } from "./support/hbone-server.ts";
import { issue } from "./support/peer-identity.ts";
import { startZtunnelPod, type ZtunnelPod } from "./support/ztunnel-pod.ts";

const CLIENT_IP = "10.201.1.45";
const GATEWAY_IP = "10.201.2.49";
const GATEWAY = `${GATEWAY_IP}:15008`;
/** Only the gateway knows it. */
const SERVER = `${GATEWAY_IP}:25008`;
const VIP = "10.96.0.20:80";
const HOSTNAME = "rec.app.svc.cluster.local";
const SERVER_IDENTITY = "spiffe://cluster.local/ns/app/sa/rec";
const BAGGAGE = "k8s.cluster.name=far,k8s.namespace.name=app,k8s.deployment.name=rec,service.name=rec-v2";

const common = { namespace: "app", protocol: "HBONE", node: "", trustDomain: "cluster.local", services: {} };
const WORKLOADS = [
  { name: "client", serviceAccount: "client", network: "near", workloadIps: [CLIENT_IP] },
  { name: "gateway", serviceAccount: "gateway", network: "far", workloadIps: [GATEWAY_IP] },
  {
    name: "split-horizon",
    network: "far",
    workloadIps: [],
    networkGateway: { destination: `far/${GATEWAY_IP}`, hboneMtlsPort: 15008 },
    services: { [`app/${HOSTNAME}`]: { 80: 80 } },
  },
].map((fields) => ({ ...common, uid: `Kubernetes//Pod/app/${fields.name}`, ...fields }));
const SERVICE = {
  name: "rec",
  namespace: "app",
  hostname: HOSTNAME,
  vips: ["near/10.96.0.20"],
  ports: { 80: 80 },
  subjectAltNames: [SERVER_IDENTITY],
  canonical: true,
};
const lines = (items: readonly object[]): string =>
  items.map((item) => `\n- ${JSON.stringify(item)}`).join("");
const MESH = `workloads:${lines(WORKLOADS)}\nservices:${lines([SERVICE])}\npolicies: []\n`;

describeNetns("a ztunnel's tunnels through a gateway of node's", () => {
  let pod: ZtunnelPod;
  const outer: TappedConnection[] = [];
  const inner: TappedConnection[] = [];
  const failures: unknown[] = [];

  beforeAll(async () => {
    pod = await startZtunnelPod({
      prefix: "netgw",
      podAddress: `${CLIENT_IP}/16`,
      peerAddress: `${GATEWAY_IP}/16`,
      workload: "app/client/client",
      mesh: MESH,
      isRedirected: true,
      env: { ZTUNNEL_WORKER_THREADS: "1", NETWORK: "near" },
    });
    await listen(GATEWAY, "spiffe://cluster.local/ns/app/sa/gateway", outer, passOn);
    await listen(SERVER, SERVER_IDENTITY, inner, echo);
  });

  afterAll(async () => {
    for (const { session } of [...inner, ...outer]) session.destroy();
    await pod?.[Symbol.asyncDispose]();
  });

  async function listen(
    address: string,
    identity: string,
    connections: TappedConnection[],
    onStream: (stream: ServerHttp2Stream) => void,
  ): Promise<void> {
    const options = {
      certificate: issue(pod.authority, identity),
      rootsPem: pod.authority.rootsPem,
      onStream,
    };
    await pod.peer.listen(parseSocketAddress(address), (socket) => {
      acceptTapped(socket, options).then(
        (connection) => connections.push(connection),
        (error: unknown) => failures.push(error),
      );
    });
  }

  /** Into the bytes it does not look. */
  function passOn(stream: ServerHttp2Stream): void {
    pod.peer.connect(parseSocketAddress(SERVER)).then(
      (socket) => {
        socket.on("error", () => stream.close());
        stream.respond({ ":status": 200 });
        stream.pipe(socket);
        socket.pipe(stream);
      },
      (error: unknown) => failures.push(error),
    );
  }

  /** Sends, half-closes, and gives what came back until the other side had closed as well. */
  async function exchange(text: string): Promise<string> {
    const socket = await pod.app.connect(parseSocketAddress(VIP));
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
    socket.end(text);
    await ended(socket);
    return received;
  }

  test("carry what an application sends, and its half-close, and share both tunnels", async () => {
    const before = inner[0]?.requests.size ?? 0;
    expect(await exchange("one")).toBe("one");
    const large = "0123456789".repeat(200_000);
    expect((await exchange(large)) === large).toBe(true);
    expect(await Promise.all(["two", "three", "four"].map(exchange))).toEqual(["two", "three", "four"]);
    expect(failures).toEqual([]);
    expect([outer.length, inner.length]).toEqual([1, 1]);
    expect(outer[0]?.requests.size).toBe(1);
    expect(inner[0]?.requests.size).toBe(before + 5);
  });

  test("begin alike: the same hello and settings, and requests that differ by the network only", async () => {
    await exchange("x");
    const [gateway, server] = [outer[0], inner[0]];
    expect(server?.hello).toEqual(gateway?.hello);
    expect(server?.log.records.slice(0, 2)).toEqual(gateway?.log.records.slice(0, 2));
    const [asked] = gateway?.requests.values() ?? [];
    const [askedInside] = server?.requests.values() ?? [];
    expect(asked?.slice(0, 2)).toEqual([":method: CONNECT", `:authority: ${HOSTNAME}:80`]);
    expect(askedInside).toEqual([...(asked ?? []), "x-forwarded-network: near"]);
    for (const connection of [gateway, server])
      expect(connection?.tls.getPeerCertificate().subjectaltname).toBe(
        "URI:spiffe://cluster.local/ns/app/sa/client",
      );
  });

  test("are told in log and metrics by who answered behind the gateway", async () => {
    await exchange("told");
    await eventually(async () => {
      const line = pod.logLines().findLast(({ fields }) => fields["dst.hbone_addr"] === `${HOSTNAME}:80`);
      expect(line).toMatchObject({
        level: "info",
        message: "connection complete",
        fields: {
          "dst.addr": GATEWAY,
          "dst.service": HOSTNAME,
          "dst.workload": "rec-v2",
          "dst.namespace": "app",
          "dst.identity": SERVER_IDENTITY,
          "dst.cluster": "far",
          "tls.peer_identity": SERVER_IDENTITY,
        },
      });
      const opened = (await pod.metrics()).filter(
        ({ name }) => name === "istio_tcp_connections_opened_total",
      );
      expect(opened.map(({ labels }) => labels)).toEqual([
        expect.objectContaining({
          destination_workload: "rec",
          destination_principal: SERVER_IDENTITY,
          destination_cluster: "far",
          connection_security_policy: "mutual_tls",
        }),
      ]);
    });
  });
});

function echo(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200, baggage: BAGGAGE });
  stream.pipe(stream);
}

async function ended(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("end", resolve);
  socket.once("error", reject);
  socket.once("close", () => resolve());
  await promise;
}
