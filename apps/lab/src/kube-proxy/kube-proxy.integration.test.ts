// Services of a real API server to rules in a real namespace, and connections through them.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseCidr, parseIpAddress } from "@ambit/addr";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded } from "@ambit/kube-embedded";
import { systemClock, TaskGroup } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { memoryLogger } from "@ambit/telemetry/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CLUSTER_KINDS } from "../cluster/objects/cluster-kinds.ts";
import { runKubeProxy } from "./run-kube-proxy.ts";
import { ask, in_, nameServer, type PodNetwork, podNetwork } from "./testing/pod-network.ts";

const OBSTACLE = findRootObstacle() ?? findMissingPrograms({ ip: "iproute2", nft: "nftables", bash: "bash" });
const PATIENCE = { timeoutMs: 15_000, intervalMs: 20 };
const VIP = "10.96.0.5";
const VIP6 = "fd00:96::5";

let world: { readonly network: PodNetwork; readonly api: KubeClient; readonly dispose: () => Promise<void> };
let lines: readonly string[] = [];

beforeEach(async () => {
  await using stack = new AsyncDisposableStack();
  const network = stack.use(podNetwork("l2-kp", ["a", "b"]));
  stack.use(await nameServer(network.pod("a"), "a", 8080));
  stack.use(await nameServer(network.pod("b"), "b", 8080));
  const server = stack.use(await bindKubeEmbedded({ anonymousAdmin: true }));
  const rate = { perSecond: 10_000, burst: 10_000 };
  const api = stack.use(await openKubeClient({ kind: "explicit", server: server.url }, { rate }));
  const tasks = stack.use(new TaskGroup());
  const { logger, sink } = memoryLogger("lab");
  ({ lines } = sink);
  const ready = Promise.withResolvers<void>();
  tasks.spawn("kube-proxy", (signal) =>
    runKubeProxy(
      {
        api,
        nodeName: "n1",
        nodeAddresses: [parseIpAddress("10.0.0.11"), parseIpAddress("fd00::11")],
        podCidrs: [parseCidr("10.1.0.0/16"), parseCidr("fd00:1::/64")],
        netnsPath: `/run/netns/${network.node}`,
        clock: systemClock,
        random: Math.random,
        logger,
        onReady: () => ready.resolve(),
      },
      signal,
    ),
  );
  await Promise.race([ready.promise, tasks.join().then(() => Promise.reject(new Error("ended")))]);
  const owned = stack.move();
  world = { network, api, dispose: () => owned.disposeAsync() };
});

afterEach(async () => {
  await world.dispose();
});

async function createService(spec: Readonly<Record<string, unknown>>): Promise<void> {
  await world.api.create(CLUSTER_KINDS.services.resource, "default", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: {
      clusterIP: VIP,
      clusterIPs: [VIP, VIP6],
      ipFamilies: ["IPv4", "IPv6"],
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
      ...spec,
    },
  });
}

/** By the last part of a pod's address: 1 is a, 2 is b. */
async function setEndpoints(...pods: readonly number[]): Promise<void> {
  for (const [family, prefix] of [
    ["IPv4", "10.1.0."],
    ["IPv6", "fd00:1::"],
  ] as const) {
    await world.api.patch(
      CLUSTER_KINDS.endpointslices.resource,
      { namespace: "default", name: `web-${family.toLowerCase()}` },
      {
        kind: "apply",
        fieldManager: "test",
        force: true,
        body: {
          apiVersion: "discovery.k8s.io/v1",
          kind: "EndpointSlice",
          metadata: { name: `web-${family.toLowerCase()}`, labels: { "kubernetes.io/service-name": "web" } },
          addressType: family,
          ports: [{ name: "http", port: 8080, protocol: "TCP" }],
          endpoints: pods.map((pod) => ({
            addresses: [`${prefix}${pod}`],
            nodeName: "n1",
            conditions: { ready: true },
          })),
        },
      },
    );
  }
}

/** Who answers in so many tries. */
async function answers(count: number, address: string, port = 80): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let turn = 0; turn < count; turn += 1) {
    names.add((await ask(world.network.pod("a"), address, port)).split(" ")[0] ?? "");
  }
  return names;
}

describeUnless(OBSTACLE, "kube-proxy", () => {
  test.each([
    ["IPv4", VIP],
    ["IPv6", VIP6],
  ])("spreads connections to a cluster address over the endpoints, %s", async (_family, vip) => {
    await createService({});
    await setEndpoints(1, 2);
    await eventually(async () => expect(await answers(20, vip)).toEqual(new Set(["a", "b"])), PATIENCE);
    expect(lines).toEqual([]);
  });

  test("lets a pod reach itself through its service, and others keep their address", async () => {
    await createService({});
    await setEndpoints(1);
    await eventually(
      async () => expect(await ask(world.network.pod("b"), VIP, 80)).toBe("a 10.1.0.2"),
      PATIENCE,
    );
    // Its own address would not come back to it.
    await eventually(
      async () => expect(await ask(world.network.pod("b"), VIP6, 80)).toBe("a fd00:1::2"),
      PATIENCE,
    );
    expect(await ask(world.network.pod("a"), VIP, 80)).toMatch(/^a (?!10\.1\.0\.1$)/);
    expect(await ask(world.network.pod("a"), VIP6, 80)).toMatch(/^a (?!fd00:1::1$)/);
    // The node is outside of the pods' block: as real clusters, it is masqueraded.
    expect(await ask(world.network.node, VIP, 80)).toMatch(/^a /);
  });

  test("refuses at once what has no endpoint, and ports that the service has not", async () => {
    await createService({});
    await setEndpoints();
    await eventually(async () => {
      expect(await ask(world.network.pod("a"), VIP, 80)).toBe("refused");
      expect(await ask(world.network.node, VIP, 80)).toBe("refused");
    }, PATIENCE);
    // Also a client that asks again and again.
    expect(await answers(20, VIP)).toEqual(new Set(["refused"]));
    expect(await ask(world.network.pod("a"), VIP, 81)).toBe("refused");
    expect(await ask(world.network.pod("a"), VIP6, 81)).toBe("refused");
    await setEndpoints(2);
    await eventually(async () => expect(await answers(1, VIP)).toEqual(new Set(["b"])), PATIENCE);
  });

  test("keeps connections when endpoints change, and sends new ones to the new endpoint", async () => {
    await createService({});
    await setEndpoints(1);
    await eventually(async () => expect(await answers(1, VIP)).toEqual(new Set(["a"])), PATIENCE);
    const script = `exec 3<>/dev/tcp/${VIP}/80; read line <&3; echo $line; read go; echo ask >&3; read line <&3; echo $line`;
    const client = spawn("ip", ["netns", "exec", world.network.pod("b"), "bash", "-ec", script]);
    const said = createInterface(client.stdout)[Symbol.asyncIterator]();
    expect((await said.next()).value).toBe("a 10.1.0.2");
    await setEndpoints(2);
    await eventually(async () => expect(await answers(5, VIP)).toEqual(new Set(["b"])), PATIENCE);
    client.stdin.write("go\n");
    expect((await said.next()).value).toBe("a again");
    client.kill("SIGKILL");
  });

  test("keeps a client at its endpoint, also when others come", async () => {
    await createService({ sessionAffinity: "ClientIP" });
    await setEndpoints(2);
    await eventually(async () => expect(await answers(1, VIP)).toEqual(new Set(["b"])), PATIENCE);
    await setEndpoints(1, 2);
    const rules = () => in_(world.network.node, "nft list table ip ambit-kube-proxy");
    await eventually(() => expect(rules()).toContain("numgen random mod 2"), PATIENCE);
    expect(await answers(15, VIP)).toEqual(new Set(["b"]));
  });

  test("serves node ports on the node's addresses", async () => {
    await createService({
      type: "NodePort",
      ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30_080 }],
    });
    await setEndpoints(2);
    await eventually(
      async () => expect(await answers(1, "10.0.0.11", 30_080)).toEqual(new Set(["b"])),
      PATIENCE,
    );
    expect(await answers(1, "fd00::11", 30_080)).toEqual(new Set(["b"]));
    await setEndpoints();
    await eventually(
      async () => expect(await answers(1, "10.0.0.11", 30_080)).toEqual(new Set(["refused"])),
      PATIENCE,
    );
  });

  test("has the same rules after many changes as after a start", async () => {
    await createService({
      sessionAffinity: "ClientIP",
      type: "NodePort",
      ports: [{ name: "http", port: 80, nodePort: 30_080 }],
    });
    for (const pods of [[1], [1, 2], [], [2], [1, 2]]) await setEndpoints(...pods);
    const list = () => in_(world.network.node, "nft -s -j list ruleset");
    const text = () => in_(world.network.node, "nft list ruleset");
    await eventually(() => expect(text().match(/numgen random mod 2/g)).toHaveLength(4), PATIENCE);
    const changed = normalized(list());
    const { logger } = memoryLogger("lab");
    const controller = new AbortController();
    await runKubeProxy(
      {
        api: world.api,
        nodeName: "n1",
        nodeAddresses: [parseIpAddress("10.0.0.11"), parseIpAddress("fd00::11")],
        podCidrs: [parseCidr("10.1.0.0/16"), parseCidr("fd00:1::/64")],
        netnsPath: `/run/netns/${world.network.node}`,
        clock: systemClock,
        random: Math.random,
        logger,
        onReady: () => controller.abort(),
      },
      controller.signal,
    );
    expect(normalized(list())).toEqual(changed);
    expect(lines).toEqual([]);
  });

  test("a namespace that is not there is said", async () => {
    const { logger } = memoryLogger("lab");
    const options = {
      api: world.api,
      nodeName: "n1",
      nodeAddresses: [],
      podCidrs: [],
      clock: systemClock,
      random: Math.random,
      logger,
    };
    await expect(
      runKubeProxy({ ...options, netnsPath: "/run/netns/l2-none" }, new AbortController().signal),
    ).rejects.toThrow(expect.objectContaining({ code: "no-netns" }));
  });
});

/** nft's own JSON with elements and objects in any order, without what a run leaves in it. */
function normalized(ruleset: string): readonly string[] {
  const { nftables }: { readonly nftables: readonly unknown[] } = JSON.parse(ruleset);
  const texts = nftables.map((object) =>
    JSON.stringify(object, (key, value: unknown) => {
      if (key === "handle" || key === "metainfo") return undefined;
      return Array.isArray(value) && (key === "elem" || key === "set")
        ? value.map((item) => JSON.stringify(item)).toSorted(byText)
        : value;
    }),
  );
  return texts.toSorted(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
