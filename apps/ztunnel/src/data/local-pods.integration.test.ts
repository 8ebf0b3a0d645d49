/** Two pods of one node joined without a tunnel (AMBIT_LOCAL_FAST_PATH), and everything for which there has to be one. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { parseIpAddress, type SocketAddress } from "@ambit/addr";
import type { CertificateMessage } from "@ambit/data-plane/messages";
import {
  authority,
  certificateFor,
  echo,
  openSocketCount,
  RawSocket,
  type TestApplication,
} from "@ambit/data-plane/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { ERRNO, inNetns } from "@ambit/linux";
import { aMatch, aPolicy, aService, policyResource, serviceResource } from "@ambit/model/testing";
import { parseRevocationLists } from "@ambit/tls/revocation";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DataConfig, MainMessage } from "../messages.ts";
import { PodNetwork, type TestPod } from "./testing/pod-network.ts";
import { identityOfKey, key, POD_OBSTACLE, PodNode, recordOf } from "./testing/pod-node.ts";

const APP_PORT = 8_080;
const VIP: SocketAddress = { ip: parseIpAddress("10.78.0.1"), port: 80 };
/** Of the client's namespace, and not of its record. */
const FOREIGN_IP = parseIpAddress("10.79.0.1");
const CLIENT = key("client");
const SERVER = key("server");
const OTHER = key("other");
const SERVICE = aService({
  namespace: "shop",
  vips: [{ network: "", address: VIP.ip }],
  ports: new Map([[VIP.port, APP_PORT]]),
});

type Line = Readonly<Record<string, unknown>>;

describeUnless(POD_OBSTACLE, "pods of one node without tunnels", () => {
  let network: PodNetwork;
  let client: TestPod;
  let server: TestPod;
  let other: TestPod;
  let outsider: TestPod;
  let node: PodNode;
  let socketsBefore: number;

  beforeAll(() => {
    network = new PodNetwork();
    [client, server, other] = [network.pod(), network.pod(), network.pod()];
    outsider = network.pod({ isCaptured: false });
    execFileSync("ip", ["-n", client.name, "addr", "add", `${FOREIGN_IP}/32`, "dev", "lo"]);
    execFileSync("ip", ["-n", server.name, "route", "add", `${FOREIGN_IP}/32`, "via", client.ip]);
  });
  afterAll(() => network[Symbol.dispose]());

  beforeEach(() => {
    socketsBefore = openSocketCount();
    node = open();
  });
  afterEach(() => {
    node.clear(socketsBefore);
    node[Symbol.dispose]();
  });

  function serverRecord(fields: Parameters<typeof recordOf>[2] = {}) {
    return recordOf(SERVER, server, { services: [`shop/${SERVICE.hostname}`], ...fields });
  }

  function open(config: Partial<DataConfig> = {}, count = 1): PodNode {
    const opened = new PodNode(
      [recordOf(CLIENT, client), serverRecord(), recordOf(OTHER, other), serviceResource(SERVICE)],
      { count, config: { localFastPath: true, ...config } },
    );
    opened.add("uid-client", client, CLIENT);
    opened.add("uid-server", server, SERVER);
    opened.certify(CLIENT, SERVER, OTHER);
    return opened;
  }

  /** In place of the one that is there. */
  function reopen(config: Partial<DataConfig>, count = 1): void {
    node.clear(socketsBefore);
    node[Symbol.dispose]();
    node = open(config, count);
  }

  function application(address: Partial<SocketAddress> = {}, pod = server): TestApplication {
    return node.poll(pod.application(echo(), { port: APP_PORT, ...address }));
  }

  function target(): SocketAddress {
    return { ip: server.ip, port: APP_PORT };
  }

  function hasTunnel(): boolean {
    return client.connections().includes(":15008");
  }

  /** How the last connections of the server and of the client have ended, the latest first. */
  function ended(): readonly (string | undefined)[][] {
    return [SERVER, CLIENT].map((pod) => node.recent(pod).map(({ errorCode }) => errorCode));
  }

  function deny(fields: Parameters<typeof aMatch>[0]) {
    return policyResource(
      aPolicy({ name: "deny", namespace: "shop", action: "Deny", rules: [[[aMatch(fields)]]] }),
    );
  }

  describe("are joined", () => {
    test.each([
      { name: "by address", to: target, family: "ip" },
      { name: "by address of IPv6", to: () => ({ ip: server.ip6, port: APP_PORT }), family: "ip6" },
      { name: "by a service's address", to: () => VIP, family: "ip" },
    ] as const)(
      "$name: the application sees the client, and nothing goes from namespace to namespace",
      ({ to, family }) => {
        const app = application({ ip: server[family] });
        const socket = node.talk(client, to());
        expect(app.peers[0]?.ip).toBe(client[family]);
        expect(hasTunnel()).toBe(false);
        expect(node.dump()).toMatchObject([
          { pod: "uid-client", direction: "outbound", protocol: "HBONE", isLocal: true, tls: undefined },
          { pod: "uid-server", direction: "inbound", protocol: "HBONE", isLocal: true, tls: undefined },
        ]);
        socket.end();
        node.until(() => socket.isOver);
        const both = { isLocal: true, tls: undefined, bytesSent: 5, bytesReceived: 5, responseFlag: "-" };
        expect(node.recent(CLIENT)).toMatchObject([{ direction: "outbound", ...both }]);
        expect(node.recent(SERVER)).toMatchObject([{ direction: "inbound", ...both }]);
      },
    );

    test("on any thread, and bulk arrives unchanged", () => {
      reopen({}, 2);
      // The first thread takes some of them, and the next the others.
      const app = application();
      const sockets = Array.from({ length: 40 }, () => node.connect(client, target()));
      for (const each of sockets) node.say(each, "hello");
      const [socket] = sockets;
      if (socket === undefined) throw new Error("no socket");
      const bulk = Uint8Array.from({ length: 8 << 20 }, (_, index) => index * 7);
      socket.send(bulk);
      node.until(() => socket.received === bulk.length + 5);
      expect(Buffer.compare(Buffer.from(socket.bytes).subarray(5), Buffer.from(bulk))).toBe(0);
      expect(app.connections).toHaveLength(40);
      expect(hasTunnel()).toBe(false);
      node.until(() =>
        node.planes.every((plane) => (plane.ofType("tick").at(-1)?.gauges.activeStreams ?? 0) > 0),
      );
    });

    test("a pod with itself", () => {
      const app = application();
      node.talk(server, VIP);
      expect(app.peers[0]?.ip).toBe(server.ip);
      expect(node.dump().map(({ pod, isLocal }) => [pod, isLocal])).toEqual([
        ["uid-server", true],
        ["uid-server", true],
      ]);
    });

    test("two that have no certificates yet, when those have come", () => {
      node.clear(socketsBefore);
      node[Symbol.dispose]();
      node = new PodNode([recordOf(CLIENT, client), serverRecord()], { config: { localFastPath: true } });
      node.add("uid-client", client, CLIENT);
      node.add("uid-server", server, SERVER);
      application();
      const socket = node.connect(client, target());
      socket.send("hello");
      node.until(() => node.plane.ofType("certificate-wanted").length > 0);
      node.certify(CLIENT);
      node.until(() => node.plane.ofType("certificate-wanted").length > 1);
      expect(socket.received).toBe(0);
      node.certify(SERVER);
      node.until(() => socket.text === "hello");
      expect(hasTunnel()).toBe(false);
    });

    test("one pod with the next of its name, when that has come while the first one drains", () => {
      application();
      const socket = node.talk(client, target());
      node.remove("uid-server", "graceful", 60_000);
      node.add("uid-successor", server, SERVER);
      const next = node.talk(client, target());
      expect(node.dump().map(({ pod, isLocal }) => [pod, isLocal])).toEqual(
        expect.arrayContaining([
          ["uid-server", true],
          ["uid-successor", true],
        ]),
      );
      node.say(socket, "still here");
      node.say(next, "so am I");
    });
  });

  test("lines, counters and verdicts are those of a tunnel", () => {
    const seen = [false, true].map((localFastPath) => {
      reopen({ localFastPath, authzPolicyInfoLogging: true });
      const { address } = application();
      application({ port: APP_PORT + 1 });
      node.change(
        policyResource(
          aPolicy({
            name: "allow",
            namespace: "shop",
            action: "Allow",
            rules: [
              [
                [
                  aMatch({
                    principals: [{ kind: "exact", value: "cluster.local/ns/shop/sa/client" }],
                    destinationPorts: [APP_PORT, APP_PORT + 2],
                  }),
                ],
              ],
            ],
          }),
        ),
      );
      // Allowed, denied, without an application, to a port that would lead back here.
      const allowed = node.talk(client, address);
      allowed.end();
      for (const port of [APP_PORT + 1, APP_PORT + 2, 15_006]) {
        const refused = node.connect(client, { ip: server.ip, port });
        node.until(() => refused.isOver);
        expect(refused.received).toBe(0);
      }
      node.until(() => allowed.isOver);
      node.settle();
      const logged = node.plane
        .ofType("log")
        .flatMap(({ lines: text }) => text.split("\n"))
        .filter((line) => line !== "")
        .map((line) => comparable(JSON.parse(line) as Line));
      const counted = ["source", "destination"].flatMap((reporter) =>
        ["-", "DENY", "CONNECT"].map((flag) =>
          node.plane.counted(
            (labels) =>
              labels["reporter"] === reporter &&
              labels["response_flags"] === flag &&
              labels["connection_security_policy"] === "mutual_tls" &&
              labels["source_principal"] === "spiffe://cluster.local/ns/shop/sa/client",
          ),
        ),
      );
      return { logged: logged.toSorted(), counted };
    });
    const [tunnel, local] = seen;
    expect(local).toEqual(tunnel);
    expect(tunnel?.logged.length).toBeGreaterThanOrEqual(8);
    expect(tunnel?.counted.map(({ closed }) => closed)).toEqual([1, 0, 3, 1, 1, 1]);
  });

  describe("a connection that is joined", () => {
    test("is cut when a policy comes that denies it, and the next is refused", () => {
      const app = application();
      const socket = node.talk(client, target());
      node.change(deny({ destinationPorts: [APP_PORT] }));
      node.until(() => socket.isOver && app.first.isOver);
      const refused = node.connect(client, target());
      node.until(() => refused.isOver);
      expect(app.connections).toHaveLength(1);
      expect(ended()).toEqual([
        ["policy-denied", "policy-changed"],
        ["peer-status", "stream-reset"],
      ]);
    });

    test("is the client's: a policy about another account lets it be", () => {
      application();
      const socket = node.talk(client, target());
      const principals = [{ kind: "exact", value: "cluster.local/ns/shop/sa/other" }] as const;
      node.change(deny({ principals }));
      node.say(socket, "still here");
    });

    test("ends each half on its own", () => {
      const app = node.poll(server.application(undefined, { port: APP_PORT }));
      const socket = node.connect(client, target());
      socket.send("request");
      socket.end();
      node.until(() => app.connections[0]?.isEof === true);
      expect(app.first.text).toBe("request");
      app.first.send("answer");
      node.turns(5);
      expect([socket.text, socket.isEof]).toEqual(["answer", false]);
      app.first.end();
      node.until(() => socket.isEof);
      expect(ended()).toEqual([[undefined], [undefined]]);
    });

    test.each(["client", "server"] as const)("mirrors a reset by the %s", (side) => {
      const app = application();
      const socket = node.talk(client, target());
      const [resets, hears] = side === "client" ? [socket, app.first] : [app.first, socket];
      resets.reset();
      node.until(() => hears.isOver);
      expect(hears.error).toBe(ERRNO.ECONNRESET);
      expect(ended()).toEqual([[undefined], [undefined]]);
    });

    test("holds a sender back whose receiver does not read, and loses nothing", () => {
      const app = node.poll(server.application(undefined, { port: APP_PORT }));
      const socket = node.connect(client, target());
      node.until(() => app.connections.length === 1);
      app.first.isReading = false;
      app.first.isKeeping = false;
      const total = 32 << 20;
      socket.send(new Uint8Array(total));
      node.turns(40, 0);
      expect(socket.unsentBytes).toBeGreaterThan(8 << 20);
      app.first.isReading = true;
      socket.end();
      node.until(() => app.first.isEof);
      expect(app.first.received).toBe(total);
    });

    test("is waited for by a pod that drains, and is cut with it at the end", () => {
      const app = application();
      const socket = node.talk(client, target());
      node.remove("uid-server", "graceful", 60_000);
      node.say(socket, "still here");
      expect(node.removed()).toEqual([]);
      node.remove("uid-server");
      node.until(() => socket.isOver && app.first.isOver && node.removed().length === 1);
      expect(ended()).toEqual([[], ["stream-reset"]]);
    });

    test("ends with the pod that it is of", () => {
      const app = application();
      const socket = node.talk(client, target());
      node.remove("uid-client");
      node.until(() => socket.isOver && app.first.isOver && node.removed().length === 1);
      expect(ended()).toEqual([["stream-reset"], []]);
    });

    test.each([
      { name: "client", codes: ["certificate-revoked", "stream-reset"] },
      { name: "server", codes: ["stream-reset", "certificate-revoked"] },
    ] as const)(
      "is cut when the $name is revoked, and the next is refused by the handshake",
      ({ name, codes }) => {
        application();
        const certificate = certificateFor(identityOfKey(name === "client" ? CLIENT : SERVER));
        node.deliver(certificate);
        const socket = node.talk(client, target());
        node.deliver(revoking(certificate));
        node.until(() => socket.isOver);
        expect(ended()).toEqual(codes.map((code) => [code]));
        const next = node.connect(client, target());
        node.until(() => next.isOver);
        // An early failure of the destination's, and a failed connection of the source's.
        expect(
          ended()
            .flat()
            .filter((code) => code === "peer-revoked"),
        ).toHaveLength(1);
      },
    );
  });

  test("an application that is not there is another endpoint's turn, as after a CONNECT that gets 503", () => {
    node.add("uid-other", other, OTHER);
    node.certify(OTHER);
    node.change(recordOf(OTHER, other, { services: [`shop/${SERVICE.hostname}`] }));
    const app = application({ ip: other.ip }, other);
    let count = 0;
    for (; count < 50 && node.recent(SERVER).length === 0; count++) node.talk(client, VIP);
    expect(app.connections).toHaveLength(count);
    expect(new Set(node.recent(SERVER).map(({ errorCode }) => errorCode))).toEqual(
      new Set(["connect-failed"]),
    );
    expect(hasTunnel()).toBe(false);
  });

  test("an application that wants it gets a PROXY header with the client's identity", () => {
    const app = node.poll(server.application(undefined, { port: 9_000, ip: parseIpAddress("127.0.0.1") }));
    node.change(serverRecord({ applicationTunnel: { protocol: "PROXY", port: 9_000 } }));
    const socket = node.connect(client, VIP);
    socket.send("payload");
    const identity = "spiffe://cluster.local/ns/shop/sa/client";
    const length = 16 + 12 + 3 + identity.length;
    node.until(() => (app.connections[0]?.received ?? 0) === length + 7);
    const header = Buffer.from(app.first.bytes);
    expect([...header.subarray(16, 24)].join(".")).toBe(`${client.ip}.${server.ip}`);
    expect(header.readUInt16BE(26)).toBe(APP_PORT);
    expect(header.subarray(31).toString()).toBe(`${identity}payload`);
    expect(hasTunnel()).toBe(false);
  });

  test("a waypoint is gone through: the one that is a pod of this node answers in the workload's place", () => {
    node.add("uid-other", other, OTHER);
    node.certify(OTHER);
    const waypoint = application({ ip: other.ip }, other);
    const app = application();
    node.change(
      serverRecord({
        waypoint: {
          destination: { kind: "address", network: "", address: other.ip },
          hboneMtlsPort: 15_008,
        },
      }),
    );
    node.talk(client, target());
    expect([waypoint.connections.length, app.connections.length]).toEqual([1, 0]);
    expect(node.dump().map(({ pod, isLocal }) => [pod, isLocal])).toEqual([
      ["uid-client", true],
      ["uid-other", true],
    ]);
  });

  describe("a tunnel is made", () => {
    test("to a pod of another proxy", () => {
      application({ ip: other.ip }, other);
      const socket = node.connect(client, { ip: other.ip, port: APP_PORT });
      node.until(() => socket.isOver);
      expect(node.recent(CLIENT)).toMatchObject([{ errorCode: "tunnel-connect-failed", isLocal: false }]);
    });

    test("to a pod that drains, which then takes nobody", () => {
      application();
      node.talk(client, target());
      node.remove("uid-server", "graceful", 60_000);
      const next = node.connect(client, target());
      node.until(() => next.isOver);
      expect(ended()).toEqual([[], ["tunnel-connect-failed"]]);
    });

    test("when the record's address is not the pod's: nothing is sent to who has it", () => {
      const victim = application({ ip: outsider.ip }, outsider);
      node.change(serverRecord({ workloadIps: [outsider.ip] }));
      const socket = node.connect(client, { ip: outsider.ip, port: APP_PORT });
      node.until(() => socket.isOver);
      expect(victim.connections).toHaveLength(0);
      expect(ended()).toEqual([[], ["tunnel-connect-failed"]]);
    });

    test("for an address of the client's that is not its record's: policies hear of the pod's own", () => {
      const app = application();
      const socket = node.poll(
        inNetns(client.netnsFd, () => RawSocket.connect({ ip: server.ip, port: APP_PORT }, FOREIGN_IP)),
      );
      node.say(socket, "hello");
      expect(app.peers[0]?.ip).toBe(client.ip);
      expect(hasTunnel()).toBe(true);
    });

    test("to a destination of another trust domain, which proves itself or does not", () => {
      const app = application();
      node.change(serverRecord({ trustDomain: "elsewhere" }));
      node.connect(client, target());
      // Its side of the handshake waits for a certificate of that name.
      node.until(() => node.plane.ofType("certificate-wanted").length > 0);
      expect(app.connections).toHaveLength(0);
    });
  });
});

function revoking({ chainPem: [leaf = ""] }: CertificateMessage): MainMessage {
  const serial = BigInt(`0x${new X509Certificate(leaf).serialNumber}`).toString();
  return { type: "revocations", lists: parseRevocationLists(authority.revocationList([serial])) };
}

/** Without what may differ: times, ports of clients, traces, facts of the tunnel, and that there is none. */
function comparable(line: Line): string {
  const kept = Object.entries(line).filter(
    ([name]) => !name.startsWith("tls.") && !["time", "duration", "local"].includes(name),
  );
  return JSON.stringify(Object.fromEntries(kept))
    .replaceAll(/(10\.77\.0\.\d+):[1-9]\d{4}(?=")/g, (all, ip) => (all.endsWith(":15008") ? all : `${ip}:*`))
    .replaceAll(/"(id|peer)":"[^"]*"/g, '"$1":"*"');
}
