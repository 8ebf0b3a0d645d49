/** Shared mode: ztunnels and agents that come and go while the pods stay. */
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { describeNetns, withMesh } from "../src/describe-netns.ts";
import type { MeshOptions, NetnsMesh } from "../src/netns-mesh.ts";
import { agentPod, NodeZtunnel, redirectPod } from "../src/node-ztunnel.ts";
import type { Pod } from "../src/pod.ts";
import { ZdsAgent } from "../src/zds-agent.ts";

const PORT = 7000;
const NODE = "n1";
const OK = { answered: true, text: "hello" };
/** Much longer than it takes, on a busy machine too. */
const LONG = { timeout: 15_000 };

function nodeOf(prefix: string): MeshOptions {
  return {
    prefix,
    enroll: false,
    pods: [
      { name: "client", node: NODE, redirect: "both" },
      { name: "server", node: NODE, redirect: "both" },
      { name: "old", inMesh: false },
      { name: "new", inMesh: false },
    ],
  };
}

/** A node of two pods, and its agent; ztunnels are the test's. */
class Node implements AsyncDisposable {
  readonly mesh: NetnsMesh;
  readonly agentPath: string;
  readonly client: Pod;
  readonly server: Pod;
  agent: ZdsAgent;
  readonly #undo = new AsyncDisposableStack();

  constructor(mesh: NetnsMesh) {
    this.mesh = mesh;
    this.agentPath = join(mesh.folder, "agent.sock");
    this.client = mesh.pod("client");
    this.server = mesh.pod("server");
    this.agent = this.openAgent();
    for (const pod of [this.client, this.server]) redirectPod(pod, "both");
  }

  /** With both pods in the mesh. */
  openAgent(): ZdsAgent {
    this.agent = this.#undo.use(ZdsAgent.open(this.agentPath));
    for (const pod of [this.client, this.server]) this.agent.know(agentPod(pod));
    return this.agent;
  }

  async ztunnel(
    home: string,
    options: { env?: Record<string, string>; isAwaited?: boolean } = {},
  ): Promise<NodeZtunnel> {
    const { mesh, agentPath } = this;
    return this.#undo.use(
      await NodeZtunnel.start({ mesh, home: mesh.pod(home), node: NODE, agentPath, ...options }),
    );
  }

  ask() {
    return this.client.request({ ip: this.server.ip, port: PORT }, "hello");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#undo.disposeAsync();
  }
}

/** New connections one after the other, several at a time, until told to stop. */
class Traffic {
  readonly failures: unknown[] = [];
  count = 0;
  #isOn = true;
  readonly #loops: Promise<void>[];

  constructor(node: Node, parallel = 4) {
    this.#loops = Array.from({ length: parallel }, () => this.#run(node));
  }

  /** Resolves after that many more requests. */
  more(count: number): Promise<void> {
    const target = this.count + count;
    return eventually(
      () => {
        if (this.count < target) throw new Error(`${this.count} of ${target} requests`);
      },
      { timeoutMs: 30_000, intervalMs: 5 },
    );
  }

  async end(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#loops);
  }

  async #run(node: Node): Promise<void> {
    while (this.#isOn) {
      const reply = await node.ask();
      this.count += 1;
      if (!reply.answered) this.failures.push(reply);
    }
  }
}

async function withNode(prefix: string, body: (node: Node) => Promise<void>): Promise<void> {
  await withMesh(nodeOf(prefix), async (mesh) => {
    await using node = new Node(mesh);
    await node.server.serve(PORT);
    await body(node);
  });
}

describeNetns("pods that stay in the mesh while its programs change", () => {
  test("move from an old ztunnel to a new one without a connection that fails", async () => {
    await withNode("ambit-handover", async (node) => {
      const old = await node.ztunnel("old");
      expect(await node.ask()).toEqual(OK);
      await using held = await node.client.connect({ ip: node.server.ip, port: PORT });
      expect(await held.exchange("one")).toEqual({ text: "one", state: "open" });
      const traffic = new Traffic(node);
      await traffic.more(50);
      const next = await node.ztunnel("new");
      await traffic.more(100);
      old.process.signal("SIGTERM");
      await expect.poll(() => old.process.readLog(), LONG).toContain("starting shutdown");
      expect(await held.exchange("two")).toEqual({ text: "two", state: "open" });
      await traffic.more(200);
      await held.end();
      expect(await held.receiveAll()).toEqual({ text: "", state: "ended" });
      expect(await old.process.exited()).toEqual({ code: 0, signal: null });
      await traffic.more(50);
      await traffic.end();
      expect(traffic.failures).toEqual([]);
      expect(next.process.accessLines().length).toBeGreaterThan(0);
    });
  });

  test("move again and again: each ztunnel takes over from the one before", async () => {
    await withNode("ambit-handovers", async (node) => {
      let current = await node.ztunnel("old");
      const traffic = new Traffic(node);
      for (const home of ["new", "old", "new"]) {
        await traffic.more(30);
        const next = await node.ztunnel(home);
        await traffic.more(30);
        current.process.signal("SIGTERM");
        expect(await current.process.exited()).toEqual({ code: 0, signal: null });
        current = next;
      }
      await traffic.more(30);
      await traffic.end();
      expect(traffic.failures).toEqual([]);
    });
  });

  test("are served again after a ztunnel was killed and started with the same snapshot", async () => {
    await withNode("ambit-zkill", async (node) => {
      const first = await node.ztunnel("old");
      expect(await node.ask()).toEqual(OK);
      first.process.signal("SIGKILL");
      await first.process.exited();
      expect(await node.ask()).toMatchObject({ answered: false });
      const second = await node.ztunnel("old");
      expect(await node.ask()).toEqual(OK);
      expect(Object.keys((await second.dump()).workloadState)).toEqual(["uid-client", "uid-server"]);
    });
  });

  test("do not notice that their agent was killed and started again", async () => {
    await withNode("ambit-akill", async (node) => {
      const ztunnel = await node.ztunnel("old");
      await using held = await node.client.connect({ ip: node.server.ip, port: PORT });
      expect(await held.exchange("one")).toEqual({ text: "one", state: "open" });
      node.agent[Symbol.dispose]();
      await expect
        .poll(() => ztunnel.readiness(), LONG)
        .toBe("500 not ready, pending: workload proxy manager");
      expect(await node.ask()).toEqual(OK);

      const agent = node.openAgent();
      await expect.poll(() => agent.events, { ...LONG, interval: 5 }).toEqual(["1 connected", "1 synced 2"]);
      await expect.poll(() => ztunnel.readiness(), LONG).toBe("200 ready");
      expect(await held.exchange("two")).toEqual({ text: "two", state: "open" });
      expect(await ztunnel.count("workload_manager_proxies_started_total")).toBe(2);
    });
  });

  test("that went while their agent was away are gone after its snapshot", async () => {
    await withNode("ambit-agone", async (node) => {
      const ztunnel = await node.ztunnel("old");
      node.agent[Symbol.dispose]();
      await expect.poll(() => ztunnel.readiness(), LONG).toContain("pending");
      const agent = node.openAgent();
      void agent.remove("uid-server");
      await expect.poll(() => ztunnel.readiness(), LONG).toBe("200 ready");
      expect(Object.keys((await ztunnel.dump()).workloadState)).toEqual(["uid-client"]);
      expect(ztunnel.process.readLog()).toContain("pod is not in the snapshot, shutting down proxy");
    });
  });

  test("whose ports an old ztunnel keeps for itself wait for it to end, and say so", async () => {
    await withNode("ambit-noreuse", async (node) => {
      const env = { INPOD_PORT_REUSE: "false" };
      const old = await node.ztunnel("old", { env });
      const next = await node.ztunnel("new", { env, isAwaited: false });
      await expect
        .poll(() => node.agent.events.join(), LONG)
        .toMatch(/2 refused uid-client: failed to start proxy: cannot listen on/);
      await expect.poll(() => next.readiness(), LONG).toBe("500 not ready, pending: workload proxy manager");
      expect((await next.dump()).workloadState["uid-client"]).toMatchObject({ state: "Pending" });
      expect(await next.count("workload_manager_pending_proxy_count")).toBe(2);
      expect(await node.ask()).toEqual(OK);

      old.process.signal("SIGTERM");
      await old.process.exited();
      await expect.poll(() => next.readiness(), LONG).toBe("200 ready");
      expect(await node.ask()).toEqual(OK);
    });
  });
});

describeNetns("an agent that says what cannot be", () => {
  test("by junk is left, and the pods are served on", async () => {
    await withNode("ambit-zjunk", async (node) => {
      const ztunnel = await node.ztunnel("old");
      const junk = [
        new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"),
        new Uint8Array(1_024).fill(255),
        new Uint8Array([0x0a, 0]),
      ];
      for (const [index, bytes] of junk.entries()) {
        node.agent.sendRaw(bytes);
        await expect.poll(() => node.agent.events.at(-1), LONG).toBe(`${index + 2} synced 2`);
      }
      expect(await node.ask()).toEqual(OK);
      await expect.poll(() => ztunnel.readiness(), LONG).toBe("200 ready");
      expect(ztunnel.process.exit).toBeUndefined();
    });
  });

  test.each([
    ["a keep after the snapshot", [0x2a, 3, 0x0a, 1, 0x75]],
    ["a second snapshot", [0x1a, 0]],
  ])("by %s ends the process with 1", async (_name, bytes) => {
    await withNode("ambit-zproto", async (node) => {
      const ztunnel = await node.ztunnel("old");
      node.agent.sendRaw(new Uint8Array(bytes));
      expect(await ztunnel.process.exited()).toEqual({ code: 1, signal: null });
      expect(ztunnel.process.readLog()).toContain("the CNI agent speaks another protocol, shutting down");
    });
  });
});
