/** The parts of the mesh are killed under traffic, one after the other, and must not be missed more than they have to. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ECHO_PORT, idlePod, namespaceObject } from "../enrolment/workloads.ts";
import type { ProbeRecord } from "../faults/load-protocol.ts";
import { Lab } from "../src/lab.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { framesHold } from "../src/wire-report.ts";

const NAMESPACE = "faults";
const MARKER = "never-in-plaintext";
const EVERY_MS = 20;
const TIMEOUT_MS = 10_000;
/** What a path that goes through a killed ztunnel may take from its return on. */
const RECOVERY_MS = 5_000;
const OPEN_PORT = ECHO_PORT;
const DENIED_PORT = ECHO_PORT + 1;

const DENY: MeshObject = {
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "deny-port", namespace: NAMESPACE },
  spec: { action: "DENY", rules: [{ to: [{ operation: { ports: [`${DENIED_PORT}`] } }] }] },
};

/** Client and server of each path. `far` uses both ztunnels, the others one each. */
const PATHS = {
  far: ["client-n1", "server-n2"],
  "near n1": ["client-n1", "server-n1"],
  "near n2": ["client-n2", "server-n2"],
} as const;
type PathName = keyof typeof PATHS;

interface Outcome {
  readonly paths: Readonly<Record<PathName, readonly ProbeRecord[]>>;
  /** Connections to the denied port that were answered. */
  readonly admitted: number;
  readonly plaintextFrames: boolean;
}

describe("with the parts of the mesh killed", () => {
  let lab: Lab;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ambit-faults-"));
    lab = await Lab.up({ name: "faults", nodes: 2 });
    await lab.apply(namespaceObject(NAMESPACE, true), DENY);
    const pods = ["client-n1", "server-n1", "client-n2", "server-n2"];
    await lab.apply(...pods.map((name) => idlePod({ namespace: NAMESPACE, name, node: name.slice(-2) })));
    await lab.untilReady(NAMESPACE, pods.length);
    await lab.untilEnrolled(NAMESPACE);
    for (const name of ["server-n1", "server-n2"]) {
      const load = await (await lab.pod(NAMESPACE, name)).load();
      for (const port of [OPEN_PORT, DENIED_PORT]) await load.call("serve", { port, behaviour: "echo" });
    }
    await untilAnswered("far");
    await untilAnswered("near n1");
    await untilAnswered("near n2");
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the controller: nobody notices", async () => {
    const outcome = await underTraffic(() => killAndAwait("istiod"));
    expect(failures(outcome)).toEqual({ far: [], "near n1": [], "near n2": [] });
    expectSafe(outcome);
  });

  test("an agent: nobody notices, and its pods are still in", async () => {
    const outcome = await underTraffic(() => killAndAwait("istio-cni-node", "n1"));
    expect(failures(outcome)).toEqual({ far: [], "near n1": [], "near n2": [] });
    expectSafe(outcome);
    await lab.untilEnrolled(NAMESPACE);
  });

  test("a ztunnel: paths that do not use it go on, the others recover", async () => {
    let backMs = 0;
    const outcome = await underTraffic(async () => {
      await killAndAwait("ztunnel", "n1");
      backMs = Date.now();
      await delay(RECOVERY_MS);
    });
    expect(failures(outcome)["near n2"]).toEqual([]);
    for (const path of ["far", "near n1"] as const) {
      const late = outcome.paths[path].filter(
        ({ startedMs, outcome: result }) => result !== "ok" && startedMs > backMs + RECOVERY_MS,
      );
      expect(late, path).toEqual([]);
      expect(outcome.paths[path].at(-1)?.outcome, path).toBe("ok");
    }
    expectSafe(outcome);
  });

  test("all of them at once: the same pods are in when they are back", async () => {
    const before = await lab.pods(NAMESPACE);
    const outcome = await underTraffic(async () => {
      await Promise.all([killAndAwait("ztunnel"), killAndAwait("istio-cni-node"), killAndAwait("istiod")]);
      await eventually(() => untilAnswered("far"), { timeoutMs: 30_000 });
    });
    expectSafe(outcome);
    for (const path of Object.keys(PATHS) as PathName[]) {
      expect(outcome.paths[path].at(-1)?.outcome, path).toBe("ok");
    }
    await lab.untilEnrolled(NAMESPACE);
    const after = await lab.pods(NAMESPACE);
    expect(after.map(({ uid, redirection }) => [uid, redirection])).toEqual(
      before.map(({ uid, redirection }) => [uid, redirection]),
    );
  });

  /** All paths, and connections to the denied port, are tried all the time; the far cable is listened to. */
  async function underTraffic(act: () => Promise<void>): Promise<Outcome> {
    await using capture = await lab.captureNode("n1", join(folder, "cable.pcap"));
    for (const path of Object.keys(PATHS) as PathName[]) await probe(path, path, OPEN_PORT);
    await probe("denied", "far", DENIED_PORT);
    await delay(500);
    await act();
    await delay(500);
    const paths = {
      far: await endProbe("far", "far"),
      "near n1": await endProbe("near n1", "near n1"),
      "near n2": await endProbe("near n2", "near n2"),
    };
    const denied = await endProbe("denied", "far");
    const [plaintextFrames = true] = framesHold(await capture.end(), [MARKER]);
    return { paths, admitted: denied.filter(({ outcome }) => outcome === "ok").length, plaintextFrames };
  }

  async function probe(name: string, path: PathName, port: number): Promise<void> {
    const [client, server] = PATHS[path];
    const load = await (await lab.pod(NAMESPACE, client)).load();
    const { ip } = await lab.pod(NAMESPACE, server);
    await load.call("probe", {
      probe: name,
      ip,
      port,
      marker: MARKER,
      everyMs: EVERY_MS,
      timeoutMs: TIMEOUT_MS,
    });
  }

  async function endProbe(name: string, path: PathName): Promise<readonly ProbeRecord[]> {
    const load = await (await lab.pod(NAMESPACE, PATHS[path][0])).load();
    return load.call("endProbe", { probe: name });
  }

  async function untilAnswered(path: PathName): Promise<void> {
    const [client, server] = await Promise.all(PATHS[path].map((name) => lab.pod(NAMESPACE, name)));
    if (client === undefined || server === undefined) throw new Error("a path has two ends");
    await eventually(
      async () => {
        if (!(await client.exchange(server.ip, OPEN_PORT, "ready?"))) throw new Error(`${path} is not there`);
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
  }

  /** `kill -9` of all of that name, on one node if it is named; each runs again when this returns. */
  async function killAndAwait(program: string, node?: string): Promise<void> {
    const killed = await lab.meshProcesses(program, node);
    expect(killed.length, program).toBeGreaterThan(0);
    // Also what they have just started, which nobody starts again.
    const victims = killed.flat();
    for (const pid of victims) kill(pid);
    const isBack = eventually(
      async () => {
        const running = await lab.meshProcesses(program, node);
        const isRunning = (pids: readonly number[]): boolean => pids.some((pid) => !victims.includes(pid));
        if (!running.every(isRunning)) throw new Error(`${program} is not back`);
        const pods = await lab.pods("istio-system");
        const late = pods.filter(({ isReady }) => !isReady).map(({ name }) => name);
        if (late.length > 0) throw new Error(`not ready: ${late.join()}`);
      },
      { timeoutMs: 60_000, intervalMs: 50 },
    );
    await isBack.catch(async (cause: Error) => {
      throw new Error(`${cause.message}; killed ${victims.join()}\n${await lab.describe()}`, { cause });
    });
  }
});

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function failures({ paths }: Outcome): Readonly<Record<PathName, readonly string[]>> {
  const failed = (records: readonly ProbeRecord[]): readonly string[] =>
    records.length === 0
      ? ["nothing was tried"]
      : records.map(({ outcome }) => outcome).filter((outcome) => outcome !== "ok");
  return { far: failed(paths.far), "near n1": failed(paths["near n1"]), "near n2": failed(paths["near n2"]) };
}

function expectSafe({ admitted, plaintextFrames }: Outcome): void {
  expect(admitted).toBe(0);
  expect(plaintextFrames).toBe(false);
}
