/** A worker thread without memory: the process ends, and with it every connection, rather than nobody answering. */

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { aPolicy, type PolicySpec } from "../src/mesh-file.ts";
import { netnsMesh } from "../src/netns-mesh.ts";

const MARKER = "memory-marker-3b90";
const PORT = 8080;
const CONNECTIONS = 200;
/** Far more than the limit of limit-worker-heap.ts takes, and little for the main thread. */
const PRINCIPALS = 60_000;
/** Mostly the main thread's reading of the file. */
const EXIT_LIMIT_MS = 40_000;
const EXIT_CODE = 70;
const CLOSE_LIMIT_MS = 1_000;
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

    const { ztunnel } = server;
    const startMs = Date.now();
    mesh.writePolicies([longPolicy()]);
    const exit = await ztunnel.exited(EXIT_LIMIT_MS);
    const exitedMs = Date.now();
    await delay(CLOSE_LIMIT_MS);
    const facts = await load.call("release", { group: "held" });

    console.log(
      `the process ended ${exitedMs - startMs} ms after the file changed; connections closed from ${facts.firstClosedMs - exitedMs} to ${facts.lastClosedMs - exitedMs} ms after that; longest wait ${facts.longestWaitMs} ms`,
    );
    expect(exit).toEqual({ code: EXIT_CODE, signal: null });
    expect(facts).toMatchObject({ open: 0, closed: CONNECTIONS, wrongBytes: 0 });
    expect(facts.lastClosedMs - exitedMs).toBeLessThan(CLOSE_LIMIT_MS);
    expect(ztunnel.readLog()).toMatch(/worker (crashed|ended).*(memory|heap|limit)/i);
    expect(client.ztunnel.exit).toBeUndefined();
  }, 60_000);
});

/** Decoded where connections are open that it may concern: everywhere else it stays a record of the shared mesh. */
function longPolicy(): PolicySpec {
  const principals = Array.from({ length: PRINCIPALS }, (_, index) => ({
    Exact: `cluster.local/ns/crowd/sa/account-${index}`,
  }));
  return aPolicy("crowd", { principals });
}
