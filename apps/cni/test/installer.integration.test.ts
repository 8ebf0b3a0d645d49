/** The installer on folders that stand for a node, with the real program, libraries and bundle. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { createLogger, LogFilter, MetricsRegistry } from "@ambit/telemetry";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compareNames } from "../src/install/cni-conf.ts";
import { InstallMetrics } from "../src/install/install-metrics.ts";
import type { InstallerOptions } from "../src/install/install-options.ts";
import { Installer } from "../src/install/installer.ts";
import { sharedObjects } from "../src/install/shared-objects.ts";
import { pluginSettings } from "../src/install/testing/plugin-settings.ts";
import {
  addStdin,
  addVariables,
  bundlePlugin,
  FakeAgent,
  runPluginProcess,
  temporaryFolder,
} from "./plugin-rig.ts";

const bundle = temporaryFolder();
beforeAll(() => bundlePlugin(bundle.path));
afterAll(() => bundle[Symbol.dispose]());

const golden = (name: string): string =>
  readFileSync(new URL(`golden/install/${name}`, import.meta.url), "utf8");

/** A node's folders, and an installer that runs until the node goes. */
class Node implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  #stop = new AbortController();
  readonly lines: string[] = [];
  #running: Promise<void> | undefined;
  readonly root = this.#folder.path;
  readonly binDir = join(this.root, "opt/cni/bin");
  readonly confDir = join(this.root, "etc/cni/net.d");
  readonly runDir = join(this.root, "var/run/istio-cni");
  readonly accountDir = join(this.root, "account");
  readonly metrics = new MetricsRegistry();
  readonly #observer = new InstallMetrics(this.metrics);

  constructor() {
    for (const dir of [this.binDir, this.confDir, this.accountDir]) mkdirSync(dir, { recursive: true });
    writeFileSync(join(this.accountDir, "token"), "token-1");
    writeFileSync(join(this.accountDir, "ca.crt"), "CA");
    this.writeConf();
  }

  writeConf(name = "10-ptp.conflist", text = golden("conflist-before.json")): void {
    writeFileSync(join(this.confDir, name), text, { mode: 0o644 });
  }

  conf(name = "10-ptp.conflist"): string {
    return readFileSync(join(this.confDir, name), "utf8");
  }

  kubeconfig(): string {
    return readFileSync(join(this.runDir, "istio-cni-kubeconfig"), "utf8");
  }

  options(overrides: DeepPartial<InstallerOptions> = {}): InstallerOptions {
    return {
      plugin: pluginSettings(),
      api: {
        protocol: "",
        host: "10.202.0.1",
        port: "443",
        caFile: undefined,
        skipTlsVerify: false,
        serviceAccountDir: this.accountDir,
      },
      conf: {
        dir: this.confDir,
        name: undefined,
        isChained: true,
        ownedName: undefined,
        isGroupReadable: false,
        ...overrides.conf,
      },
      files: {
        binDir: this.binDir,
        bundleDir: bundle.path,
        nodePath: process.execPath,
        libraries: sharedObjects(),
        placement: "copy",
        ...overrides.files,
      },
      runDir: this.runDir,
      kubeconfigMode: overrides.kubeconfigMode ?? 0o600,
    };
  }

  install(overrides: DeepPartial<InstallerOptions> = {}): Installer {
    const logger = createLogger({
      scope: "install",
      format: "plain",
      filter: LogFilter.parse("debug"),
      sink: { write: (line) => void this.lines.push(line) },
      nowMicros: () => 0,
    });
    const observer = this.#observer;
    this.#stop = new AbortController();
    const installer = new Installer(this.options(overrides), {
      logger,
      clock: systemClock,
      random: () => 0,
      observer,
    });
    this.#running = installer.run(this.#stop.signal);
    return installer;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async metric(line: string): Promise<boolean> {
    return (await this.metrics.render({ acceptsOpenMetrics: false })).body.split("\n").includes(line);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#folder[Symbol.dispose]();
  }
}

interface DeepPartial<T extends InstallerOptions> {
  readonly conf?: Partial<T["conf"]>;
  readonly files?: Partial<T["files"]>;
  readonly kubeconfigMode?: number;
}

let node: Node;
beforeEach(() => {
  node = new Node();
});
afterEach(() => node[Symbol.asyncDispose]());

/** Copying takes a while on a busy machine. */
const until = (condition: () => unknown): Promise<void> =>
  expect.poll(condition, { timeout: 30_000, interval: 20 }).toBeTruthy();

/** No need to copy the program for tests of what else is installed. */
const inPlace = { files: { placement: "in-place" } } as const;

describe("an installation", () => {
  test("has files, kubeconfig and configuration with the modes of Istio's, and counts", async () => {
    const installer = node.install();
    await until(() => installer.isReady);
    expect(node.conf()).toBe(golden("conflist-after.json"));
    expect(statSync(join(node.confDir, "10-ptp.conflist")).mode & 0o777).toBe(0o644);
    expect(statSync(join(node.binDir, "istio-cni")).mode & 0o777).toBe(0o755);
    expect(statSync(join(node.runDir, "istio-cni-kubeconfig")).mode & 0o777).toBe(0o600);
    expect(node.kubeconfig()).toContain("token: token-1\n");
    expect(await node.metric('istio_cni_installs_total{result="SUCCESS"} 1')).toBe(true);
    expect(await node.metric("istio_cni_install_ready 1")).toBe(true);
    expect(readdirSync(node.binDir).sort()).toEqual([".istio-cni", "istio-cni"]);
  });

  test("the installed plugin asks the agent", async () => {
    const installer = node.install();
    await until(() => installer.isReady);
    await using agent = await FakeAgent.listen(node.runDir);
    const end = await runPluginProcess({
      command: [join(node.binDir, "istio-cni")],
      stdin: addStdin(node.runDir),
      variables: addVariables(),
    });
    expect(end).toMatchObject({ exitCode: 0, stderr: "" });
    expect(agent.seen).toHaveLength(1);
  });

  test("of an agent before is taken over as it is", async () => {
    const first = node.install();
    await until(() => first.isReady);
    await node.stop();
    const launcher = statSync(join(node.binDir, "istio-cni")).ino;
    const conf = statSync(join(node.confDir, "10-ptp.conflist")).ino;
    const second = node.install();
    await until(() => second.isReady);
    expect(statSync(join(node.binDir, "istio-cni")).ino).toBe(launcher);
    expect(statSync(join(node.confDir, "10-ptp.conflist")).ino).toBe(conf);
  });

  test("leaves nothing of itself when it is taken away", async () => {
    const installer = node.install();
    await until(() => installer.isReady);
    await node.stop();
    await installer.uninstall();
    expect(node.conf()).toBe(golden("conflist-removed.json"));
    expect(readdirSync(node.binDir)).toEqual([]);
    expect(readdirSync(node.runDir)).toEqual([]);
    expect(readdirSync(node.confDir)).toEqual(["10-ptp.conflist"]);
    expect(await node.metric("istio_cni_install_ready 0")).toBe(true);
    await installer.uninstall();
  });

  test("in place runs the plugin from where it is", async () => {
    const installer = node.install(inPlace);
    await until(() => installer.isReady);
    expect(readdirSync(node.binDir)).toEqual(["istio-cni"]);
    const end = await runPluginProcess({
      command: [join(node.binDir, "istio-cni")],
      stdin: "",
      variables: { CNI_COMMAND: "VERSION" },
    });
    expect(end.exitCode).toBe(0);
  });
});

describe("what changes is put right", () => {
  test.each<[string, () => void, () => boolean]>([
    [
      "the configuration is overwritten by the network plugin",
      () => node.writeConf(),
      () => node.conf() === golden("conflist-after.json"),
    ],
    [
      "the launcher is deleted",
      () => rmSync(join(node.binDir, "istio-cni")),
      () => existsSync(join(node.binDir, "istio-cni")),
    ],
    [
      "the launcher is no longer executable",
      () => chmodSync(join(node.binDir, "istio-cni"), 0o644),
      () => (statSync(join(node.binDir, "istio-cni")).mode & 0o777) === 0o755,
    ],
    [
      "the token is renewed",
      () => writeFileSync(join(node.accountDir, "token"), "token-2"),
      () => node.kubeconfig().includes("token: token-2\n"),
    ],
    [
      "the kubeconfig is deleted",
      () => rmSync(join(node.runDir, "istio-cni-kubeconfig")),
      () => existsSync(join(node.runDir, "istio-cni-kubeconfig")),
    ],
    [
      "the configuration directory is made anew",
      () => {
        rmSync(node.confDir, { recursive: true });
        mkdirSync(node.confDir);
        node.writeConf();
      },
      () => node.conf() === golden("conflist-after.json"),
    ],
    [
      "the account's directory is made anew",
      () => {
        rmSync(node.accountDir, { recursive: true });
        mkdirSync(node.accountDir);
        writeFileSync(join(node.accountDir, "ca.crt"), "CA");
        writeFileSync(join(node.accountDir, "token"), "token-2");
      },
      () => node.kubeconfig().includes("token: token-2\n"),
    ],
    [
      "an earlier configuration appears",
      () => node.writeConf("00-other.conflist"),
      () => node.conf("00-other.conflist") === golden("conflist-after.json"),
    ],
  ])("%s", async (_, change, isRight) => {
    const installer = node.install(inPlace);
    await until(() => installer.isReady);
    change();
    await until(isRight);
    await until(() => installer.isReady);
    expect(await node.metric('istio_cni_installs_total{result="SUCCESS"} 2')).toBe(true);
  });

  test("a file of the private folder that was cut off is copied again by the next agent", async () => {
    const first = node.install();
    await until(() => first.isReady);
    await node.stop();
    const [digest = ""] = readdirSync(join(node.binDir, ".istio-cni"));
    const program = join(node.binDir, ".istio-cni", digest, "node");
    truncateSync(program, 1_000);
    const second = node.install();
    await until(() => statSync(program).size > 1_000_000 && second.isReady);
  });
});

test("an installer that is killed at any moment leaves nothing that the next one does not finish or remove", async () => {
  const script = new URL("installer-process.ts", import.meta.url).pathname;
  for (let delayMs = 0; delayMs < 700; delayMs += 70) {
    const child = spawn(process.execPath, [script, JSON.stringify(node.options())], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    child.kill("SIGKILL");
    await ended;
    // Whatever the runtime reads is one of the two.
    expect([golden("conflist-before.json"), golden("conflist-after.json")]).toContain(node.conf());
  }
  for (const dir of [node.binDir, node.confDir]) writeFileSync(join(dir, "x.0.istio-cni-tmp"), "unfinished");
  const installer = node.install();
  await until(() => installer.isReady);
  expect(node.conf()).toBe(golden("conflist-after.json"));
  expect(readdirSync(node.binDir).sort(compareNames)).toEqual([".istio-cni", "istio-cni"]);
  expect(readdirSync(join(node.binDir, ".istio-cni"))).toHaveLength(1);
  expect(readdirSync(node.confDir)).toEqual(["10-ptp.conflist"]);
  expect(readdirSync(node.runDir)).toEqual(["istio-cni-kubeconfig"]);
});

describe("what is not there yet", () => {
  test("is waited for: a configuration", async () => {
    rmSync(join(node.confDir, "10-ptp.conflist"));
    const installer = node.install(inPlace);
    await until(() => installer.problem?.includes("no valid CNI configuration yet"));
    expect(await node.metric("istio_cni_install_ready 0")).toBe(true);
    node.writeConf();
    await until(() => installer.isReady);
  });

  test.each<[string, () => void, () => void, readonly [result: string, named: string]]>([
    [
      "a token",
      () => rmSync(join(node.accountDir, "token")),
      () => writeFileSync(join(node.accountDir, "token"), "late"),
      ["CREATE_KUBECONFIG_FAILURE", "istio-cni-kubeconfig"],
    ],
    [
      "the configuration directory",
      () => rmSync(node.confDir, { recursive: true }),
      () => {
        mkdirSync(node.confDir);
        node.writeConf();
      },
      ["CREATE_CNI_CONFIG_FAILURE", "etc/cni/net.d"],
    ],
    [
      "the plugin directory",
      () => rmSync(node.binDir, { recursive: true }),
      () => mkdirSync(node.binDir),
      ["COPY_BINARIES_FAILURE", "opt/cni/bin"],
    ],
  ])("is tried again: %s", async (_, take, give, [result, named]) => {
    take();
    const installer = node.install(inPlace);
    await until(() => installer.problem?.includes(named));
    expect((await node.metrics.render({ acceptsOpenMetrics: false })).body).toMatch(
      new RegExp(`^istio_cni_installs_total\\{result="${result}"\\} [1-9]`, "m"),
    );
    give();
    await until(() => installer.isReady);
  });
});

describe("a plugin that does not run", () => {
  test.each<[string, () => Partial<InstallerOptions["files"]>, string]>([
    ["is said to have ended", () => ({ bundleDir: brokenBundle("process.exit(3)") }), "exit code 3"],
    ["is quoted", () => ({ bundleDir: brokenBundle("throw new Error('no such thing')") }), "no such thing"],
    ["is no node at all", () => ({ nodePath: join(bundle.path, "plugin.cjs") }), "does not run on this host"],
    [
      "would use a library of the host",
      () => ({ libraries: sharedObjects().filter((path) => !path.includes("libstdc++")) }),
      "need of the host libstdc++",
    ],
  ])("%s, and neither the old one nor the configuration is touched", async (_, files, reason) => {
    writeFileSync(join(node.binDir, "istio-cni"), "the old one", { mode: 0o755 });
    const installer = node.install({ files: files() });
    await until(() => installer.problem?.includes(reason));
    expect(node.conf()).toBe(golden("conflist-before.json"));
    expect(readFileSync(join(node.binDir, "istio-cni"), "utf8")).toBe("the old one");
    expect(readdirSync(node.binDir, { recursive: true })).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^istio-cni.|\/node$/)]),
    );
    expect(node.lines.join("\n")).toContain(reason);
  });

  test("without a loader among its libraries nothing is copied", async () => {
    const installer = node.install({ files: { libraries: ["/lib/libc.so.6"] } });
    await until(() => installer.problem?.includes("no loader"));
    expect(readdirSync(node.binDir)).toEqual([]);
  });

  function brokenBundle(code: string): string {
    const folder = join(node.root, "bundle");
    mkdirSync(folder);
    for (const name of ["plugin.cjs", "plugin-fallback.cjs"]) writeFileSync(join(folder, name), code);
    return folder;
  }
});

describe("hostile configuration directories", () => {
  test("links, pipes, folders and huge files are skipped by name; the good one is used", async () => {
    writeFileSync(join(node.root, "outside.conflist"), golden("conflist-before.json"));
    symlinkSync(join(node.root, "outside.conflist"), join(node.confDir, "00-outside.conflist"));
    symlinkSync("01-loop.conflist", join(node.confDir, "01-loop.conflist"));
    symlinkSync("nowhere", join(node.confDir, "02-dangling.conf"));
    execFileSync("mkfifo", [join(node.confDir, "03-pipe.conflist")]);
    mkdirSync(join(node.confDir, "04-folder.conflist"));
    node.writeConf("05-huge.conflist", " ".repeat(1_048_577));
    node.writeConf("06-empty.conflist", "");
    node.writeConf("07-binary.conflist", "\u0000\u0001");
    node.writeConf("08-deep.conflist", `${"[".repeat(100_000)}`);
    const installer = node.install(inPlace);
    await until(() => installer.isReady);
    expect(node.conf()).toBe(golden("conflist-after.json"));
    expect(readFileSync(join(node.root, "outside.conflist"), "utf8")).toBe(golden("conflist-before.json"));
    const said = node.lines.join("\n");
    for (const name of readdirSync(node.confDir).filter((found) => found.startsWith("0")))
      expect(said).toContain(name);
  });

  test("a link within the directory stays one", async () => {
    rmSync(join(node.confDir, "10-ptp.conflist"));
    node.writeConf("real.json");
    symlinkSync("real.json", join(node.confDir, "10-ptp.conflist"));
    const installer = node.install(inPlace);
    await until(() => installer.isReady);
    expect(readFileSync(join(node.confDir, "real.json"), "utf8")).toBe(golden("conflist-after.json"));
  });

  test("a bare configuration becomes a list with its mode, and never takes another file's place", async () => {
    rmSync(join(node.confDir, "10-ptp.conflist"));
    node.writeConf("10-a.conf", '{"cniVersion":"0.3.1","name":"a","type":"bridge"}');
    chmodSync(join(node.confDir, "10-a.conf"), 0o640);
    node.writeConf("10-a.conflist", '{"precious":true}');
    const installer = node.install(inPlace);
    await until(() => installer.problem?.includes("10-a.conf and 10-a.conflist are both there"));
    expect(node.conf("10-a.conflist")).toBe('{"precious":true}');
    rmSync(join(node.confDir, "10-a.conflist"));
    await until(() => installer.isReady);
    expect(readdirSync(node.confDir)).toEqual(["10-a.conflist"]);
    expect(statSync(join(node.confDir, "10-a.conflist")).mode & 0o777).toBe(0o640);
  });
});

test("an owned configuration is readable for the group where that is asked for, and goes at the end", async () => {
  const installer = node.install({
    ...inPlace,
    conf: { ownedName: "02-istio-cni.conflist", isGroupReadable: true },
    kubeconfigMode: 0o640,
  });
  await until(() => installer.isReady);
  expect(statSync(join(node.confDir, "02-istio-cni.conflist")).mode & 0o777).toBe(0o640);
  expect(statSync(join(node.runDir, "istio-cni-kubeconfig")).mode & 0o777).toBe(0o640);
  expect(node.conf()).toBe(golden("conflist-before.json"));
  await node.stop();
  await installer.uninstall();
  expect(readdirSync(node.confDir)).toEqual(["10-ptp.conflist"]);
});

const obstacle = findRootObstacle() ?? findMissingPrograms({ unshare: "util-linux", chroot: "coreutils" });
describeUnless(obstacle, "a host without shell, C library or any other program", () => {
  test("runs the plugin", async () => {
    const installer = node.install();
    await until(() => installer.isReady);
    await using agent = await FakeAgent.listen(node.runDir);
    mkdirSync(join(node.root, "proc"));
    // Nothing but the plugin's directory, the run directory and /proc is below that root.
    const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" /opt/cni/bin/istio-cni';
    const end = await runPluginProcess({
      command: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, node.root],
      stdin: addStdin("/var/run/istio-cni"),
      variables: { ...addVariables(), PATH: process.env["PATH"] ?? "" },
    });
    expect(end).toMatchObject({ exitCode: 0, stderr: "" });
    expect(agent.seen).toHaveLength(1);
  });

  test("is told by the launcher when the rest of the plugin is missing", async () => {
    const installer = node.install();
    await until(() => installer.isReady);
    rmSync(join(node.binDir, ".istio-cni"), { recursive: true });
    const command = [join(node.binDir, "istio-cni")];
    const end = await runPluginProcess({ command, stdin: "", variables: addVariables() });
    expect(end.exitCode).toBe(1);
    expect(JSON.parse(end.stdout)).toMatchObject({ code: 5, msg: expect.stringContaining("incomplete") });
  });
});
