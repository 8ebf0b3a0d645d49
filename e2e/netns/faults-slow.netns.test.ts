/** Applications that do not read, and clients that say nothing: bounded memory, and nobody else waits. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { descriptorsAtMost, processUse } from "../faults/process-facts.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { sumOfMetric } from "../src/metrics-text.ts";
import { netnsMesh } from "../src/netns-mesh.ts";

const MARKER = "slow-marker-77aa";
const ECHO_PORT = 8080;
const PUSH_PORT = 8081;
const MB = 1024 * 1024;
/** HTTP2_CONNECTION_WINDOW_SIZE: what one tunnel's peer may have in flight. */
const CONNECTION_WINDOW = 16 * MB;
const OBSERVE_MS = 8_000;
const SLOW_READERS = 200;
/** 100 streams to a tunnel, and each worker has its own. */
const TUNNELS = 4;
/** Slots, sockets' accounting and heap beside the queues themselves. */
const RESIDENT_SLACK_MB = 60;
const NORMAL_WAIT_MS = 1_000;
const SILENT = 1_000;
const DESCRIPTOR_SLACK = 8;
const TUNNEL_PORT = 15008;
/** A handshake has 10 s from accept. */
const HANDSHAKE_LIMIT_MS = 12_500;

describeNetns("applications that do not keep up", () => {
  test("200 connections that nobody reads hold no more than their windows, and others are served", async () => {
    await using mesh = await netnsMesh({
      prefix: "fls",
      pods: [{ name: "client" }, { name: "server" }, { name: "third" }],
    });
    const [client, server, third] = [mesh.pod("client"), mesh.pod("server"), mesh.pod("third")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    await backend.call("serve", { port: PUSH_PORT, behaviour: "push" });
    await third.serve(ECHO_PORT);
    const { pid } = client.ztunnel;
    await load.call("hold", {
      group: "warm",
      ip: third.ip,
      port: ECHO_PORT,
      marker: MARKER,
      count: 50,
      intervalMs: 20,
    });
    await delay(1_000);
    await load.call("release", { group: "warm" });
    const before = processUse(pid);

    const slow = {
      group: "slow",
      ip: server.ip,
      port: PUSH_PORT,
      marker: MARKER,
      count: SLOW_READERS,
      reads: false,
    };
    expect((await load.call("hold", slow)).open).toBe(SLOW_READERS);
    const others = { ip: third.ip, port: ECHO_PORT, marker: MARKER };
    await load.call("hold", { group: "others", ...others, count: 20, intervalMs: 50 });
    await load.call("probe", { probe: "new", ...others, everyMs: 50, timeoutMs: 5_000 });
    await delay(OBSERVE_MS);
    const queued = sumOfMetric(await client.metrics(), "ambit_queued_bytes");
    const during = processUse(pid);
    const served = await load.call("release", { group: "others" });
    const records = await load.call("endProbe", { probe: "new" });
    const facts = await load.call("release", { group: "slow" });

    const slowest = records.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
    console.log(
      `${SLOW_READERS} slow readers: queued ${Math.round(queued / MB)} MB, resident ${before.residentMb} to ${during.residentMb} MB; others waited ${served.longestWaitMs} ms, new ones ${slowest} ms at most`,
    );
    expect(facts).toMatchObject({ open: SLOW_READERS, closed: 0 });
    expect(queued).toBeGreaterThan(0);
    expect(queued).toBeLessThanOrEqual(TUNNELS * CONNECTION_WINDOW * 1.1);
    expect(during.residentMb).toBeLessThan(
      before.residentMb + (TUNNELS * CONNECTION_WINDOW) / MB + RESIDENT_SLACK_MB,
    );
    expect(served).toMatchObject({ open: 20, closed: 0, wrongBytes: 0 });
    expect(served.longestWaitMs).toBeLessThan(NORMAL_WAIT_MS);
    expect(records.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(slowest).toBeLessThan(NORMAL_WAIT_MS);
    await descriptorsAtMost(pid, before.descriptors + DESCRIPTOR_SLACK, 5_000);
    await eventually(async () => expect(sumOfMetric(await client.metrics(), "ambit_queued_bytes")).toBe(0), {
      timeoutMs: 5_000,
    });
  }, 60_000);

  test("slow readers of a destination do not hold up new connections to it", async () => {
    await using mesh = await netnsMesh({ prefix: "fls", pods: [{ name: "client" }, { name: "server" }] });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    await backend.call("serve", { port: PUSH_PORT, behaviour: "push" });
    await server.serve(ECHO_PORT);
    // Enough unread streams to use up the connection windows of the tunnels they are in.
    const slow = { group: "slow", ip: server.ip, port: PUSH_PORT, marker: MARKER, count: 32, reads: false };
    expect((await load.call("hold", slow)).open).toBe(32);
    await delay(2_000);
    const target = { ip: server.ip, port: ECHO_PORT, marker: MARKER };
    await load.call("probe", { probe: "new", ...target, everyMs: 50, timeoutMs: 5_000 });
    await delay(3_000);
    const records = await load.call("endProbe", { probe: "new" });
    expect(records.length).toBeGreaterThan(20);
    expect(records.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    await load.call("release", { group: "slow" });
  }, 60_000);

  test("1,000 connections that send nothing cost little and go without a trace", async () => {
    await using mesh = await netnsMesh({ prefix: "fls", pods: [{ name: "client" }, { name: "server" }] });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    await backend.call("serve", { port: ECHO_PORT, behaviour: "echo" });
    const target = { ip: server.ip, port: ECHO_PORT, marker: MARKER };
    expect(await client.request(target, "first")).toMatchObject({ answered: true });
    const before = [client, server].map((pod) => processUse(pod.ztunnel.pid));

    expect((await load.call("hold", { group: "silent", ...target, count: SILENT })).open).toBe(SILENT);
    await load.call("probe", { probe: "new", ...target, everyMs: 50, timeoutMs: 5_000 });
    await delay(OBSERVE_MS / 2);
    const records = await load.call("endProbe", { probe: "new" });
    const during = [client, server].map((pod) => processUse(pod.ztunnel.pid));
    expect(await load.call("release", { group: "silent" })).toMatchObject({ open: SILENT, closed: 0 });

    const slowest = records.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
    const growth = during.map(({ residentMb }, index) =>
      Math.round(residentMb - (before[index]?.residentMb ?? 0)),
    );
    console.log(
      `${SILENT} silent connections: ${growth.join(" and ")} MB, new ones waited ${slowest} ms at most`,
    );
    expect(records.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(slowest).toBeLessThan(NORMAL_WAIT_MS);
    for (const megabytes of growth) expect(megabytes).toBeLessThan(RESIDENT_SLACK_MB);
    for (const [index, pod] of [client, server].entries()) {
      await descriptorsAtMost(
        pod.ztunnel.pid,
        (before[index]?.descriptors ?? 0) + 12 + DESCRIPTOR_SLACK,
        5_000,
      );
    }
  }, 60_000);

  test("1,000 TCP connections to the tunnel port that never begin a handshake are closed, and others are served", async () => {
    await using mesh = await netnsMesh({
      prefix: "fls",
      pods: [{ name: "client" }, { name: "server" }, { name: "outside", inMesh: false }],
    });
    const [client, server, outside] = [mesh.pod("client"), mesh.pod("server"), mesh.pod("outside")];
    await using load = await openLoad(client.namespace);
    await using silent = await openLoad(outside.namespace);
    await server.serve(ECHO_PORT);
    const target = { ip: server.ip, port: ECHO_PORT, marker: MARKER };
    expect(await client.request(target, "first")).toMatchObject({ answered: true });
    const before = processUse(server.ztunnel.pid);

    const startMs = Date.now();
    const connections = { group: "silent", ip: server.ip, port: TUNNEL_PORT, marker: MARKER, count: SILENT };
    expect((await silent.call("hold", connections)).open).toBe(SILENT);
    await load.call("probe", { probe: "new", ...target, everyMs: 100, timeoutMs: 5_000 });
    const facts = await eventually(
      async () => {
        const now = await silent.call("facts", { group: "silent" });
        expect(now.closed).toBe(SILENT);
        return now;
      },
      { timeoutMs: HANDSHAKE_LIMIT_MS * 2, intervalMs: 200 },
    );
    const records = await load.call("endProbe", { probe: "new" });

    const slowest = records.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
    console.log(
      `closed from ${facts.firstClosedMs - startMs} to ${facts.lastClosedMs - startMs} ms; new ones waited ${slowest} ms at most`,
    );
    expect(facts.lastClosedMs - startMs).toBeLessThan(HANDSHAKE_LIMIT_MS);
    expect(records.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(slowest).toBeLessThan(NORMAL_WAIT_MS);
    await descriptorsAtMost(server.ztunnel.pid, before.descriptors + DESCRIPTOR_SLACK, 5_000);
  }, 60_000);
});
