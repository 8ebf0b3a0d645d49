/** Pods that come and go: what is under way is ended as asked, everything is given back, and nobody else notices. */
import { readdirSync } from "node:fs";
import { parseIpAddress, type SocketAddress } from "@ambit/addr";
import { echo, openSocketCount, stateMessages, type TestApplication } from "@ambit/data-plane/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { exposeCollector } from "@ambit/program/collector";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { NO_LISTENERS } from "./no-listeners.ts";
import { PodNetwork, type TestPod } from "./testing/pod-network.ts";
import { key, POD_OBSTACLE, PodNode, recordOf } from "./testing/pod-node.ts";

const APP_PORT = 8_080;
const OUTBOUND_PORT = 15_001;
const CLIENT = key("client");
const SERVER = key("server");
const OTHER = key("other");
/** An address on the pods' own network that nobody has. */
const NOBODY: SocketAddress = { ip: parseIpAddress("10.77.0.200"), port: 80 };

describeUnless(POD_OBSTACLE, "a pod that leaves", () => {
  let network: PodNetwork;
  let client: TestPod;
  let server: TestPod;
  let node: PodNode;
  let socketsBefore: number;

  beforeAll(() => {
    network = new PodNetwork();
    client = network.pod();
    server = network.pod();
  });
  afterAll(() => network[Symbol.dispose]());

  beforeEach(() => {
    socketsBefore = openSocketCount();
    node = new PodNode([recordOf(CLIENT, client), recordOf(SERVER, server)]);
    node.add("uid-client", client, CLIENT);
    node.add("uid-server", server, SERVER);
    node.certify(CLIENT, SERVER);
  });
  afterEach(() => {
    node.clear(socketsBefore);
    node[Symbol.dispose]();
  });

  function application(pod = server): TestApplication {
    return node.poll(pod.application(echo(), { port: APP_PORT }));
  }

  /** Without the ends that the test itself holds. */
  function proxySockets(ends: number): number {
    return openSocketCount() - socketsBefore - ends;
  }

  test("at once takes its connections and its descriptors along, and no other pod's", () => {
    const app = application();
    const clientApp = application(client);
    const cut = node.talk(client, app.address);
    const kept = node.talk(server, clientApp.address);
    node.remove("uid-server");
    // Its own way out is cut as well.
    node.until(() => cut.isOver && kept.isOver && node.removed().length === 1);
    expect(node.removed()).toEqual(["uid-server"]);
    expect(node.dump()).toEqual([]);
    expect(node.failures().map((line) => [line.direction, line["error.code"]])).toEqual(
      expect.arrayContaining([
        ["inbound", "drained"],
        ["outbound", "drained"],
      ]),
    );
    // Two clients, two applications with a connection each, and the three listeners of the pod that stays.
    node.until(() => proxySockets(2 + 2 + 2) === 3);
    const other = network.pod();
    node.add("uid-other", other, OTHER);
    node.change(recordOf(OTHER, other));
    node.certify(OTHER);
    node.talk(other, clientApp.address);
  });

  test("in order lets connections finish, takes no new ones, and is done with the last", () => {
    const app = application();
    const socket = node.talk(client, app.address);
    node.remove("uid-server", "graceful", 20_000);
    node.say(socket, " still");
    const refused = node.connect(client, app.address);
    node.until(() => refused.isOver);
    node.say(socket, " here");
    expect(node.removed()).toEqual([]);
    socket.end();
    node.until(() => socket.isOver && node.removed().length === 1);
    expect(node.failures().map((line) => line["error.code"])).toEqual(["tunnel-connect-failed"]);
  });

  test("is let go of by its peers as soon as its record says that it is unhealthy, and serves on", () => {
    const app = application();
    const tunnels = (): number | undefined => {
      node.settle();
      return node.plane.ofType("tick").at(-1)?.gauges.openTunnelsServer;
    };
    const say = (status: "Healthy" | "Unhealthy"): void => node.change(recordOf(SERVER, server, { status }));
    const held = node.talk(client, app.address);
    say("Unhealthy");
    node.say(held, " still");
    const next = node.talk(client, app.address);
    expect(tunnels()).toBe(2);
    // It was so before.
    node.change(recordOf(SERVER, server, { status: "Unhealthy", capacity: 2 }));
    held.end();
    node.until(() => held.isOver);
    node.say(next, " there");
    expect(tunnels()).toBe(1);
    next.end();
    node.until(() => next.isOver);
    expect(tunnels()).toBe(1);
    say("Healthy");
    say("Unhealthy");
    expect(tunnels()).toBe(0);
    expect(node.failures()).toEqual([]);
  });

  test("in order is cut off at the deadline, or when it is asked again", () => {
    const app = application();
    const first = node.talk(client, app.address);
    node.remove("uid-server", "graceful", 100);
    node.until(() => first.isOver && node.removed().length === 1);
    node.add("uid-server", server, SERVER);
    node.certify(SERVER);
    const second = node.talk(client, app.address);
    node.remove("uid-server", "graceful", 60_000);
    node.say(second, " more");
    node.remove("uid-server", "immediate");
    node.until(() => second.isOver && node.removed().length === 2);
  });

  test("in order serves what the kernel had accepted for it", () => {
    const app = application();
    node.talk(client, app.address);
    const before = client.countAt(OUTBOUND_PORT);
    // Connected for the application, and not taken yet by its proxy.
    const sockets = Array.from({ length: 20 }, () => client.connect(app.address));
    untilQueued(client, before + sockets.length);
    node.remove("uid-client", "graceful", 20_000);
    for (const socket of sockets) node.say(node.poll(socket), "hello");
    for (const socket of sockets) node.forget(socket);
  });

  test.each<[name: string, prepare: () => { readonly from: TestPod; readonly to: SocketAddress }]>([
    [
      "before its record is known",
      () => {
        node.plane.deliver(...stateMessages(3, [], [{ kind: "workload", key: uidOf(SERVER) }]));
        return { from: server, to: { ip: client.ip, port: APP_PORT } };
      },
    ],
    [
      "before its certificate is there",
      () => {
        node.remove("uid-server");
        node.until(() => node.removed().length === 1);
        node.add("uid-server", server, SERVER);
        return { from: server, to: { ip: client.ip, port: APP_PORT } };
      },
    ],
    ["while it dials", () => ({ from: server, to: NOBODY })],
    [
      "while its tunnel is dialled",
      () => {
        node.change(recordOf(key("far"), client, { name: "far", workloadIps: [NOBODY.ip] }));
        return { from: server, to: NOBODY };
      },
    ],
  ])("%s ends what waits, and nothing is left", (_name, prepare) => {
    const { from, to } = prepare();
    const socket = node.connect(from, to);
    node.turns(10);
    expect(socket.isOver).toBe(false);
    const answered = node.removed().length;
    node.remove("uid-server");
    node.until(() => socket.isOver && node.removed().length === answered + 1);
    node.until(() => proxySockets(1) <= 3);
    // What comes late finds nobody.
    node.certify(SERVER);
    node.change(recordOf(SERVER, server));
    node.turns(5);
    expect(node.removed()).toHaveLength(answered + 1);
    expect(proxySockets(1)).toBe(3);
  });

  test("while others dial it is an error to them, and no more", () => {
    const app = application();
    const sockets = Array.from({ length: 10 }, () => node.connect(client, app.address));
    for (const socket of sockets) socket.send("x");
    node.turn();
    node.remove("uid-server");
    node.until(() => sockets.every((socket) => socket.isOver || socket.text === "x"));
    node.until(() => node.removed().length === 1);
    node.until(() => sockets.every((socket) => socket.isOver));
  });

  test("may come again at once, in another namespace, while the one before is drained", () => {
    const moved = network.pod();
    const app = application();
    const socket = node.talk(client, app.address);
    node.remove("uid-server", "graceful", 60_000);
    node.add("uid-server", moved, SERVER);
    node.change(recordOf(SERVER, moved));
    const movedApp = application(moved);
    const next = node.talk(client, movedApp.address);
    node.say(socket, " as before");
    expect(movedApp.peers[0]?.ip).toBe(client.ip);
    node.remove("uid-server");
    node.until(() => next.isOver);
    // The second is gone, and is answered for after the first.
    node.turns(5);
    expect(node.removed()).toEqual([]);
    socket.end();
    node.until(() => node.removed().length === 2);
    expect(node.plane.ofType("pod-added").map(({ error }) => error)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("works in a namespace that has lost its name, and does not keep it from going", () => {
    const doomed = network.pod();
    const DOOMED = key("doomed");
    node.change(recordOf(DOOMED, doomed));
    node.add("uid-doomed", doomed, DOOMED);
    node.certify(DOOMED);
    const app = application();
    doomed.unname();
    const socket = node.talk(doomed, app.address);
    node.remove("uid-doomed");
    node.until(() => socket.isOver && node.removed().length === 1);
    node.forget(socket);
    expect(network.links()).toContain(`v${doomed.number}@`);
    doomed[Symbol.dispose]();
    node.until(() => !network.links().includes(`v${doomed.number}@`));
  });

  test("and whose namespace cannot be entered costs its own connections", () => {
    node.remove("uid-client");
    node.until(() => node.removed().length === 1);
    const bound = client.bind();
    node.plane.deliver({
      type: "pod-add",
      uid: "uid-client",
      workload: CLIENT,
      netnsFd: 60_000,
      listeners: bound.fds,
    });
    node.certify(CLIENT);
    const socket = node.connect(client, application().address);
    node.until(() => socket.isOver);
    node.remove("uid-client");
    node.until(() => node.removed().length === 2);
    bound[Symbol.dispose]();
    expect(node.failures()).toMatchObject([
      { "error.code": "tunnel-connect-failed", error: "io error: Bad file descriptor (os error 9)" },
    ]);
  });

  test("can be there before anything is served, and then waits with the others", () => {
    const before = openSocketCount();
    const early = new PodNode([recordOf(CLIENT, client), recordOf(SERVER, server)], { isServing: false });
    const [first, second] = [network.pod(), network.pod()];
    early.change(recordOf(CLIENT, first), recordOf(SERVER, second));
    early.add("uid-first", first, CLIENT);
    early.add("uid-second", second, SERVER);
    early.certify(CLIENT, SERVER);
    early.deliver({
      type: "pod-add",
      uid: "uid-bad",
      workload: OTHER,
      netnsFd: first.netnsFd,
      listeners: { ...NO_LISTENERS, inbound: 60_000, transparent: true },
    });
    const app = early.poll(second.application(echo(), { port: APP_PORT }));
    const socket = early.connect(first, app.address);
    socket.send("x");
    early.turns(20);
    expect(app.connections).toEqual([]);
    early.serve();
    early.until(() => socket.text === "x");
    early.settle();
    expect(early.plane.ofType("pod-added").map(({ error }) => error)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      early.plane
        .ofType("log")
        .map(({ lines }) => lines)
        .join(""),
    ).toContain("pod cannot be served");
    early.remove("uid-bad");
    early.until(() => early.removed().length === 1);
    early.clear(before);
    early[Symbol.dispose]();
  });

  test("is answered for also when it could not be added", () => {
    const answers = () => node.plane.ofType("pod-added").slice(2);
    const add = { type: "pod-add", workload: SERVER, netnsFd: server.netnsFd } as const;
    node.plane.deliver(
      { ...add, uid: "uid-server", listeners: { ...NO_LISTENERS, transparent: true } },
      { ...add, uid: "uid-bad", listeners: { ...NO_LISTENERS, inbound: 60_000, transparent: true } },
      { type: "pod-remove", uid: "uid-bad", mode: "graceful", deadlineMs: 10_000 },
      { type: "pod-remove", uid: "uid-unknown", mode: "graceful", deadlineMs: 10_000 },
    );
    node.until(() => node.removed().length === 1);
    expect(node.removed()).toEqual(["uid-bad"]);
    expect(answers()).toMatchObject([
      { uid: "uid-server", error: expect.stringContaining("there already") },
      { uid: "uid-bad", error: expect.stringContaining("epoll_ctl") },
    ]);
    node.talk(client, application().address);
  });

  test("at the end of the process drains with all others, and each component is reported once", () => {
    const app = application();
    const socket = node.talk(client, app.address);
    node.plane.deliver({ type: "drain", mode: "graceful", deadlineMs: 60_000 });
    node.until(() => node.plane.ofType("drained").length === 3);
    node.say(socket, " on");
    node.add("uid-late", server, SERVER);
    expect(node.plane.ofType("pod-added").at(-1)).toMatchObject({
      uid: "uid-late",
      error: expect.any(String),
    });
    node.remove("uid-client", "graceful", 60_000);
    expect(node.removed()).toEqual([]);
    socket.end();
    node.until(() => node.plane.ofType("drained").length === 5 && node.removed().length === 1);
    expect(node.plane.ofType("drained").map(({ component, forced }) => [component, forced])).toEqual(
      expect.arrayContaining([
        ["inbound", false],
        ["inbound passthrough", false],
        ["outbound", false],
        ["socks5", false],
      ]),
    );
  });

  test("a thousand times, with a connection in whichever state it has come to, leaves nothing behind", () => {
    const collect = exposeCollector();
    const app = node.poll(server.application());
    const cycles = (count: number): void => {
      for (let index = 0; index < count; index++) {
        const socket = node.connect(client, index % 3 === 0 ? NOBODY : app.address);
        socket.send("x");
        node.turns(index % 10, 0);
        node.remove("uid-client", index % 2 === 0 ? "immediate" : "graceful");
        if (index % 4 === 0) node.until(() => node.removed().length > 0);
        node.add("uid-client", client, CLIENT);
        if (index % 5 !== 0) node.certify(CLIENT);
        node.forget(socket);
        answers += node.removed().length;
        node.plane.messages.length = 0;
      }
      node.turns(200);
      answers += node.removed().length;
      node.plane.messages.length = 0;
      for (const connection of app.connections.splice(0)) connection.close();
      app.peers.length = 0;
      collect();
    };
    let answers = 0;
    cycles(300);
    const descriptors = readdirSync("/proc/self/fd").length;
    const growth = [500, 500].map((count) => {
      const before = process.memoryUsage();
      cycles(count);
      const after = process.memoryUsage();
      return { heap: (after.heapUsed - before.heapUsed) / count, rss: (after.rss - before.rss) / count };
    });
    expect(answers).toBe(1_300);
    node.until(() => readdirSync("/proc/self/fd").length <= descriptors);
    // A pod takes kilobytes of the heap, and more outside it for its certificate; what is lost is lost each time.
    expect(Math.min(...growth.map(({ heap }) => heap))).toBeLessThan(500);
    expect(Math.min(...growth.map(({ rss }) => rss))).toBeLessThan(10_000);
  });
});

function uidOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `Kubernetes//Pod/${namespace}/${name}`;
}

/** A kernel with much to do ends handshakes later than `connect` returns. Nobody accepts meanwhile. */
function untilQueued(pod: TestPod, count: number): void {
  const deadline = performance.now() + 30_000;
  while (pod.countAt(OUTBOUND_PORT) < count)
    if (performance.now() > deadline) throw new Error("the kernel does not end the handshakes");
}
