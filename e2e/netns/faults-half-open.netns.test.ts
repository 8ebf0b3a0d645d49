/** A peer that is suddenly not there: no FIN, no RST. PING finds out, and streams end with the tunnel. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { runCommand } from "../src/command.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { sumOfMetric } from "../src/metrics-text.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";

const MARKER = "half-marker-22bd";
const PORT = 8080;
const CONNECTIONS = 50;
const PING_TIMEOUT_MS = 20_000;
/** PING every 10 s, 20 s for its answer, and the time a test machine takes. */
const PING_LIMIT_MS = 30_000 + 2_500;
const DOWN_MS = 40_000;
const RECOVERY_MS = 3_000;

describeNetns("a peer that is suddenly not there", () => {
  test("a peer behind a dead link is noticed by PING, its streams end, and the link's return heals all", async () => {
    await using mesh = await netnsMesh({
      prefix: "flh",
      pods: [{ name: "client" }, { name: "server" }, { name: "third" }],
    });
    const [client, server, third] = [mesh.pod("client"), mesh.pod("server"), mesh.pod("third")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    await backend.call("serve", { port: PORT, behaviour: "echo" });
    await third.serve(PORT);
    const target = { ip: server.ip, port: PORT, marker: MARKER };
    const held = await load.call("hold", { group: "held", ...target, count: CONNECTIONS, intervalMs: 200 });
    await load.call("hold", { group: "third", ...target, ip: third.ip, count: 10, intervalMs: 200 });
    expect(held.open).toBe(CONNECTIONS);
    // Accepted is not yet connected: only echoes prove that the tunnels are up.
    await eventually(
      async () => {
        const { echoes } = await load.call("facts", { group: "held" });
        expect(echoes).toBeGreaterThan(CONNECTIONS * 5);
      },
      { timeoutMs: 10_000, intervalMs: 100 },
    );

    const link = bridgePortOf(server);
    const downMs = Date.now();
    link("down");
    const ended = await eventually(
      async () => {
        const facts = await load.call("facts", { group: "held" });
        expect(facts.open).toBe(0);
        return facts;
      },
      { timeoutMs: DOWN_MS, intervalMs: 100 },
    );
    await eventually(async () => expect(await openTunnels(server)).toBe(0), {
      timeoutMs: DOWN_MS,
      intervalMs: 200,
    });
    const serverTookMs = Date.now() - downMs;
    await delay(Math.max(0, downMs + DOWN_MS - Date.now()));
    const upMs = Date.now();
    link("up");
    await eventually(
      async () => expect(await client.request(target, "again")).toMatchObject({ answered: true }),
      {
        timeoutMs: RECOVERY_MS * 4,
        intervalMs: 50,
      },
    );
    const recoveredMs = Date.now() - upMs;
    const others = await load.call("release", { group: "third" });

    console.log(
      `streams ended after ${ended.firstClosedMs - downMs} to ${ended.lastClosedMs - downMs} ms, the server's tunnels after ${serverTookMs} ms, recovery ${recoveredMs} ms after the link; others waited ${others.longestWaitMs} ms at most`,
    );
    expect(ended).toMatchObject({ closed: CONNECTIONS, wrongBytes: 0 });
    expect(ended.firstClosedMs - downMs).toBeGreaterThan(PING_TIMEOUT_MS - 500);
    expect(ended.lastClosedMs - downMs).toBeLessThan(PING_LIMIT_MS);
    expect(serverTookMs).toBeLessThan(PING_LIMIT_MS);
    expect(recoveredMs).toBeLessThan(RECOVERY_MS);
    expect(others).toMatchObject({ open: 10, closed: 0, wrongBytes: 0 });
    expect(others.longestWaitMs).toBeLessThan(1_000);
  }, 90_000);
});

async function openTunnels(pod: Pod): Promise<number> {
  return sumOfMetric(await pod.metrics(), "ambit_open_tunnels", { role: "server" });
}

/** The bridge's end of the pod's cable: without it the pod itself keeps its addresses and routes. */
function bridgePortOf({ plan }: Pod): (state: "up" | "down") => void {
  const bridge = plan.netns.replace(new RegExp(`-${plan.name}$`), "-bridge");
  const ports = runCommand(["ip", "-n", bridge, "-o", "link", "show", "type", "veth"]);
  const port = new RegExp(`(\\S*${plan.name})@`).exec(ports)?.[1] ?? "";
  return (state) => void runCommand(["ip", "-n", bridge, "link", "set", "dev", port, state]);
}
