/** Policies on live connections: what is denied ends at once, what is allowed does not notice. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { aPolicy } from "../src/mesh-file.ts";
import { netnsMesh } from "../src/netns-mesh.ts";

const MARKER = "policy-marker-51c2";
const DENIED = 250;
const ALLOWED = 250;
const DENIED_PORT = 8081;
const ALLOWED_PORT = 8080;
const CLOSE_LIMIT_MS = 1_000;
const OBSERVE_MS = 3_000;
const INTERVAL_MS = 100;

describeNetns("a policy change under 500 connections", () => {
  test("a policy change under 500 connections ends the denied ones within 1 s and leaves the others alone", async () => {
    await using mesh = await netnsMesh({ prefix: "flp", pods: [{ name: "client" }, { name: "server" }] });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    for (const port of [DENIED_PORT, ALLOWED_PORT]) await backend.call("serve", { port, behaviour: "echo" });
    const common = { ip: server.ip, marker: MARKER, intervalMs: INTERVAL_MS };
    await load.call("hold", { group: "denied", port: DENIED_PORT, count: DENIED, ...common });
    await load.call("hold", { group: "allowed", port: ALLOWED_PORT, count: ALLOWED, ...common });
    await delay(OBSERVE_MS / 3);

    const changedMs = Date.now();
    mesh.writePolicies([aPolicy("deny-one-port", { destinationPorts: [DENIED_PORT] })]);
    const denied = await eventually(
      async () => {
        const facts = await load.call("facts", { group: "denied" });
        expect(facts.open).toBe(0);
        return facts;
      },
      { timeoutMs: CLOSE_LIMIT_MS * 3, intervalMs: 20 },
    );
    const before = await load.call("facts", { group: "allowed" });
    await delay(OBSERVE_MS);
    const allowed = await load.call("release", { group: "allowed" });

    console.log(
      `first of ${DENIED} closed after ${denied.firstClosedMs - changedMs} ms, last after ${denied.lastClosedMs - changedMs} ms; the others waited ${allowed.longestWaitMs} ms at most`,
    );
    expect(denied).toMatchObject({ closed: DENIED, wrongBytes: 0 });
    expect(denied.lastClosedMs - changedMs).toBeLessThan(CLOSE_LIMIT_MS);
    expect(allowed).toMatchObject({ open: ALLOWED, closed: 0, wrongBytes: 0 });
    expect(allowed.longestWaitMs).toBeLessThan(CLOSE_LIMIT_MS);
    expect(allowed.echoes - before.echoes).toBeGreaterThan((ALLOWED * OBSERVE_MS) / INTERVAL_MS / 2);
    await server.accessLine("closed by the change", ({ fields }) => /policy/i.test(fields.error ?? ""));
  }, 60_000);
});
