/** Shared mode: one data-plane thread for the pods of a node, each in a network namespace of its own. */
import { parseIpAddress, type SocketAddress } from "@ambit/addr";
import { echo, type TestApplication } from "@ambit/data-plane/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { aMatch, aPolicy, aService, policyResource, serviceResource } from "@ambit/model/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { PodNetwork, type TestPod } from "./testing/pod-network.ts";
import { key, POD_OBSTACLE, PodNode, recordOf } from "./testing/pod-node.ts";

const APP_PORT = 8_080;
const VIP: SocketAddress = { ip: parseIpAddress("10.78.0.1"), port: 80 };
const CLIENT = key("client");
const SERVER = key("server");
const OUTSIDER = key("outsider");

describeUnless(POD_OBSTACLE, "pods of one node", () => {
  let network: PodNetwork;
  let client: TestPod;
  let server: TestPod;
  let outsider: TestPod;
  let node: PodNode;

  beforeAll(() => {
    network = new PodNetwork();
    client = network.pod();
    server = network.pod();
    outsider = network.pod({ isCaptured: false });
  });
  afterAll(() => network[Symbol.dispose]());

  beforeEach(() => {
    const service = aService({
      namespace: "shop",
      vips: [{ network: "", address: VIP.ip }],
      ports: new Map([[VIP.port, APP_PORT]]),
    });
    node = new PodNode([
      recordOf(CLIENT, client),
      recordOf(SERVER, server, { services: [`shop/${service.hostname}`] }),
      recordOf(OUTSIDER, outsider, { protocol: "TCP" }),
      serviceResource(service),
    ]);
    node.add("uid-client", client, CLIENT);
    node.add("uid-server", server, SERVER);
    node.certify(CLIENT, SERVER);
  });
  afterEach(() => node[Symbol.dispose]());

  function application(address: Partial<SocketAddress> = {}): TestApplication {
    return node.poll(server.application(echo(), { port: APP_PORT, ...address }));
  }

  test("each is told of as served", () => {
    expect(node.plane.ofType("pod-added")).toEqual(
      ["uid-client", "uid-server"].map((uid) => ({ type: "pod-added", index: 0, uid, error: undefined })),
    );
  });

  test("has its own last connections, with what the handshake proved", () => {
    application();
    const socket = node.talk(client, { ip: server.ip, port: APP_PORT });
    expect(node.recent(CLIENT)).toEqual([]);
    socket.end();
    node.until(() => socket.isOver);
    node.settle();
    const [outbound, ...more] = node.recent(CLIENT);
    expect(more).toEqual([]);
    expect(outbound).toMatchObject({
      direction: "outbound",
      sourceWorkload: "shop/client",
      destinationAddress: `${server.ip}:15008`,
      authority: `${server.ip}:${APP_PORT}`,
      destinationWorkload: "shop/server",
      bytesSent: 5,
      bytesReceived: 5,
      responseFlag: "-",
      tls: { version: "TLSv1.3", peerIdentity: "spiffe://cluster.local/ns/shop/sa/server" },
    });
    expect(Math.abs((outbound?.endedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(node.recent(SERVER)).toMatchObject([
      { direction: "inbound", tls: { peerIdentity: "spiffe://cluster.local/ns/shop/sa/client" } },
    ]);
    expect(node.recent(OUTSIDER)).toEqual([]);
  });

  test.each([
    { name: "by address", target: () => ({ ip: server.ip, port: APP_PORT }), family: "ip" },
    { name: "by address of IPv6", target: () => ({ ip: server.ip6, port: APP_PORT }), family: "ip6" },
    { name: "by a service's address", target: () => VIP, family: "ip" },
  ] as const)("talk through an encrypted tunnel, $name", ({ target, family }) => {
    const app = application({ ip: server[family] });
    const socket = node.talk(client, target());
    // The application sees the client, not a proxy.
    expect(app.peers[0]?.ip).toBe(client[family]);
    const peer = (port: number): string =>
      family === "ip6" ? `[${server.ip6}]:${port}` : `${server.ip}:${port}`;
    expect(node.dump()).toMatchObject([
      {
        pod: "uid-client",
        direction: "outbound",
        protocol: "HBONE",
        actualDst: peer(15_008),
        tls: { version: "TLSv1.3", peerIdentity: "spiffe://cluster.local/ns/shop/sa/server" },
      },
      {
        pod: "uid-server",
        direction: "inbound",
        protocol: "HBONE",
        actualDst: peer(APP_PORT),
        tls: { version: "TLSv1.3", peerIdentity: "spiffe://cluster.local/ns/shop/sa/client" },
      },
    ]);
    // From namespace to namespace there is the tunnel and nothing else.
    const out = client
      .connections()
      .split("\n")
      .filter((line) => line.includes(`:15008`));
    expect(out).toHaveLength(1);
    expect(server.connections()).toContain(":15008");
    socket.end();
    node.until(() => socket.isOver);
    node.settle();
    expect(node.plane.accessLines()).toHaveLength(2);
    for (const line of node.plane.accessLines()) {
      expect(line).toMatchObject({
        level: "info",
        "src.workload": "client",
        "src.identity": "spiffe://cluster.local/ns/shop/sa/client",
        "dst.workload": "server",
        "dst.identity": "spiffe://cluster.local/ns/shop/sa/server",
        bytes_sent: 5,
        bytes_recv: 5,
      });
    }
    for (const reporter of ["source", "destination"]) {
      const isMeant = (labels: Readonly<Record<string, string>>): boolean =>
        labels.reporter === reporter &&
        labels.source_workload === "client" &&
        labels.destination_workload === "server";
      expect(node.plane.counted(isMeant)).toMatchObject({ opened: 1, closed: 1, failed: 0, sentBytes: 5 });
    }
  });

  test("a pod outside the mesh is let in and out as it is", () => {
    const app = application();
    const socket = node.talk(outsider, app.address);
    expect(app.peers[0]?.ip).toBe(outsider.ip);
    expect(node.dump()).toMatchObject([{ pod: "uid-server", direction: "inbound", protocol: "TCP" }]);
    node.forget(socket);
    const outside = node.poll(outsider.application(echo()));
    node.talk(client, outside.address);
    expect(outside.peers[0]?.ip).toBe(client.ip);
    expect(node.dump()).toMatchObject([{ pod: "uid-client", direction: "outbound", protocol: "TCP" }]);
  });

  test("a pod that calls its own service goes through its own proxy", () => {
    const app = application();
    node.talk(server, VIP);
    expect(app.peers[0]?.ip).toBe(server.ip);
    expect(node.dump().map(({ pod, protocol }) => [pod, protocol])).toEqual([
      ["uid-server", "HBONE"],
      ["uid-server", "HBONE"],
    ]);
  });

  test("a change of policies is asked of the connections of every pod", () => {
    const apps = [server, client].map((pod) => node.poll(pod.application(echo(), { port: APP_PORT })));
    const denied = [
      node.talk(client, { ip: server.ip, port: APP_PORT }),
      node.talk(outsider, { ip: client.ip, port: APP_PORT }),
    ];
    const allowed = node.talk(outsider, node.poll(server.application(echo())).address);
    const deny = aPolicy({
      name: "deny",
      namespace: "shop",
      action: "Deny",
      rules: [[[aMatch({ destinationPorts: [APP_PORT] })]]],
    });
    node.change(policyResource(deny));
    node.until(() => denied.every((socket) => socket.isOver));
    for (const app of apps) expect(app.first.isOver).toBe(true);
    node.say(allowed, "still here");
    const refused = node.connect(client, { ip: server.ip, port: APP_PORT });
    node.until(() => refused.isOver);
    expect(
      node.failures().map((line) => [line["src.workload"], line["dst.workload"], line["error.code"]]),
    ).toEqual(
      expect.arrayContaining([
        ["client", "server", "policy-changed"],
        ["outsider", "client", "policy-changed"],
        ["client", "server", "policy-denied"],
      ]),
    );
    const lines = node.plane.ofType("log").flatMap(({ lines }) => lines.split("\n"));
    const ended = lines.filter((line) => line.includes("after a policy update"));
    expect(ended.map((line) => (JSON.parse(line) as { proxy?: unknown }).proxy)).toEqual(
      expect.arrayContaining([{ wl: "shop/client" }, { wl: "shop/server" }]),
    );
  });

  test("tunnels are a pod's own, also where two have one service account, whose certificate they share", () => {
    const second = network.pod();
    const SECOND = key("client-2", CLIENT.serviceAccount);
    node.change(recordOf(SECOND, second));
    node.add("uid-second", second, SECOND);
    const app = application();
    for (const from of [client, second]) node.talk(from, app.address);
    expect(app.peers.map(({ ip }) => ip)).toEqual([client.ip, second.ip]);
    expect(node.plane.ofType("certificate-wanted")).toEqual([]);
    node.settle();
    expect(node.plane.ofType("tick").at(-1)?.gauges).toMatchObject({
      openTunnelsClient: 2,
      openTunnelsServer: 2,
      socketsOpenSource: 2,
      activeStreams: 2,
    });
    node.remove("uid-client");
    node.talk(second, app.address);
    expect(node.plane.ofType("certificate-wanted")).toEqual([]);
    node.remove("uid-second");
    node.until(() => node.removed().length === 2);
    // With the last one its key is gone: the next has to ask.
    node.add("uid-third", second, SECOND);
    const socket = node.connect(second, app.address);
    socket.send("hello");
    node.until(() => node.plane.ofType("certificate-wanted").length > 0);
    expect(node.plane.ofType("certificate-wanted")).toMatchObject([
      { identity: { serviceAccount: "client" } },
    ]);
    node.certify(SECOND);
    node.until(() => socket.text === "hello");
  });
});
