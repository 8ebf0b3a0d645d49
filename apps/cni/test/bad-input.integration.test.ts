// Junk at the agent's sockets: right codes, nothing kept, others served.

import { readdirSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import { eventually } from "@ambit/lifecycle/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { encodeZdsHello } from "@ambit/zds";
import { expect, test } from "vitest";
import { FakeZtunnel } from "./fake-ztunnel.ts";
import { aRig, PATIENCE, post, RIG_OBSTACLE, type Rig } from "./rig.ts";

async function openDescriptors(): Promise<number> {
  return readdirSync("/proc/self/fd").length;
}

async function expectServing(rig: Rig): Promise<void> {
  const pod = await rig.addPod("app", `served-${Math.round(performance.now())}`);
  expect(await rig.cmdAdd(pod, rig.addNetwork())).toMatchObject({ status: 200 });
}

async function ambientRig(): Promise<Rig> {
  const rig = await aRig();
  await rig.addNamespace("app", { "istio.io/dataplane-mode": "ambient" });
  await rig.startAgent();
  return rig;
}

describeUnless(RIG_OBSTACLE, "the plugin's socket", () => {
  test("answers as Istio's agent", async () => {
    await using rig = await ambientRig();
    const { pluginSocket } = rig;
    expect(await post(pluginSocket, "/cmdadd", "xx")).toMatchObject({ status: 400 });
    expect(await post(pluginSocket, "/cmdadd", undefined)).toMatchObject({
      status: 400,
      body: "unexpected end of JSON input\n",
    });
    expect(await post(pluginSocket, "/cmddel", "{}")).toMatchObject({
      status: 404,
      body: "404 page not found\n",
    });
    const unknown = { namespace: "app", name: "nosuch" };
    expect(await rig.cmdAdd(unknown, { path: "/run/netns/nosuch", ip: "10.0.0.1" })).toMatchObject({
      status: 500,
      body: "failed to get pod app/nosuch: it does not exist on this node\n",
    });
    const pod = await rig.addPod("app", "client");
    const answer = await rig.cmdAdd(pod, { path: "/run/netns/nosuch", ip: "10.0.0.1" });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatch(/^cannot open network namespace .*\/run\/netns\/nosuch: No such file/);
    expect(await rig.metric("istio_cni_plugin_requests_total{")).toContain('{response_code="400"} 2');
  });

  test("is for root alone, by its folder", async () => {
    await using rig = await ambientRig();
    expect(statSync(`${rig.root}/agent`).mode & 0o777).toBe(0o750);
    expect(statSync(rig.pluginSocket).mode & 0o777).toBe(0o666);
  });

  test("refuses the node's own namespace, and another pod's UID", async () => {
    await using rig = await ambientRig();
    await rig.startZtunnel();
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    const node = { ...network, path: "/proc/1/ns/net" };
    const answer = await rig.cmdAdd(pod, node);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("is the node's own network namespace");
    expect(await rig.cmdAdd(pod, network, { uid: "other" })).toMatchObject({ status: 500 });
    expect(await rig.cmdAdd(pod, network, { uid: pod.uid })).toMatchObject({ status: 200 });
  });

  test("bounds bodies and slow clients, and serves others meanwhile", async () => {
    await using rig = await ambientRig();
    await rig.startZtunnel();
    const before = await openDescriptors();
    expect(await post(rig.pluginSocket, "/cmdadd", "x".repeat(100_000))).toMatchObject({ status: 413 });
    const slow = Array.from({ length: 50 }, () => {
      const socket = createConnection(rig.pluginSocket);
      socket.on("error", () => {});
      socket.resume();
      socket.write("POST /cmdadd HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{");
      return socket;
    });
    const junk = createConnection(rig.pluginSocket);
    junk.on("error", () => {});
    junk.write("\u0000\u0001junk\r\n\r\n");
    await expectServing(rig);
    await eventually(() => expect(slow.every((socket) => socket.closed)).toBe(true), PATIENCE);
    await eventually(async () => expect(await openDescriptors()).toBeLessThan(before + 10), PATIENCE);
  });

  test("the log's takes lines of any plugin, and refuses what is none", async () => {
    await using rig = await ambientRig();
    const line = JSON.stringify({ level: "warn", time: "now", scope: "cni-plugin", msg: "hello", pod: "a" });
    expect(await post(rig.logSocket, "/log", JSON.stringify([line, "plain text"]))).toMatchObject({
      status: 200,
    });
    expect(await post(rig.logSocket, "/log", '{"a":1}')).toMatchObject({ status: 400 });
    expect(await post(rig.logSocket, "/log", "[1]")).toMatchObject({ status: 400 });
    expect(await post(rig.logSocket, "/", "[]")).toMatchObject({ status: 404 });
    await eventually(() => expect(rig.log.join("")).toMatch(/warn\tcni-plugin\thello\tpod="?a/), PATIENCE);
  });
});

describeUnless(RIG_OBSTACLE, "ztunnel's socket", () => {
  test.each([
    { name: "no hello", packet: Buffer.from([0xff, 0xff, 0xff]) },
    { name: "a hello of no version", packet: Buffer.from([0x08, 0x00]) },
    { name: "a packet that fits no buffer", packet: Buffer.alloc(5_000, 1) },
  ])("closes what sends $name, and serves the next", async ({ packet }) => {
    await using rig = await ambientRig();
    using junk = await eventually(() => new FakeZtunnel(rig.ztunnelSocket, { hello: false }), PATIENCE);
    junk.sendRaw(packet);
    await eventually(() => expect(junk.isClosed).toBe(true), PATIENCE);
    await rig.startZtunnel();
    await expectServing(rig);
  });

  test("closes what sends descriptors, and keeps none of them", async () => {
    await using rig = await ambientRig();
    const ztunnel = await rig.startZtunnel();
    const before = await openDescriptors();
    using junk = await eventually(() => new FakeZtunnel(rig.ztunnelSocket, { hello: false }), PATIENCE);
    junk.sendRaw(encodeZdsHello(), 0);
    await eventually(() => expect(junk.isClosed).toBe(true), PATIENCE);
    expect(await openDescriptors()).toBeLessThanOrEqual(before + 1);
    expect(ztunnel.isClosed).toBe(false);
  });

  test("a ztunnel that answers nothing holds up nobody but those who wait for it", async () => {
    await using rig = await ambientRig();
    using silent = await eventually(() => new FakeZtunnel(rig.ztunnelSocket), PATIENCE);
    silent.isSilent = true;
    await eventually(async () => expect(await rig.metric("ztunnel_connected")).toMatch(/ 1$/), PATIENCE);
    const pod = await rig.addPod("app", "client");
    const network = rig.addNetwork();
    const answer = await rig.cmdAdd(pod, network);
    expect(answer).toMatchObject({ status: 500, body: "ztunnel did not answer in time\n" });
    expect(rig.rules(network)).not.toContain("ISTIO");
    expect(await rig.cmdAdd({ namespace: "app", name: "nosuch" }, network)).toMatchObject({ status: 500 });
  });

  test("many connections are let in slowly and come to nothing", async () => {
    await using rig = await ambientRig();
    const crowd: FakeZtunnel[] = [];
    for (let count = 0; count < 12; count += 1) {
      crowd.push(await eventually(() => new FakeZtunnel(rig.ztunnelSocket, { hello: false }), PATIENCE));
    }
    await rig.startZtunnel();
    await expectServing(rig);
    for (const ztunnel of crowd) ztunnel[Symbol.dispose]();
  });
});
