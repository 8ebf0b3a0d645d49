/** `ambit lab`, as a user has it: what it makes, what it survives, and that nothing of it is left. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AmbitResult, runAmbit } from "../src/ambit-command.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { listNamespaces } from "../src/namespace.ts";

const LAB = "labtest";
const OTHER_LAB = "labtest-b";
const LABS = "/run/ambit";
const SHOP = fileURLToPath(new URL("../../apps/lab/examples/shop.yaml", import.meta.url));
const RECOVERY_MS = 30_000;
const INTERVAL_MS = 100;

/** One process as `status -o json` has it. */
interface ProcessStatus {
  readonly name: string;
  readonly state: string;
  readonly pid?: number;
  readonly restarts: number;
}

interface LabStatus {
  readonly isReady: boolean;
  readonly processes: readonly ProcessStatus[];
}

const lab = (verb: string, ...words: readonly string[]): Promise<AmbitResult> =>
  runAmbit(["lab", verb, "--name", LAB, ...words]);

/** Throws with what the command said. */
async function succeed(result: Promise<AmbitResult>): Promise<string> {
  const { exitCode, output, errors } = await result;
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${errors}${output}`);
  return output;
}

async function statusOf(name: string): Promise<LabStatus> {
  const { output } = await runAmbit(["lab", "status", "--name", name, "-o", "json"]);
  return JSON.parse(output) as LabStatus;
}

async function processOf(name: string): Promise<ProcessStatus> {
  const found = (await statusOf(LAB)).processes.find((process) => process.name === name);
  if (found === undefined) throw new Error(`no process ${name}`);
  return found;
}

function untilReady(): Promise<void> {
  return eventually(async () => expect(await statusOf(LAB)).toMatchObject({ isReady: true }), {
    timeoutMs: RECOVERY_MS,
    intervalMs: INTERVAL_MS,
  });
}

/** Everything on this machine that is a lab's by its name. */
function tracesOf(name: string): readonly string[] {
  const processes = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isOfLab(pid, name));
  const mounts = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line.includes(`${LABS}/${name}/`));
  const cgroups = [
    "/sys/fs/cgroup/ambit-lab",
    "/sys/fs/cgroup/unified/ambit-lab",
    "/sys/fs/cgroup/systemd/ambit-lab",
  ];
  return [
    ...listNamespaces().filter((namespace) => new RegExp(`^${name}-(?:cp|n\\d+|p-)`).test(namespace)),
    ...(existsSync(LABS)
      ? readdirSync(LABS).filter((file) => file === name || file.startsWith(`.${name}.`))
      : []),
    ...processes.map((pid) => `process ${pid}: ${readText(`/proc/${pid}/cmdline`).replaceAll("\0", " ")}`),
    ...mounts,
    ...cgroups.map((folder) => `${folder}/${name}`).filter((folder) => existsSync(folder)),
  ];
}

/** One that has ended and only waits to be asked how is none. */
function isOfLab(pid: string, name: string): boolean {
  if (/\) [ZX] /.test(readText(`/proc/${pid}/stat`))) return false;
  const isPart =
    readText(`/proc/${pid}/cmdline`).includes(`\0--name\0${name}\0`) && pid !== String(process.pid);
  return isPart || readText(`/proc/${pid}/cgroup`).includes(`/ambit-lab/${name}/`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

interface Counts {
  readonly ok: number;
  readonly failed: number;
  readonly pending: number;
}

/** What the shop's visitor has counted. */
async function counts(): Promise<Counts> {
  const lines = (await succeed(lab("logs", "shop/visitor", "--tail", "1"))).trimEnd().split("\n");
  return JSON.parse(lines.at(-1) ?? "") as Counts;
}

/** What hangs from before is not to be counted against what comes next. */
async function settledCounts(): Promise<Counts> {
  await eventually(async () => expect((await counts()).pending).toBeLessThan(2), {
    timeoutMs: RECOVERY_MS,
    intervalMs: INTERVAL_MS,
  });
  return counts();
}

async function untilMoreSucceed(): Promise<void> {
  const { ok } = await counts();
  await eventually(async () => expect((await counts()).ok).toBeGreaterThan(ok + 20), {
    timeoutMs: RECOVERY_MS,
    intervalMs: INTERVAL_MS,
  });
}

// One lab and its life: each test finds what the one before has left.
describeNetns("a lab", () => describe("from up to down", { shuffle: false }, lifeOfALab));

function lifeOfALab(): void {
  beforeAll(async () => {
    await succeed(lab("up"));
    await succeed(lab("apply", "-f", SHOP));
    await untilReady();
  });

  afterAll(async () => {
    await Promise.all([LAB, OTHER_LAB].map((name) => runAmbit(["lab", "down", "--name", name])));
  });

  test("that is up stays as it is, and is not made into another one", async () => {
    const { processes } = await statusOf(LAB);
    expect(await succeed(lab("up"))).toContain(`lab "${LAB}" is up already`);
    expect((await statusOf(LAB)).processes).toEqual(processes);
    expect(await lab("up", "--nodes", "3")).toMatchObject({
      exitCode: 64,
      errors: expect.stringContaining("is up with 2 nodes: take it down first"),
    });
  });

  test("has a shop whose services find each other by name", async () => {
    await untilMoreSucceed();
    const page = await succeed(lab("exec", "shop/visitor", "--", "printenv", "KUBERNETES_SERVICE_PORT"));
    expect(page).toBe("443\n");
    expect(await lab("exec", "shop/visitor", "--", "sh", "-c", "exit 7")).toMatchObject({ exitCode: 7 });
    expect(await succeed(lab("exec", "shop/web", "--", "cat", "/etc/resolv.conf"))).toContain(
      "svc.cluster.local",
    );
  });

  test("takes a labelled namespace into the mesh, and tells of it", async () => {
    const labelled = { name: "shop", labels: { "istio.io/dataplane-mode": "ambient" } };
    const namespace = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: labelled });
    const applied = await runAmbit(["lab", "apply", "--name", LAB, "-f", "-"], namespace);
    expect(applied).toMatchObject({ exitCode: 0, output: "namespace/shop configured\n" });
    await eventually(
      async () => {
        const rows = JSON.parse(
          await succeed(runAmbit(["enrolment", "--lab", LAB, "-n", "shop", "-o", "json"])),
        ) as readonly { readonly wanted: boolean; readonly installed: boolean; readonly proven: boolean }[];
        expect(rows).toHaveLength(5);
        for (const row of rows) expect(row).toMatchObject({ wanted: true, installed: true, proven: true });
      },
      { timeoutMs: RECOVERY_MS, intervalMs: INTERVAL_MS },
    );
    await untilMoreSucceed();
    const workloads = await succeed(
      runAmbit(["zc", "workloads", "--lab", LAB, "--workload-namespace", "shop"]),
    );
    expect(workloads.match(/HBONE$/gm)).toHaveLength(5);
    const certificates = await succeed(runAmbit(["zc", "certificate", "--lab", LAB, "--node", "n1"]));
    expect(certificates).toContain("spiffe://cluster.local/ns/shop/sa/");
    expect(await succeed(runAmbit(["zc", "log", "--lab", LAB, "--node", "n1"]))).toContain(
      "current log level is",
    );
  });

  test.each(["kubelet-n1", "kube-proxy-n2"])("starts %s again, and pods go on meanwhile", async (name) => {
    const before = await processOf(name);
    const { failed } = await settledCounts();
    process.kill(before.pid ?? -1, "SIGKILL");
    await eventually(
      async () => {
        const after = await processOf(name);
        expect(after).toMatchObject({ state: "ready", restarts: before.restarts + 1 });
        expect(after.pid).not.toBe(before.pid);
      },
      { timeoutMs: RECOVERY_MS, intervalMs: INTERVAL_MS },
    );
    await untilReady();
    await untilMoreSucceed();
    expect((await counts()).failed).toBe(failed);
  });

  test("has the logs of its processes and of its pods", async () => {
    const names = (await succeed(lab("logs"))).trimEnd().split("\n");
    expect(names).toEqual(expect.arrayContaining(["supervisor", "control-plane", "kubelet-n2"]));
    expect(await succeed(lab("logs", "control-plane"))).toContain("the control plane is ready");
    expect(await succeed(lab("logs", "ztunnel", "--tail", "1"))).toMatch(/^\[istio-system\/ztunnel-/);
    expect(await lab("logs", "nobody")).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('there is no log of "nobody"'),
    });
  });

  test("stands beside another one", async () => {
    await succeed(runAmbit(["lab", "up", "--name", OTHER_LAB, "--nodes", "1", "--no-mesh"]));
    expect(await statusOf(OTHER_LAB)).toMatchObject({ isReady: true });
    expect(await lab("status")).toMatchObject({ exitCode: 0 });
    await succeed(runAmbit(["lab", "down", "--name", OTHER_LAB]));
    expect(tracesOf(OTHER_LAB)).toEqual([]);
    await untilReady();
  });

  test("comes back as it was made when its control plane is killed", async () => {
    const { pid } = await processOf("control-plane");
    process.kill(pid ?? -1, "SIGKILL");
    await eventually(async () => expect((await processOf("control-plane")).restarts).toBe(1), {
      timeoutMs: RECOVERY_MS,
      intervalMs: INTERVAL_MS,
    });
    await untilReady();
  });

  test("that was killed is made anew by the next up", async () => {
    const pids = (await statusOf(LAB)).processes.flatMap(({ pid }) => pid ?? []);
    // The supervisor is the first, so that it starts none of the others again.
    for (const pid of pids) process.kill(pid, "SIGKILL");
    expect(await lab("status")).toMatchObject({ exitCode: 1 });
    const output = await succeed(lab("up", "--nodes", "1"));
    expect(output).toContain("removing what an earlier lab");
    expect(await statusOf(LAB)).toMatchObject({ isReady: true });
    expect(listNamespaces()).not.toContain(`${LAB}-n2`);
  });

  test("that is taken down leaves nothing, however often it is asked", async () => {
    expect(tracesOf(LAB).length).toBeGreaterThan(0);
    expect(await succeed(lab("down"))).toBe(`lab "${LAB}" is down\n`);
    expect(tracesOf(LAB)).toEqual([]);
    expect(await succeed(lab("down"))).toBe(`lab "${LAB}" is not up\n`);
    expect(await lab("status")).toMatchObject({ exitCode: 1 });
  });
}

describe("bad words for a lab", () => {
  test.each([
    [["up", "--name", "Bad_Name"], 'lab name "Bad_Name"'],
    [["up", "--nodes", "0"], "It is a number from 1 to"],
    [["up", "--ztunnel", "/no/such/program"], "there is no such program"],
    [["up", "--ztunnel", SHOP], "is no program"],
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["apply"], "required option '-f, --filename <file>' not specified"],
  ])("%j are refused before anything is made", async (words, message) => {
    const { exitCode, errors } = await runAmbit(["lab", ...words]);
    expect({ exitCode, errors }).toEqual({ exitCode: 64, errors: expect.stringContaining(message) });
  });

  test("a lab that is not there is named, with those there are", async () => {
    const { exitCode, errors } = await runAmbit(["lab", "exec", "--name", "nolab", "pod", "--", "true"]);
    expect({ exitCode, errors }).toEqual({
      exitCode: 1,
      errors: expect.stringContaining('there is no lab "nolab"'),
    });
  });
});
