/** SIGTERM under traffic: what is in flight ends well, what is new is refused, and the process leaves in order. */
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Load, openLoad } from "../faults/load.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";

const MARKER = "drain-marker-9e01";
const PORT = 8080;
const CONNECTIONS = 100;
const DEADLINE_MS = 4_000;
/** From the deadline to the end of the process. */
const EXIT_SLACK_MS = 2_500;
const env = { CONNECTION_TERMINATION_DEADLINE: `${DEADLINE_MS / 1000}s` };

describeNetns("a drain under traffic", () => {
  test.each([{ drained: "client" }, { drained: "server" }])(
    "SIGTERM to the $drained's ztunnel keeps live connections up to the deadline, refuses new ones and exits with 0",
    async ({ drained }) => {
      await using mesh = await netnsMesh({
        prefix: "fldr",
        pods: [
          { name: "client", env },
          { name: "server", env },
        ],
      });
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await using load = await openLoad(client.namespace);
      await using backend = await openLoad(server.namespace);
      await backend.call("serve", { port: PORT, behaviour: "echo" });
      const target = { ip: server.ip, port: PORT, marker: MARKER };
      await load.call("hold", { group: "held", ...target, count: CONNECTIONS, intervalMs: 20 });
      await load.call("probe", { probe: "new", ...target, everyMs: 20, timeoutMs: 3_000 });
      await delay(500);

      const { ztunnel } = mesh.pod(drained);
      const startMs = Date.now();
      ztunnel.signal("SIGTERM");
      await delay(DEADLINE_MS - 1_000);
      const during = await load.call("facts", { group: "held" });
      const exit = await ztunnel.exited();
      const tookMs = Date.now() - startMs;
      const after = await load.call("release", { group: "held" });
      const records = await load.call("endProbe", { probe: "new" });

      console.log(
        `${drained} drained in ${tookMs} ms; ${during.echoes} echoes before the deadline, exit ${exit.code}`,
      );
      expect(exit).toEqual({ code: 0, signal: null });
      expect(tookMs).toBeLessThan(DEADLINE_MS + EXIT_SLACK_MS);
      expect(during).toMatchObject({ open: CONNECTIONS, closed: 0, wrongBytes: 0 });
      expect(during.longestWaitMs).toBeLessThan(1_000);
      expect(after).toMatchObject({ closed: CONNECTIONS, wrongBytes: 0 });
      expect(after.firstClosedMs - startMs).toBeGreaterThan(DEADLINE_MS - 200);
      // Every request begun before the signal was answered; every one begun well after it was refused, and soon.
      expect(records.filter(({ startedMs, outcome }) => startedMs < startMs && outcome !== "ok")).toEqual([]);
      const later = records.filter(({ startedMs }) => startedMs > startMs + 300);
      expect(later.filter(({ outcome }) => outcome === "ok" || outcome === "wrong")).toEqual([]);
      expect(later.filter(({ tookMs: waitedMs }) => waitedMs > 2_000)).toEqual([]);
    },
    60_000,
  );

  test(
    "a drain ends as soon as the last connection has",
    () =>
      signalled("SIGTERM", "30s", async ({ ztunnel }, load) => {
        const startMs = Date.now();
        expect(await load.call("release", { group: "held" })).toMatchObject({ closed: 0 });
        expect(await ztunnel.exited()).toEqual({ code: 0, signal: null });
        expect(Date.now() - startMs).toBeLessThan(EXIT_SLACK_MS);
      }),
    60_000,
  );

  test(
    "a second SIGINT ends the process at once",
    () =>
      signalled("SIGINT", "60s", async ({ ztunnel }) => {
        const startMs = Date.now();
        ztunnel.signal("SIGINT");
        expect(await ztunnel.exited()).toEqual({ code: 0, signal: null });
        expect(Date.now() - startMs).toBeLessThan(1_500);
      }),
    60_000,
  );
});

/** A client whose ztunnel has got the signal while it holds connections, and still drains. */
async function signalled(
  signal: NodeJS.Signals,
  deadline: string,
  body: (client: Pod, load: Load) => Promise<void>,
): Promise<void> {
  await using mesh = await netnsMesh({
    prefix: "fldr",
    pods: [{ name: "client", env: { CONNECTION_TERMINATION_DEADLINE: deadline } }, { name: "server" }],
  });
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  await using load = await openLoad(client.namespace);
  await server.serve(PORT);
  const target = { ip: server.ip, port: PORT, marker: MARKER };
  await load.call("hold", { group: "held", ...target, count: 5, intervalMs: 20 });
  client.ztunnel.signal(signal);
  await delay(1_000);
  expect(client.ztunnel.exit).toBeUndefined();
  await body(client, load);
}
