/**
 * The plugin behind the ones that nodes really have: Debian's build of the CNI reference plugins makes a pod's interface in
 * a real network namespace, ours is chained after it by our installer, and a few lines here stand for the runtime.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import { describeUnless, findRootObstacle } from "@ambit/lifecycle/testing/prerequisites";
import { createLogger, LogFilter } from "@ambit/telemetry";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Installer } from "../src/install/installer.ts";
import { pluginSettings } from "../src/install/testing/plugin-settings.ts";
import { bundlePlugin, FakeAgent, type PluginEnd, runPluginProcess, temporaryFolder } from "./plugin-rig.ts";

const REFERENCE_PLUGINS = "/usr/lib/cni";
const NODE = `b-node-${process.pid}`;
const POD = `b-pod-${process.pid}`;

const obstacle =
  findRootObstacle() ??
  (existsSync(join(REFERENCE_PLUGINS, "ptp"))
    ? undefined
    : "ptp not found; apt-get install -y containernetworking-plugins");

interface ConfList {
  readonly name: string;
  readonly cniVersion: string;
  readonly plugins: readonly Record<string, unknown>[];
}

describeUnless(obstacle, "chained after the reference plugins", () => {
  const bundle = temporaryFolder();
  beforeAll(() => bundlePlugin(bundle.path));
  afterAll(() => bundle[Symbol.dispose]());

  let folder = temporaryFolder();
  let agent: FakeAgent;
  const stop: AbortController[] = [];
  const running: Promise<void>[] = [];

  beforeEach(async () => {
    folder = temporaryFolder();
    for (const name of [NODE, POD]) ip("netns", "add", name);
    for (const name of ["bin", "net.d", "run", "account"]) mkdirSync(join(folder.path, name));
    agent = await FakeAgent.listen(join(folder.path, "run"));
  });
  afterEach(async () => {
    for (const controller of stop.splice(0)) controller.abort();
    await Promise.all(running.splice(0));
    await agent[Symbol.asyncDispose]();
    for (const name of [NODE, POD]) ip("netns", "delete", name);
    folder[Symbol.dispose]();
  });

  function ip(...args: readonly string[]): string {
    return execFileSync("ip", [...args], {
      encoding: "utf8",
      env: { PATH: "/usr/sbin:/sbin:/usr/bin:/bin" },
    });
  }

  async function install(cniVersion: string): Promise<Installer> {
    const dir = join(folder.path, "net.d");
    const dataDir = join(folder.path, "ipam");
    const ipam = { type: "host-local", dataDir, ranges: [[{ subnet: "10.244.7.0/24" }]] };
    const list = { cniVersion, name: "ptp", plugins: [{ type: "ptp", mtu: 1400, ipam }] };
    writeFileSync(join(dir, "10-ptp.conflist"), JSON.stringify(list));
    writeFileSync(join(folder.path, "account", "token"), "token");
    writeFileSync(join(folder.path, "account", "ca.crt"), "CA");
    const installer = new Installer(
      {
        plugin: pluginSettings({ agentRunDir: join(folder.path, "run") }),
        api: {
          protocol: "https",
          host: "127.0.0.1",
          port: "1",
          caFile: undefined,
          skipTlsVerify: false,
          serviceAccountDir: join(folder.path, "account"),
        },
        conf: { dir, name: undefined, isChained: true, ownedName: undefined, isGroupReadable: false },
        files: {
          binDir: join(folder.path, "bin"),
          bundleDir: bundle.path,
          nodePath: process.execPath,
          libraries: [],
          placement: "in-place",
        },
        runDir: join(folder.path, "run"),
        kubeconfigMode: 0o600,
      },
      {
        logger: createLogger({
          scope: "install",
          format: "plain",
          filter: LogFilter.parse("off"),
          sink: { write: () => undefined },
          nowMicros: () => 0,
        }),
        clock: systemClock,
        random: () => 0,
        observer: { installed: () => undefined, readyChanged: () => undefined },
      },
    );
    const controller = new AbortController();
    stop.push(controller);
    running.push(installer.run(controller.signal));
    await expect.poll(() => installer.isReady, { timeout: 30_000 }).toBe(true);
    return installer;
  }

  /** One plugin of the list, started in the node's namespace as the CNI specification says. */
  function runPlugin(
    list: ConfList,
    index: number,
    command: string,
    prevResult: unknown,
  ): Promise<PluginEnd> {
    const { name, cniVersion } = list;
    const plugin = list.plugins[index] ?? {};
    const path = [join(folder.path, "bin"), REFERENCE_PLUGINS];
    const program =
      path.map((dir) => join(dir, String(plugin["type"]))).find((file) => existsSync(file)) ?? "";
    return runPluginProcess({
      command: ["nsenter", `--net=/run/netns/${NODE}`, program],
      stdin: JSON.stringify({
        ...plugin,
        name,
        cniVersion,
        ...(prevResult === undefined ? {} : { prevResult }),
      }),
      variables: {
        PATH: "/usr/sbin:/sbin:/usr/bin:/bin",
        CNI_COMMAND: command,
        CNI_CONTAINERID: "pod-1",
        CNI_NETNS: `/run/netns/${POD}`,
        CNI_IFNAME: "eth0",
        CNI_PATH: path.join(":"),
        CNI_ARGS: "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=cart-1;K8S_POD_UID=u-1",
      },
    });
  }

  async function add(list: ConfList): Promise<{ readonly end: PluginEnd; readonly before: unknown }> {
    let before: unknown;
    let end: PluginEnd | undefined;
    for (const index of list.plugins.keys()) {
      before = end === undefined ? undefined : JSON.parse(end.stdout);
      end = await runPlugin(list, index, "ADD", before);
      if (end.exitCode !== 0) break;
    }
    if (end === undefined) throw new Error("an empty list");
    return { end, before };
  }

  async function remove(list: ConfList, prevResult: unknown): Promise<readonly (number | null)[]> {
    const codes: (number | null)[] = [];
    for (const index of [...list.plugins.keys()].reverse()) {
      codes.push((await runPlugin(list, index, "DEL", prevResult)).exitCode);
    }
    return codes;
  }

  function readList(): ConfList {
    return JSON.parse(readFileSync(join(folder.path, "net.d", "10-ptp.conflist"), "utf8"));
  }

  test.each(["0.3.1", "0.4.0", "1.0.0"])(
    "a pod gets its network and is enrolled, in version %s",
    async (cniVersion) => {
      await install(cniVersion);
      const list = readList();
      expect(list.plugins.map(({ type }) => type)).toEqual(["ptp", "istio-cni"]);
      const { end, before } = await add(list);
      expect(end).toMatchObject({ exitCode: 0, stderr: "" });
      expect(JSON.parse(end.stdout)).toEqual(before);
      expect(JSON.parse(end.stdout)).toMatchObject({ cniVersion });
      const asked: unknown = JSON.parse(agent.seen[0]?.body ?? "");
      expect(asked).toMatchObject({
        Netns: `/run/netns/${POD}`,
        PodName: "cart-1",
        IPs: [
          {
            Address: { IP: expect.stringMatching(/^10\.244\.7\./), Mask: "////AA==" },
            Gateway: "10.244.7.1",
          },
        ],
      });
      expect(ip("-n", POD, "-4", "address", "show", "eth0")).toContain("inet 10.244.7.");
      expect(await remove(list, before)).toEqual([0, 0]);
    },
  );

  test("a refused pod is taken down again by the runtime and can be added later, with another address", async () => {
    await install("1.0.0");
    const list = readList();
    agent.answer = () => ({
      status: 500,
      body: "no ztunnel connection",
      headers: { "x-ambit-outcome": "refused" },
    });
    const refused = await add(list);
    expect(refused.end.exitCode).toBe(1);
    expect(JSON.parse(refused.end.stdout)).toMatchObject({ code: 11, cniVersion: "1.0.0" });
    expect(await remove(list, undefined)).toEqual([0, 0]);
    agent.answer = () => ({ status: 200, headers: { "x-ambit-outcome": "enrolled" } });
    const added = await add(list);
    expect(added.end.exitCode).toBe(0);
    expect(await remove(list, added.before)).toEqual([0, 0]);
  });

  test("CHECK of the whole list is fine", async () => {
    await install("1.0.0");
    const list = readList();
    const { before } = await add(list);
    for (const index of list.plugins.keys()) {
      expect((await runPlugin(list, index, "CHECK", before)).exitCode).toBe(0);
    }
    await remove(list, before);
  });
});
