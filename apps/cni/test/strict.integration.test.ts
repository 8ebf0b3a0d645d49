// A running pod that is to be in the mesh and cannot be enrolled, since its tables belong to somebody else.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { parseIpAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless, findMissingPrograms } from "@ambit/lifecycle/testing/prerequisites";
import { bindSocket, closeFd, inNetns, listenSocket, tcpSocket } from "@ambit/linux";
import { expect, test } from "vitest";
import { openNetnsPath } from "../src/agent/netns.ts";
import { aRig, PATIENCE, type PodNetwork, RIG_OBSTACLE, type Rig } from "./rig.ts";

const OBSTACLE = RIG_OBSTACLE ?? findMissingPrograms({ nft: "nftables" });
const PROBES = "169.254.7.127";
const PORT = 8080;

/** What a program inside prints, with its errors. */
function inside({ netnsName }: PodNetwork, command: string): string {
  return execFileSync("ip", ["netns", "exec", netnsName, "bash", "-c", `{ ${command}; } 2>&1; true`], {
    encoding: "utf8",
  });
}

/** Whoever connects is taken into the backlog. */
function listenIn(network: PodNetwork): Disposable {
  using netns = openNetnsPath(network.path);
  const fd = inNetns(netns.fd, () => tcpSocket(4));
  bindSocket(fd, { ip: parseIpAddress("0.0.0.0"), port: PORT });
  listenSocket(fd, 128);
  return { [Symbol.dispose]: () => closeFd(fd) };
}

function connect(from: PodNetwork, ip: string): string {
  return inside(from, `timeout 1 bash -c 'exec 3<>/dev/tcp/${ip}/${PORT}' && echo connected`);
}

/** The table in which redirection would be made is this process's, as long as it lives. */
async function takeTables(network: PodNetwork): Promise<Disposable> {
  const child: ChildProcess = spawn("ip", ["netns", "exec", network.netnsName, "nft", "-i"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin?.write("add table ip nat { flags owner; }\n");
  await eventually(() => expect(inside(network, "nft list tables")).toContain("table ip nat"), PATIENCE);
  return { [Symbol.dispose]: () => void child.kill("SIGKILL") };
}

/** A datagram to nobody: what counts is whether it may leave. Bash asks for a route before it sends. */
function sendDatagram(from: PodNetwork, ip: string): string {
  return inside(from, `echo x > /dev/udp/${ip}/53 && echo sent`);
}

async function aScene(rig: Rig) {
  await rig.addNamespace("app");
  const pod = await rig.addRunningPod("app", "client");
  const peer = rig.addNetwork();
  rig.joinNetworks(pod.network, peer);
  execFileSync("ip", ["-n", peer.netnsName, "address", "add", `${PROBES}/32`, "dev", "eth0"]);
  execFileSync("ip", ["-n", pod.network.netnsName, "route", "add", PROBES, "dev", "eth0"]);
  return { pod, peer };
}

describeUnless(OBSTACLE, "a pod that cannot be enrolled", () => {
  test("has its traffic dropped in strict mode, both ways, but for probes, until it can be", async () => {
    await using rig = await aRig();
    const { pod, peer } = await aScene(rig);
    using _there = listenIn(peer);
    using _here = listenIn(pod.network);
    const isReached = (): void => expect(connect(pod.network, peer.ip)).toContain("connected");
    await eventually(isReached, PATIENCE);
    using owner = await takeTables(pod.network);
    await rig.startAgent({ AMBIT_ENROLMENT: "strict", FORCE_IPTABLES_BINARY: "nft" });
    await rig.startZtunnel();
    isReached();
    await rig.labelNamespace("app", "ambient");
    await eventually(() => expect(connect(pod.network, peer.ip)).toContain("Permission denied"), PATIENCE);
    expect(connect(peer, pod.network.ip)).not.toContain("connected");
    expect(sendDatagram(pod.network, peer.ip)).toContain("Permission denied");
    for (const allowed of [PROBES, "127.0.0.1"]) {
      expect(connect(pod.network, allowed)).toContain("connected");
      expect(sendDatagram(pod.network, allowed)).toContain("sent");
    }
    expect(await rig.redirection(pod)).toBeUndefined();
    await eventually(
      async () =>
        expect(await rig.metric('ambit_pods_enrolled_condition{reason="TrafficDropped"}')).toMatch(/ 1$/),
      PATIENCE,
    );
    expect(rig.log.join("")).toContain("the pod cannot be enrolled, its traffic is dropped");
    expect(rig.probeSet()).toContain(pod.network.ip);
    owner[Symbol.dispose]();
    await eventually(async () => expect(await rig.redirection(pod)).toBe("enabled"), PATIENCE);
    expect(inside(pod.network, "ip rule; ip -6 rule")).not.toContain("prohibit");
    expect(sendDatagram(pod.network, peer.ip)).toContain("sent");
    expect(rig.rules(pod.network)).toContain("15001");
  });

  test("goes on as before in strict mode when it is wanted no more", async () => {
    await using rig = await aRig();
    const { pod, peer } = await aScene(rig);
    using _there = listenIn(peer);
    using _owner = await takeTables(pod.network);
    await rig.startAgent({ AMBIT_ENROLMENT: "strict", FORCE_IPTABLES_BINARY: "nft" });
    await rig.startZtunnel();
    await rig.labelNamespace("app", "ambient");
    await eventually(() => expect(inside(pod.network, "ip rule")).toContain("prohibit"), PATIENCE);
    await rig.labelNamespace("app", null);
    await eventually(() => expect(connect(pod.network, peer.ip)).toContain("connected"), PATIENCE);
    expect(inside(pod.network, "ip rule; ip -6 rule")).not.toContain("prohibit");
  });

  test("goes on as before when the agent leaves the node for good", async () => {
    await using rig = await aRig();
    const { pod } = await aScene(rig);
    using _owner = await takeTables(pod.network);
    await rig.startAgent({ AMBIT_ENROLMENT: "strict", FORCE_IPTABLES_BINARY: "nft" });
    await rig.startZtunnel();
    await rig.labelNamespace("app", "ambient");
    await eventually(() => expect(inside(pod.network, "ip rule")).toContain("prohibit"), PATIENCE);
    await rig.agent?.drain();
    expect(inside(pod.network, "ip rule; ip -6 rule")).not.toContain("prohibit");
  });

  test("goes on in plaintext by default, loudly", async () => {
    await using rig = await aRig();
    const { pod, peer } = await aScene(rig);
    using _there = listenIn(peer);
    using _owner = await takeTables(pod.network);
    await rig.startAgent({ FORCE_IPTABLES_BINARY: "nft" });
    await rig.startZtunnel();
    await rig.labelNamespace("app", "ambient");
    await eventually(
      async () =>
        expect(await rig.metric('ambit_pods_enrolled_condition{reason="RulesNotInstalled"}')).toMatch(/ 1$/),
      PATIENCE,
    );
    expect(connect(pod.network, peer.ip)).toContain("connected");
    expect((await rig.report()).pods).toMatchObject([{ wanted: true, installed: false }]);
  });
});
