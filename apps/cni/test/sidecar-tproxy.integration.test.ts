/** Interception by TPROXY in real namespaces: the sidecar sees the client's address and the one that was asked for. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { parseIpAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import {
  acceptSocket,
  bindSocket,
  closeFd,
  inNetns,
  listenSocket,
  localAddress,
  openNetns,
  peerAddress,
  setTransparent,
  tcpSocket,
} from "@ambit/linux";
import { childPrograms } from "@ambit/netfilter";
import { expect, test } from "vitest";
import { redirectPod } from "../src/node/redirect-pod.ts";
import { RIG_OBSTACLE } from "./rig.ts";

const POD = { name: `ambit-tproxy-pod-${process.pid}`, ip: "10.78.0.1" };
const CLIENT = { name: `ambit-tproxy-client-${process.pid}`, ip: "10.78.0.2" };

describeUnless(RIG_OBSTACLE, "a sidecar with TPROXY", () => {
  test("gets a connection with the address of its client and the port that it asked for", async () => {
    using stack = new DisposableStack();
    for (const { name } of [POD, CLIENT]) {
      execFileSync("ip", ["netns", "add", name]);
      stack.defer(() => execFileSync("ip", ["netns", "del", name]));
      execFileSync("ip", ["-n", name, "link", "set", "lo", "up"]);
    }
    const pair = ["link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", CLIENT.name];
    execFileSync("ip", ["-n", POD.name, ...pair]);
    for (const { name, ip } of [POD, CLIENT]) {
      execFileSync("ip", ["-n", name, "address", "add", `${ip}/24`, "dev", "eth0"]);
      execFileSync("ip", ["-n", name, "link", "set", "eth0", "up"]);
    }
    const netns = openNetns(`/run/netns/${POD.name}`);
    stack.defer(() => closeFd(netns));
    await redirectPod(
      childPrograms((start) => inNetns(netns, start)),
      {
        sidecar: {
          annotations: { "sidecar.istio.io/interceptionMode": "TPROXY" },
          environment: {},
          proxyUid: undefined,
          proxyGid: undefined,
        },
        variant: "nft",
        ips: [parseIpAddress(POD.ip)],
      },
    );
    const listener = inNetns(netns, () => tcpSocket(4));
    stack.defer(() => closeFd(listener));
    expect(setTransparent(listener)).toBe(0);
    expect(bindSocket(listener, { ip: parseIpAddress("0.0.0.0"), port: 15006 })).toBe(0);
    expect(listenSocket(listener, 8)).toBe(0);
    const client = connect(8080);
    stack.defer(() => void client.kill("SIGKILL"));
    const accepted = await eventually(() => {
      const fd = acceptSocket(listener);
      if (fd < 0) throw new Error("nobody has come yet");
      return fd;
    });
    stack.defer(() => closeFd(accepted));
    expect(localAddress(accepted)).toEqual({ ip: POD.ip, port: 8080 });
    expect(peerAddress(accepted)).toMatchObject({ ip: CLIENT.ip });
    client.kill("SIGKILL");
    await once(client, "exit");
  });
});

/** From the client's namespace to the pod; stays. */
function connect(port: number): ChildProcess {
  const script = `require("node:net").connect(${port}, "${POD.ip}").on("error", () => {}); setInterval(() => {}, 1000);`;
  return spawn("ip", ["netns", "exec", CLIENT.name, process.execPath, "-e", script]);
}
