// What the agent says and what the workers answer, with real descriptors of a real namespace: this process's own.

import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createConnection } from "node:net";
import { parseSocketAddress } from "@ambit/addr";
import { Readiness } from "@ambit/lifecycle";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describeUnless, findRootObstacle } from "@ambit/lifecycle/testing/prerequisites";
import { closeFd, inNetns, localAddress, openNetns } from "@ambit/linux";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { decodeZdsAck, encodeZdsRequest, type ZdsRequest } from "@ambit/zds";
import { expect, test } from "vitest";
import { PodMetrics } from "../src/control/pods/pod-metrics.ts";
import { PodsOfNode } from "../src/control/pods/pods-of-node.ts";
import type { MainMessage, PodAddMessage } from "../src/messages.ts";

const ANY_PORT = parseSocketAddress("127.0.0.1:0");
const WORKLOAD = { name: "n", namespace: "s", serviceAccount: "a" };
const WORKERS = 2;
const DRAIN_MS = 2_000;
const LINGER_MS = 5_000;
const TASK = "workload proxy manager";

class Rig implements Disposable {
  readonly clock = new FakeClock();
  readonly readiness = new Readiness();
  readonly registry = new MetricsRegistry();
  readonly posts: MainMessage[] = [];
  readonly answers: (string | undefined)[] = [];
  readonly held = new Set<string>();
  readonly pods: PodsOfNode;
  protocolErrors = 0;
  fence: "passed" | "late" = "passed";
  readonly #fdsBefore = openFds();
  readonly #log = memoryLogger();

  constructor(listening = ANY_PORT) {
    this.pods = new PodsOfNode(
      {
        listeners: {
          inboundAddress: listening,
          inboundPlaintextAddress: ANY_PORT,
          outboundAddress: ANY_PORT,
          socks5Address: undefined,
          dnsAddress: undefined,
          requireOriginalSource: false,
          packetMark: undefined,
          reusePort: true,
        },
        path: "/agent.sock",
        self: undefined,
        drainDeadlineMs: DRAIN_MS,
        readiness: this.readiness,
        metrics: new PodMetrics(this.registry),
        clock: this.clock,
        loggerFor: (scope) => this.#log.logger.child(scope),
        onProtocolError: () => {
          this.protocolErrors += 1;
        },
      },
      {
        workerCount: WORKERS,
        broadcast: (message) => this.posts.push(message),
        post: (_worker, message) => {
          if (message.type === "zds-send") this.answers.push(answerOf(message.packet));
          else this.posts.push(message);
        },
        fence: () => Promise.resolve(this.fence),
        identities: { hold: (key) => void this.held.add(key), release: (key) => void this.held.delete(key) },
      },
    );
  }

  get lines(): readonly string[] {
    return this.#log.sink.records.map(({ level, message }) => `${level} ${message}`);
  }

  open(connection = 1): void {
    this.pods.receive({ type: "zds-open", index: 0, connection });
  }

  send(request: ZdsRequest, connection = 1): void {
    const fds = request.kind === "add" ? [openNetns("/proc/thread-self/ns/net")] : [];
    const packet = encodeZdsRequest(request).buffer;
    this.pods.receive({ type: "zds-packet", index: 0, connection, packet, fds, isTruncated: false });
  }

  add(uid: string, connection = 1): void {
    this.send({ kind: "add", uid, workload: WORKLOAD }, connection);
  }

  /** Every worker says so. */
  all(type: "pod-added" | "pod-removed", uid: string, error?: string): void {
    for (let index = 0; index < WORKERS; index++) {
      this.pods.receive(type === "pod-added" ? { type, index, uid, error } : { type, index, uid });
    }
  }

  /** Those of a type since the last look, or since the beginning. */
  take<T extends MainMessage["type"]>(type: T): Extract<MainMessage, { type: T }>[] {
    const isIt = (message: MainMessage): message is Extract<MainMessage, { type: T }> =>
      message.type === type;
    const taken = this.posts.filter(isIt);
    this.posts.splice(0, this.posts.length, ...this.posts.filter((message) => !isIt(message)));
    return taken;
  }

  /** Connected, with this pod served. */
  static serving(uid: string): Rig {
    const rig = new Rig();
    rig.open();
    rig.add(uid);
    rig.all("pod-added", uid);
    rig.send({ kind: "snapshot-sent" });
    rig.answers.splice(0);
    return rig;
  }

  async metric(name: string): Promise<string | undefined> {
    const { body } = await this.registry.render({ acceptsOpenMetrics: true });
    return body
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1);
  }

  /** Nothing stays open, whatever the test has done. */
  [Symbol.dispose](): void {
    this.pods[Symbol.dispose]();
    expect(openFds()).toBe(this.#fdsBefore);
  }
}

/** The error of an ack; the hello is none. */
function answerOf(packet: ArrayBuffer): string | undefined {
  const bytes = new Uint8Array(packet);
  return bytes[0] === 0x08 ? "hello" : (decodeZdsAck(bytes).error ?? "ack");
}

/** The first look into a namespace opens the way back, and keeps it. */
function openFds(): number {
  const own = openNetns("/proc/thread-self/ns/net");
  inNetns(own, () => 0);
  closeFd(own);
  return readdirSync("/proc/self/fd").length;
}

async function takesConnections({ listeners }: PodAddMessage): Promise<boolean> {
  const address = localAddress(listeners.inbound ?? -1);
  return address !== undefined && connects(address.port);
}

async function connects(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
    // Its descriptor is counted until then.
    if (!socket.closed) await once(socket, "close");
  }
}

/** What waits for a fence goes on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describeUnless(findRootObstacle(), "the pods of a node", () => {
  test("are announced to every worker, and acknowledged when all have them", async () => {
    using rig = new Rig();
    expect(rig.readiness.pending()).toEqual([TASK]);
    rig.open();
    rig.add("u1");
    const [added] = rig.take("pod-add");
    expect(added).toMatchObject({ uid: "u1", workload: WORKLOAD, listeners: { socks5: undefined } });
    expect(rig.answers).toEqual(["hello"]);
    expect([...rig.held]).toEqual(["u1"]);
    rig.pods.receive({ type: "pod-added", index: 0, uid: "u1", error: undefined });
    expect(rig.answers).toEqual(["hello"]);
    rig.pods.receive({ type: "pod-added", index: 1, uid: "u1", error: undefined });
    expect(rig.answers).toEqual(["hello", "ack"]);
    expect(await rig.metric("workload_manager_active_proxy_count")).toBe("1");

    expect(rig.readiness.pending()).toEqual([TASK]);
    rig.send({ kind: "snapshot-sent" });
    expect(rig.readiness.isReady).toBe(true);
    expect([...rig.pods.workloads()]).toEqual([WORKLOAD]);
    expect(rig.pods.pods()).toMatchObject([{ pod: { uid: "u1" }, isUp: true }]);
    expect(rig.lines).toEqual(
      expect.arrayContaining([
        "info handling new stream",
        "info pod received, starting proxy",
        "info received snapshot sent",
      ]),
    );
  });

  test("make ready wait again when the agent is gone, and go on", () => {
    using rig = Rig.serving("u1");
    rig.pods.receive({
      type: "zds-closed",
      index: 0,
      connection: 1,
      reason: "the agent closed the connection",
    });
    expect(rig.readiness.pending()).toEqual([TASK]);
    expect(rig.take("pod-remove")).toEqual([]);
    expect([...rig.held]).toEqual(["u1"]);
  });

  test("are served on for a while after they have left, then drained, then their descriptors are closed", async () => {
    using rig = Rig.serving("u1");
    const [added] = rig.take("pod-add");
    if (added === undefined) expect.fail("no pod");
    rig.send({ kind: "del", uid: "u1" });
    expect(rig.answers).toEqual(["ack"]);
    expect(rig.pods.pods()).toEqual([]);
    expect([...rig.pods.workloads()]).toEqual([WORKLOAD]);
    rig.clock.advance(LINGER_MS - 1);
    expect(rig.take("pod-remove")).toEqual([]);
    expect(await takesConnections(added)).toBe(true);

    rig.clock.advance(1);
    expect(rig.take("pod-remove")).toEqual([
      { type: "pod-remove", uid: "u1", mode: "graceful", deadlineMs: DRAIN_MS },
    ]);
    await settled();
    expect(await takesConnections(added)).toBe(false);
    expect([...rig.held]).toEqual(["u1"]);
    rig.all("pod-removed", "u1");
    expect([[...rig.held], [...rig.pods.workloads()]]).toEqual([[], []]);
    expect(rig.lines.filter((line) => line === "info shutdown complete")).toHaveLength(3);
    expect(await rig.metric("workload_manager_proxies_stopped_total")).toBe("1");
  });

  test("keep their listeners until they are removed when a worker does not answer in time", async () => {
    using rig = Rig.serving("u1");
    const [added] = rig.take("pod-add");
    if (added === undefined) expect.fail("no pod");
    rig.fence = "late";
    rig.send({ kind: "del", uid: "u1" });
    rig.clock.advance(LINGER_MS);
    await settled();
    expect(await takesConnections(added)).toBe(true);
    rig.all("pod-removed", "u1");
    expect(await takesConnections(added)).toBe(false);
  });

  test("that come back in the meantime have never been away", () => {
    using rig = Rig.serving("u1");
    rig.take("pod-add");
    rig.send({ kind: "del", uid: "u1" });
    rig.add("u1");
    expect(rig.answers).toEqual(["ack", "ack"]);
    rig.clock.advance(LINGER_MS * 2);
    expect([...rig.take("pod-add"), ...rig.take("pod-remove")]).toEqual([]);
    expect(rig.pods.pods()).toMatchObject([{ pod: { uid: "u1" }, isUp: true }]);
  });

  test("that come back while they drain are served anew beside that, under another key", () => {
    using rig = Rig.serving("u1");
    rig.send({ kind: "del", uid: "u1" });
    rig.clock.advance(LINGER_MS);
    rig.take("pod-add");
    rig.add("u1");
    const [again] = rig.take("pod-add");
    expect(again?.uid).toMatch(/^u1#/);
    expect(rig.pods.uidOf(again?.uid ?? "")).toBe("u1");
    rig.all("pod-removed", "u1");
    expect(rig.answers).toEqual(["ack"]);
    rig.all("pod-added", again?.uid ?? "");
    expect(rig.answers).toEqual(["ack", "ack"]);
  });

  test("that a worker cannot serve are refused when all have let go, and tried again", () => {
    using rig = new Rig();
    rig.open();
    rig.add("u1");
    rig.all("pod-added", "u1", "epoll");
    expect(rig.take("pod-remove")).toMatchObject([{ uid: "u1", mode: "immediate" }]);
    expect(rig.answers).toEqual(["hello"]);
    rig.all("pod-removed", "u1");
    expect(rig.answers).toEqual(["hello", "failed to start proxy: epoll"]);
    rig.send({ kind: "snapshot-sent" });
    expect(rig.readiness.isReady).toBe(false);

    rig.take("pod-add");
    rig.clock.advance(5_000);
    expect(rig.take("pod-add")).toMatchObject([{ uid: "u1" }]);
    rig.all("pod-added", "u1");
    expect(rig.readiness.isReady).toBe(true);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test("that cannot have their ports wait, and are tried every five seconds", async () => {
    using rig = new Rig(parseSocketAddress("192.0.2.1:1"));
    rig.open();
    rig.add("u2");
    expect(rig.answers.at(-1)).toMatch(/^failed to start proxy: cannot listen on 192\.0\.2\.1:1/);
    expect(rig.pods.pods()).toMatchObject([{ pod: { uid: "u2" }, isUp: false }]);
    expect(await rig.metric("workload_manager_pending_proxy_count")).toBe("1");
    expect(rig.lines).toContainEqual(
      expect.stringContaining("error failed to start proxy: cannot listen on"),
    );
    rig.clock.advance(15_000);
    expect(rig.lines.filter((line) => line.startsWith("error failed"))).toHaveLength(4);
    rig.send({ kind: "del", uid: "u2" });
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test("of the end of the process: the agent is left, a successor gets what is new, then everything drains", async () => {
    using rig = Rig.serving("u1");
    const outcome = rig.pods.drain("graceful", DRAIN_MS);
    expect(rig.take("zds-stop")).toHaveLength(1);
    expect(rig.take("drain")).toEqual([]);
    await rig.clock.advanceAsync(200);
    expect(rig.take("drain")).toEqual([{ type: "drain", mode: "graceful", deadlineMs: DRAIN_MS }]);
    for (const component of ["inbound", "inbound passthrough", "outbound"] as const) {
      for (let index = 0; index < WORKERS; index++) {
        rig.pods.drained({ type: "drained", index, component, forced: false });
      }
    }
    expect(await outcome).toBe("drained");
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test("end the process when the agent speaks another protocol", () => {
    using rig = Rig.serving("u1");
    rig.send({ kind: "keep", uid: "u9" });
    expect(rig.protocolErrors).toBe(1);
    expect(rig.answers).toEqual(["failed to process message: keep of pod u9 after the snapshot"]);
    expect(rig.lines).toContain("error the CNI agent speaks another protocol, shutting down");
  });

  test("survive junk: the connection is given up and nothing else", () => {
    using rig = Rig.serving("u1");
    const packet = new TextEncoder().encode("junk").buffer;
    rig.pods.receive({ type: "zds-packet", index: 0, connection: 1, packet, fds: [], isTruncated: false });
    expect(rig.take("zds-close")).toEqual([{ type: "zds-close", connection: 1 }]);
    expect(rig.protocolErrors).toBe(0);
    expect(rig.pods.pods()).toHaveLength(1);
  });

  test("an agent that cannot be reached is one line, not one for each try", () => {
    using rig = new Rig();
    for (const [connection, reason] of ["ENOENT", "ENOENT", "ECONNREFUSED"].entries()) {
      rig.pods.receive({ type: "zds-closed", index: 0, connection, reason });
    }
    expect(rig.lines.filter((line) => line.includes("cannot connect"))).toHaveLength(2);
  });
});
