/** Where connections go under the rules of an enrolled pod, with every backend and in both families. */
import type { IpAddress, IpFamily, SocketAddress } from "@ambit/addr";
import {
  applyInPod,
  type Backend,
  formatBackend,
  openHostProbes,
  type PodCapture,
  releaseInPod,
  removeInPod,
  verifyInPod,
} from "@ambit/netfilter";
import { aCapture, PROBE_SOURCE } from "@ambit/netfilter/testing";
import { describe, expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { ZTUNNEL_MARK } from "../src/redirection.ts";
import { APP_PORT, LOCALHOST, NODE, POD, RuleNetwork } from "../src/rule-network.ts";

const BACKENDS: readonly Backend[] = [
  { kind: "iptables", variant: "nft" },
  { kind: "iptables", variant: "legacy" },
  { kind: "nftables" },
];
const FAMILIES: readonly IpFamily[] = [4, 6];
const CELLS = BACKENDS.flatMap((backend) =>
  FAMILIES.map((family) => ({ name: `${formatBackend(backend)}, IPv${family}`, backend, family })),
);

function at(ip: IpAddress, port = APP_PORT): SocketAddress {
  return { ip, port };
}

/** A network whose pod has these rules. */
async function capturedPod(backend: Backend, changes?: Partial<PodCapture>): Promise<RuleNetwork> {
  const network = new RuleNetwork("ambit-rules");
  try {
    await applyInPod(network.pod, { capture: aCapture(changes), backend, isFresh: true });
    return network;
  } catch (error) {
    network[Symbol.dispose]();
    throw error;
  }
}

describeNetns("the rules of an enrolled pod", () => {
  describe.each(CELLS)("$name", ({ backend, family }) => {
    test("bring what the application sends to 15001, which learns where it was going", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod } = network;
      const arrival = sockets.dial({ netns: pod.fd, to: at(NODE[family]) });
      expect(arrival).toMatchObject({ at: "pod:15001", original: at(NODE[family]) });
      expect(sockets.isAlive(arrival)).toBe(true);
    });

    test("let pass what ztunnel sends, what the pod sends to itself, and what stays on the loopback", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod } = network;
      const arrivals = [
        sockets.dial({ netns: pod.fd, to: at(NODE[family]), mark: ZTUNNEL_MARK }),
        sockets.dial({ netns: pod.fd, to: at(NODE[family], 15008), mark: ZTUNNEL_MARK }),
        sockets.dial({ netns: pod.fd, to: at(POD[family]) }),
        sockets.dial({ netns: pod.fd, to: at(LOCALHOST[family]) }),
      ];
      expect(arrivals.map((arrival) => arrival.at)).toEqual([
        "node:8080",
        "node:15008",
        "pod:8080",
        "pod:8080",
      ]);
    });

    test("bring what comes in to 15006, and leave HBONE where it is", async () => {
      using network = await capturedPod(backend);
      const { sockets, node } = network;
      const plain = sockets.dial({ netns: node.fd, to: at(POD[family]) });
      expect(plain).toMatchObject({ at: "pod:15006", original: at(POD[family]), peer: { ip: NODE[family] } });
      const hbone = sockets.dial({ netns: node.fd, to: at(POD[family], 15008) });
      expect(hbone).toMatchObject({ at: "pod:15008", original: at(POD[family], 15008) });
      expect([plain, hbone].every((arrival) => sockets.isAlive(arrival))).toBe(true);
    });

    test("bring replies to ztunnel that it asked for with a client's address", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod } = network;
      const arrival = sockets.dial({
        netns: pod.fd,
        to: at(POD[family]),
        from: NODE[family],
        mark: ZTUNNEL_MARK,
      });
      expect(arrival).toMatchObject({ at: "pod:8080", peer: { ip: NODE[family] } });
      expect(sockets.isAlive(arrival)).toBe(true);
    });

    test("let the node's probes through to the application, and nobody else", async () => {
      using network = await capturedPod(backend);
      const { sockets, node } = network;
      const probes = await openHostProbes(node.run, {
        backend,
        ipv6: true,
        probeSource: PROBE_SOURCE,
        kubeletUid: 0,
      });
      expect(sockets.dial({ netns: node.fd, to: at(POD[family]) }).at).toBe("pod:15006");
      await probes.add([{ ip: POD[family], podUid: "uid" }]);
      const probe = sockets.dial({ netns: node.fd, to: at(POD[family]) });
      expect(probe).toMatchObject({ at: "pod:8080", peer: { ip: PROBE_SOURCE[family] } });
      expect(sockets.isAlive(probe)).toBe(true);
      await probes.remove([{ ip: POD[family], podUid: "uid" }]);
      expect(sockets.dial({ netns: node.fd, to: at(POD[family]) }).at).toBe("pod:15006");
    });

    test("bring DNS over TCP to 15053, unless it is ztunnel's or not captured", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod } = network;
      const query = { netns: pod.fd, to: at(NODE[family], 53) };
      expect(sockets.dial(query).at).toBe("pod:15053");
      expect(sockets.dial({ ...query, mark: ZTUNNEL_MARK }).at).toBe("node:53");
      await applyInPod(pod, { capture: aCapture({ dnsCapture: false }), backend, isFresh: false });
      expect(sockets.dial(query).at).toBe("pod:15001");
    });

    test("leave a gateway's inbound traffic alone, and capture what it sends", async () => {
      using network = await capturedPod(backend, { bypassInbound: true });
      const { sockets, node, pod } = network;
      expect(sockets.dial({ netns: node.fd, to: at(POD[family]) }).at).toBe("pod:8080");
      expect(sockets.dial({ netns: pod.fd, to: at(NODE[family]) }).at).toBe("pod:15001");
    });

    test("take what comes from a virtual interface for the pod's own", async () => {
      using network = await capturedPod(backend, { virtualInterfaces: ["br0"] });
      const { sockets, node, machine } = network;
      const arrival = sockets.dial({ netns: machine.fd, to: at(NODE[family]) });
      expect(arrival).toMatchObject({ at: "pod:15001", original: at(NODE[family]) });
      expect(sockets.isAlive(arrival)).toBe(true);
      expect(sockets.dial({ netns: node.fd, to: at(POD[family]) }).at).toBe("pod:15006");
    });

    test("can be replaced while connections are made: none is lost, and none escapes", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod, node } = network;
      let isOver = false;
      const replacing = replaceRules(network, backend).finally(() => {
        isOver = true;
      });
      const seen = new Set<string>();
      let count = 0;
      do {
        for (const dial of [
          { netns: pod.fd, to: at(NODE[family]) },
          { netns: node.fd, to: at(POD[family]) },
        ]) {
          const arrival = sockets.dial(dial);
          seen.add(arrival.at);
          sockets.close(arrival);
          count += 1;
        }
        await new Promise(setImmediate);
      } while (!isOver);
      await replacing;
      expect([...seen].toSorted()).toEqual(["pod:15001", "pod:15006"]);
      expect(count).toBeGreaterThan(20);
    });

    test("let connections in hand go on when the pod is released, and new ones go their own way", async () => {
      using network = await capturedPod(backend);
      const { sockets, pod, node } = network;
      const dialAll = () => [
        sockets.dial({ netns: pod.fd, to: at(NODE[family]) }),
        sockets.dial({ netns: node.fd, to: at(POD[family]) }),
      ];
      const spoofed = sockets.dial({
        netns: pod.fd,
        to: at(POD[family]),
        from: NODE[family],
        mark: ZTUNNEL_MARK,
      });
      const held = [...dialAll(), spoofed];
      expect(await releaseInPod(pod, { capture: aCapture(), backend })).toBe(true);
      expect(dialAll().map((arrival) => arrival.at)).toEqual(["node:8080", "pod:8080"]);
      expect(held.map((arrival) => sockets.isAlive(arrival))).toEqual([true, true, true]);
      await removeInPod(pod, { backend, lastCapture: aCapture(), isReleased: true });
      expect(dialAll().map((arrival) => arrival.at)).toEqual(["node:8080", "pod:8080"]);
    });
  });

  test("have the same routes whether a program made them or the kernel was asked itself", async () => {
    using network = await capturedPod({ kind: "nftables" });
    const { pod } = network;
    const desired = { capture: aCapture(), backend: { kind: "nftables" } as const };
    const routes = (): string =>
      pod.namespace.run([
        "sh",
        "-c",
        "ip rule; ip -6 rule; ip -d route show table 100; ip -d -6 route show table 100; true",
      ]);
    const asked = routes();
    expect(await verifyInPod(pod, desired)).toEqual([]);
    expect(await applyInPod({ run: pod.run }, { ...desired, isFresh: false })).toBe("unchanged");
    expect(await applyInPod(pod, { ...desired, isFresh: false })).toBe("unchanged");
    await removeInPod(pod, { backend: desired.backend, lastCapture: desired.capture });
    expect(routes()).not.toMatch(/fwmark|dev lo/);
    await removeInPod(pod, { backend: desired.backend, lastCapture: desired.capture });
    await applyInPod({ run: pod.run }, { ...desired, isFresh: true });
    expect(routes()).toBe(asked);
    await removeInPod({ run: pod.run }, { backend: desired.backend, lastCapture: undefined });
    expect(routes()).not.toMatch(/fwmark/);
  });

  test.each([
    ["is refused a pod whose loopback is down", "ip link set lo down", /loopback.*is down/],
    [
      "does without IPv6 where a pod has none",
      "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6",
      undefined,
    ],
  ])("an agent without programs for routes %s", async (_name, command, refusal) => {
    using network = new RuleNetwork("ambit-rules");
    const { pod } = network;
    pod.namespace.run(["sh", "-c", command]);
    const desired = { capture: aCapture(), backend: BACKENDS[0] ?? { kind: "nftables" } };
    const applied = applyInPod(pod, { ...desired, isFresh: true });
    if (refusal === undefined) {
      expect(await applied).toBe("installed");
      expect(await verifyInPod(pod, desired)).toEqual([]);
    } else {
      await expect(applied).rejects.toThrow(refusal);
      expect(
        pod.namespace.run(["sh", "-c", "iptables-save; ip6tables-save; ip rule; ip -6 rule"]),
      ).not.toMatch(/ISTIO|fwmark/);
    }
  });

  test.each(BACKENDS.map((backend) => ({ name: formatBackend(backend), backend })))(
    "bring DNS over UDP to 15053 and the answer back to who asked, with $name",
    async ({ backend }) => {
      using network = await capturedPod(backend);
      const { namespace } = network.pod;
      // One program is server and client: the answer says who was asked, the client checks who has answered.
      const script = `
        const dgram = require("node:dgram");
        const server = dgram.createSocket("udp4", (message, from) => server.send("15053 got " + message, from.port, from.address));
        const client = dgram.createSocket("udp4", (message, from) => {
          console.log(message + " from " + from.address + ":" + from.port);
          process.exit(0);
        });
        server.bind(15053, "127.0.0.1", () => client.send("query", 53, "${NODE[4]}"));
        setTimeout(() => process.exit(1), 10000).unref();`;
      expect(namespace.run([process.execPath, "-e", script]).trim()).toBe(
        `15053 got query from ${NODE[4]}:53`,
      );
    },
  );
});

/** All that an agent may ever do to a pod that stays enrolled. */
async function replaceRules({ pod }: RuleNetwork, backend: Backend): Promise<void> {
  const options = { backend, isFresh: false };
  for (let round = 0; round < 3; round += 1) {
    await applyInPod(pod, {
      ...options,
      capture: aCapture({ dnsCapture: false, virtualInterfaces: ["br0"] }),
    });
    await applyInPod(pod, { ...options, capture: aCapture() });
  }
  const other = BACKENDS.find((candidate) => candidate.kind !== backend.kind) ?? backend;
  await applyInPod(pod, { ...options, backend: other, capture: aCapture() });
  await applyInPod(pod, { ...options, capture: aCapture() });
}
