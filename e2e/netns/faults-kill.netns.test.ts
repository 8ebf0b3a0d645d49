/** A ztunnel that is killed under load: nothing leaks, nothing hangs, and the other one is what it was before. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { openLoad } from "../faults/load.ts";
import type { ProbeRecord } from "../faults/load-protocol.ts";
import { descriptorsAtMost, processUse } from "../faults/process-facts.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";

const MARKER = "kill-marker-7f3a";
const CONNECTIONS = 500;
const PORT = 8080;
const PROBE_EVERY_MS = 25;
const PROBE_TIMEOUT_MS = 10_000;
const DOWN_MS = 1_500;
const RECOVERY_MS = 2_000;
/** Long enough for any attempt that began before the restart to show how long it hangs. */
const OBSERVE_MS = 4_000;
/** What 500 connections leave behind in V8's heap and the allocator; growth per round would show above it. */
const RESIDENT_SLACK_MB = 40;
const DESCRIPTOR_SLACK = 8;

describeNetns("a ztunnel that is killed under 500 connections", () => {
  test.each([
    { killed: "client", other: "server" },
    { killed: "server", other: "client" },
  ])(
    "kill -9 of the $killed's ztunnel under $other's eyes: no leak, recovery in 2 s",
    async ({ killed, other }) => {
      await using mesh = await netnsMesh({ prefix: "flt", pods: [{ name: "client" }, { name: "server" }] });
      const [client, server] = [mesh.pod("client"), mesh.pod("server")];
      await using load = await openLoad(client.namespace);
      await using backend = await openLoad(server.namespace);
      await backend.call("serve", { port: PORT, behaviour: "echo" });
      await using capture = await client.capture();
      const target = { ip: server.ip, port: PORT, marker: MARKER };
      expect(await client.request(target, `${MARKER}-first`)).toMatchObject({ answered: true });
      const before = processUse(mesh.pod(other).ztunnel.pid);

      await load.call("probe", {
        probe: "new",
        ...target,
        everyMs: PROBE_EVERY_MS,
        timeoutMs: PROBE_TIMEOUT_MS,
      });
      const held = await load.call("hold", { group: "held", ...target, count: CONNECTIONS, intervalMs: 100 });
      expect(held.open).toBe(CONNECTIONS);
      await delay(1_000);
      const killedMs = Date.now();
      await kill(mesh.pod(killed));
      await eventually(async () => expect((await load.call("facts", { group: "held" })).open).toBe(0), {
        timeoutMs: 2_000,
        intervalMs: 50,
      });
      await delay(DOWN_MS);
      const restartedMs = Date.now();
      await mesh.pod(killed).enroll();
      const readyMs = Date.now();
      await delay(OBSERVE_MS);
      const records = await load.call("endProbe", { probe: "new" });
      const facts = await load.call("release", { group: "held" });

      report({ killed, records, killedMs, restartedMs, readyMs });
      expect(facts).toMatchObject({ closed: CONNECTIONS, wrongBytes: 0 });
      expectDown(killed, records.filter(isBetween(killedMs + 200, restartedMs - 200)));
      expectRecovery(records, restartedMs);
      const wire = await capture.stop(MARKER);
      expect(wire).toMatchObject({ framesWithMarker: 0, streamsWithMarker: 0, otherBytes: 0 });
      expect(wire.tlsDataRecords).toBeGreaterThan(CONNECTIONS);

      const { pid } = mesh.pod(other).ztunnel;
      await descriptorsAtMost(pid, before.descriptors + DESCRIPTOR_SLACK, 5_000);
      expect(processUse(pid).residentMb).toBeLessThan(before.residentMb + RESIDENT_SLACK_MB);
    },
    60_000,
  );
});

async function kill(pod: Pod): Promise<void> {
  const { ztunnel } = pod;
  ztunnel.signal("SIGKILL");
  await ztunnel.exited();
}

function isBetween(fromMs: number, toMs: number): (record: ProbeRecord) => boolean {
  return ({ startedMs }) => startedMs >= fromMs && startedMs < toMs;
}

/** Without the client's ztunnel redirection leads to a closed port; without the server's the client's ztunnel gives up. */
function expectDown(killed: string, records: readonly ProbeRecord[]): void {
  expect(records.length).toBeGreaterThan(10);
  const allowed = killed === "client" ? ["ECONNREFUSED"] : ["ended", "ECONNRESET"];
  expect(records.filter(({ outcome }) => !allowed.includes(outcome))).toEqual([]);
  expect(records.filter(({ tookMs }) => tookMs > RECOVERY_MS)).toEqual([]);
}

function expectRecovery(records: readonly ProbeRecord[], restartedMs: number): void {
  const since = records.filter(({ startedMs }) => startedMs >= restartedMs);
  const first = since.find(({ outcome }) => outcome === "ok");
  expect(first, "a new connection works").toBeDefined();
  expect((first?.startedMs ?? 0) + (first?.tookMs ?? 0) - restartedMs).toBeLessThan(RECOVERY_MS);
  expect(
    since.filter(({ startedMs, outcome }) => startedMs > restartedMs + RECOVERY_MS && outcome !== "ok"),
  ).toEqual([]);
  expect(records.filter(({ tookMs }) => tookMs > RECOVERY_MS)).toEqual([]);
}

function report(run: {
  readonly killed: string;
  readonly records: readonly ProbeRecord[];
  readonly killedMs: number;
  readonly restartedMs: number;
  readonly readyMs: number;
}): void {
  const { records, restartedMs } = run;
  const first = records.find(({ startedMs, outcome }) => startedMs >= restartedMs && outcome === "ok");
  const slowest = records.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
  const works = first === undefined ? "never" : `${first.startedMs + first.tookMs - restartedMs} ms`;
  console.log(
    `${run.killed} killed: ready ${run.readyMs - restartedMs} ms after the restart, first new connection after ${works}, slowest attempt ${slowest} ms`,
  );
}
