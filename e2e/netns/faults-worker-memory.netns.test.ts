/** A worker thread without memory: the process ends, and with it every connection, rather than nobody answering. */

import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { WORKER_HEAP_MB } from "../faults/worker-heap.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { aPolicy, type PolicySpec } from "../src/mesh-file.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";

const MARKER = "memory-marker-3b90";
const PORT = 8080;
const ADMIN_PORT = 15000;
const CONNECTIONS = 200;
/**
 * Together far more than a worker may have: decoded, an entry takes some 600 bytes, whatever is in it. Each policy is
 * little, since a thread has to get to the end of one before it can be stopped.
 */
const POLICIES = 8;
const ENTRIES = 8_000;
/** Mostly the main thread's reading of the file. */
const EXIT_LIMIT_MS = 60_000;
const EXIT_CODE = 70;
/** Far below the half minute after which PING would have told. */
const CLOSE_LIMIT_MS = 5_000;
const PRELOAD = new URL("../faults/limit-worker-heap.ts", import.meta.url).href;

describeNetns("a worker without memory", () => {
  test("a worker killed by memory exhaustion ends the process with code 70, and no client is left hanging", async () => {
    await using mesh = await netnsMesh({
      prefix: "flm",
      pods: [{ name: "client" }, { name: "server", env: { NODE_OPTIONS: `--import=${PRELOAD}` } }],
    });
    const [client, server] = [mesh.pod("client"), mesh.pod("server")];
    await using load = await openLoad(client.namespace);
    await using backend = await openLoad(server.namespace);
    await backend.call("serve", { port: PORT, behaviour: "echo" });
    // The other ztunnel follows the same file, and must survive it.
    const target = { ip: server.ip, port: PORT, marker: MARKER };
    const held = await load.call("hold", { group: "held", ...target, count: CONNECTIONS, intervalMs: 100 });
    expect(held.open).toBe(CONNECTIONS);
    const workersMb = await heapsInUse(server);
    for (const usedMb of workersMb) expect(usedMb).toBeLessThan(WORKER_HEAP_MB / 2);

    const { ztunnel } = server;
    const startMs = Date.now();
    mesh.writePolicies(longPolicies());
    const exit = await ztunnel.exited(EXIT_LIMIT_MS);
    const exitedMs = Date.now();
    const facts = await eventually(
      async () => {
        const present = await load.call("facts", { group: "held" });
        expect(present.open).toBe(0);
        return present;
      },
      { timeoutMs: CLOSE_LIMIT_MS },
    );

    console.log(
      `workers with ${workersMb.map((mb) => mb.toFixed(1)).join(" and ")} MB; the process ended ${exitedMs - startMs} ms after the file changed; connections closed from ${facts.firstClosedMs - exitedMs} to ${facts.lastClosedMs - exitedMs} ms after that; longest wait ${facts.longestWaitMs} ms`,
    );
    expect(exit).toEqual({ code: EXIT_CODE, signal: null });
    expect(facts).toMatchObject({ open: 0, closed: CONNECTIONS, wrongBytes: 0 });
    expect(ztunnel.readLog()).toMatch(/worker (crashed|ended).*(memory|heap|limit)/i);
    expect(client.ztunnel.exit).toBeUndefined();
  }, 90_000);
});

/** Decoded where connections are open that they may concern: everywhere else they stay records of the shared mesh. */
function longPolicies(): readonly PolicySpec[] {
  const entries = Array.from({ length: ENTRIES }, (_, index) => ({ destinationPorts: [20_000 + index] }));
  return Array.from({ length: POLICIES }, (_, index) =>
    aPolicy(`crowd-${index}`, {}, { rules: [[entries]] }),
  );
}

/** Of each worker of a pod's ztunnel. */
async function heapsInUse(pod: Pod): Promise<readonly number[]> {
  const { body } = await pod.agent.call("http", { port: ADMIN_PORT, path: "/debug/heap", method: "GET" });
  const { workers } = JSON.parse(body) as {
    readonly workers: readonly { readonly used_heap_size: number }[];
  };
  return workers.map(({ used_heap_size }) => used_heap_size / (1024 * 1024));
}
