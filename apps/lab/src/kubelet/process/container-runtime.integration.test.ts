import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemEnvironment } from "../../network/index.ts";
import { type ContainerOrder, findProgram, ProcessRuntime } from "./container-runtime.ts";
import { SHIM_TOOLS, type ShimTools } from "./container-shim.ts";
import { findTool } from "./machine-files.ts";
import type { MountSpec } from "./process-spec.ts";

const OBSTACLE =
  findRootObstacle() ?? findMissingPrograms({ nsenter: "util-linux", pivot_root: "util-linux" });
const WAIT = { timeoutMs: 20_000, intervalMs: 10 };

/** Where no cgroup can be made, as in a container of somebody else's. */
describeUnless(OBSTACLE, "containers without cgroups", () => {
  let folder = "";
  let runtime: ProcessRuntime;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "l1-runtime-"));
    const tools = Object.fromEntries(
      Object.entries(SHIM_TOOLS).map(([field, name]) => [field, findTool(name)]),
    ) as unknown as ShimTools;
    runtime = new ProcessRuntime({ tools, templatesFolder: join(folder, "templates"), cgroups: undefined });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const orderOf = (script: string, mounts: readonly MountSpec[] = []): ContainerOrder => ({
    pod: { uid: "u1", qosClass: "BestEffort" },
    containerId: "c1",
    runFolder: join(folder, "run"),
    netns: "/proc/self/ns/net",
    hostname: "inside",
    spec: {
      argv: ["sh", "-c", script],
      env: { ...systemEnvironment(), "an.odd-name": "kept" },
      workingDirectory: "/",
      user: { uid: undefined, gid: undefined },
      mounts,
    },
    files: new Map([["/etc/hosts", "127.0.0.1 mine\n"]]),
    logPath: join(folder, "log"),
  });
  const log = () => readFileSync(join(folder, "log"), "utf8");

  test("run with their own files and name, tell how they ended, and take along what they started", async () => {
    // A shell would not hand the variable on.
    const odd = String.raw`tr '\0' '\n' </proc/$$/environ | grep odd`;
    const script = `cat /etc/hosts; hostname; ${odd}; sleep 100000 & echo $!; exit 3`;
    const { exited } = runtime.start(orderOf(script));
    expect(await exited).toEqual({ code: 3, reason: "Error", message: undefined });
    const [hosts, hostname, variable, pid] = log().split("\n");
    expect([hosts, hostname, variable]).toEqual(["127.0.0.1 mine", "inside", "an.odd-name=kept"]);
    await eventually(() => expect(existsSync(`/proc/${pid}`)).toBe(false), WAIT);
  });

  test("that cannot be made say why", async () => {
    const mount = { source: join(folder, "missing"), target: "/data", isReadOnly: false };
    const { started, exited } = runtime.start(orderOf("echo never", [mount]));
    await started;
    expect(await exited).toMatchObject({
      code: 128,
      reason: "StartError",
      message: expect.stringContaining("cannot make the container's files: mount:"),
    });
    expect(log()).toBe("");
  });

  test("are asked to end, and made to", async () => {
    const { started, exited, ...handle } = runtime.start(
      orderOf("trap '' TERM; echo up; while :; do sleep 0.05; done"),
    );
    await started;
    await eventually(() => expect(log()).toBe("up\n"), WAIT);
    expect(handle.terminate()).toBe(true);
    handle.kill();
    expect(await exited).toMatchObject({ code: 137, reason: "Error" });
  });

  test("whose shim is killed go with it", async () => {
    const order = orderOf("sleep 100000");
    const { shim, started, exited } = runtime.start(order);
    await started;
    const program = findProgram(order.runFolder);
    process.kill(shim.pid, "SIGKILL");
    expect(await exited).toEqual({
      code: 137,
      reason: "Error",
      message: "the container was killed from outside",
    });
    await eventually(() => expect(existsSync(`/proc/${program?.pid}`)).toBe(false), WAIT);
  });

  test("are found again by somebody who did not start them", async () => {
    const order = orderOf(`while [ ! -e ${folder}/go ]; do sleep 0.02; done; exit 4`);
    const { shim, started } = runtime.start(order);
    await started;
    const adopted = runtime.adopt(order, shim);
    await adopted.started;
    writeFileSync(join(folder, "go"), "");
    expect(await adopted.exited).toMatchObject({ code: 4 });
  });
});
