// What is wrong with a configuration is told once, with its place; nothing is opened for it, and nothing lost by it.
import { once } from "node:events";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BAD_MESH_FILES } from "../golden/bad-mesh-files.ts";
import { CONFIG_FILES, type ConfigFile } from "../golden/config-files.ts";
import { memberOf, parsePlainLog } from "../golden/log-entry.ts";
import { readRecorded } from "../golden/recorded-scenario.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { takeLease } from "../src/lease.ts";
import { aPolicy, formatMeshFile, type PolicySpec } from "../src/mesh-file.ts";
import { sumOfMetric } from "../src/metrics-text.ts";
import { Namespace } from "../src/namespace.ts";
import { type NetnsMesh, netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";
import { writeRoot } from "../src/root-ca.ts";
import { ztunnelCommand } from "../src/ztunnel-command.ts";
import { PeerSockets } from "./support/peer-sockets.ts";

const BAD_CONFIG = 64;
const START_FAILED = 1;
const EXIT_LIMIT_MS = 20_000;

interface Ended {
  readonly code: number | null;
  /** What an operator reads: error lines of the log, and standard error. */
  readonly told: readonly string[];
  readonly log: string;
}

describeNetns("a start that cannot be", () => {
  const made = new DisposableStack();
  const taken: Server[] = [];
  let folder: string;
  let namespace: Namespace;
  let sockets: PeerSockets;
  let goodEnv: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const lease = made.use(takeLease("badconf"));
    folder = lease.folder;
    namespace = made.use(Namespace.create(`${lease.prefix}-pod`));
    sockets = made.use(new PeerSockets(namespace.name));
    const { certPath, keyPath } = writeRoot(folder, Date.now());
    const other = mkdtempSync(join(tmpdir(), "ambit-root-"));
    made.defer(() => rmSync(other, { recursive: true }));
    writeFileSync(join(folder, "other-key.pem"), readFileSync(writeRoot(other, Date.now()).keyPath));
    writeFileSync(join(folder, "no-key.pem"), "this is no key\n");
    writeFileSync(join(folder, "good.yaml"), readRecorded("input.yaml"));
    goodEnv = {
      PROXY_MODE: "dedicated",
      PROXY_WORKLOAD_INFO: "shop/client-1/client",
      NODE_NAME: "n1",
      XDS_ADDRESS: "",
      FAKE_CA: "true",
      FAKE_CA_CERT: certPath,
      FAKE_CA_KEY: keyPath,
      LOCAL_XDS_PATH: join(folder, "good.yaml"),
      ISTIO_META_DNS_CAPTURE: "false",
      ENABLE_ORIG_SRC: "false",
      IPV6_ENABLED: "false",
    };
    // The first port that a start takes. A configuration found wrong after that would be code 1 with this port's name.
    await take("0.0.0.0", 15021);
  });

  afterAll(() => {
    for (const server of taken) server.close();
    made.dispose();
  });

  async function take(ip: string, port: number): Promise<Server> {
    const server = await sockets.listen({ ip: parseIpAddress(ip), port }, (socket) => void socket.destroy());
    taken.push(server);
    return server;
  }

  async function start(env: Readonly<Record<string, string | undefined>>): Promise<Ended> {
    const defined = Object.entries({ ...goodEnv, ...env }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const child = namespace.spawn(ztunnelCommand(), {
      env: Object.fromEntries(defined),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    const killer = setTimeout(() => child.kill("SIGKILL"), EXIT_LIMIT_MS);
    await once(child, "close");
    clearTimeout(killer);
    const lines = texts.stdout === "" ? [] : parsePlainLog(texts.stdout);
    const errors = lines.filter((line) => memberOf(line, "level") === "error");
    const told = errors.map((line) => `${memberOf(line, "message")}: ${memberOf(line, "error")}`);
    return {
      code: child.exitCode,
      told: texts.stderr === "" ? told : [...told, texts.stderr],
      log: texts.stdout,
    };
  }

  function expectRefused({ code, told, log }: Ended, tells: readonly string[]): void {
    expect({ code, told }).toEqual({ code: BAD_CONFIG, told: [expect.any(String)] });
    for (const part of tells) expect(told[0]).toContain(part);
    expect(log).not.toContain("listener established");
  }

  test.each(BAD_MESH_FILES)("because the mesh file is $what", async ({ what, spoil, tells }) => {
    const path = join(folder, `${what.replaceAll(" ", "-")}.yaml`);
    writeFileSync(path, spoil(readRecorded("input.yaml")));
    expectRefused(await start({ LOCAL_XDS_PATH: path }), [path, ...tells]);
  });

  test.each([
    {
      what: "a mesh file that is not there",
      env: { LOCAL_XDS_PATH: "/nowhere/mesh.yaml" },
      tells: ["/nowhere/mesh.yaml", "no such file"],
    },
    { what: "a folder for a mesh file", env: { LOCAL_XDS_PATH: "/run" }, tells: ["/run", "directory"] },
    {
      what: "an inline mesh beside a mesh file",
      env: { LOCAL_XDS: "workloads: []" },
      tells: ["LOCAL_XDS and LOCAL_XDS_PATH are both set"],
    },
    {
      what: "a bad inline mesh",
      env: { LOCAL_XDS_PATH: undefined, LOCAL_XDS: "policies: [{name: p}]" },
      tells: ["LOCAL_XDS:1: policies[0] (p): namespace is required"],
    },
    {
      what: "bad values of variables, all of them at once",
      env: {
        IPV6_ENABLED: "yes",
        KEEPALIVE_TIME: "soon",
        HTTP2_FRAME_SIZE: "1",
        ZTUNNEL_WORKER_THREADS: "-1",
        LOG_FORMAT: "xml",
        PACKET_MARK: "0x",
        SECRET_TTL: "24",
      },
      tells: [
        'IPV6_ENABLED is "yes", accepted is true or false',
        'KEEPALIVE_TIME is "soon"',
        'HTTP2_FRAME_SIZE is "1"',
        'ZTUNNEL_WORKER_THREADS is "-1"',
        'LOG_FORMAT is "xml", accepted is one of plain, json',
        'PACKET_MARK is "0x"',
        'SECRET_TTL is "24"',
      ],
    },
    { what: "a bad log filter", env: { RUST_LOG: "access=loud" }, tells: ["RUST_LOG", "access=loud"] },
    {
      what: "a workload without its account",
      env: { PROXY_WORKLOAD_INFO: "shop" },
      tells: ['PROXY_WORKLOAD_INFO is "shop"', "namespace/name/serviceaccount"],
    },
    {
      what: "no workload",
      env: { PROXY_WORKLOAD_INFO: undefined },
      tells: ["PROXY_WORKLOAD_INFO", "namespace/name/serviceaccount"],
    },
    {
      what: "a CA key that is not there",
      env: { FAKE_CA_KEY: "/nowhere/key.pem" },
      tells: ["FAKE_CA_KEY /nowhere/key.pem", "no such file"],
    },
    {
      what: "a CA certificate without its key",
      env: { FAKE_CA_KEY: "" },
      tells: ["FAKE_CA_CERT is set without FAKE_CA_KEY"],
    },
  ])("because of $what", async ({ env, tells }) => {
    expectRefused(await start(env), tells);
  });

  test.each([
    { what: "is none", file: "no-key.pem", tells: "private key cannot be read" },
    { what: "is of another CA", file: "other-key.pem", tells: "does not belong to its certificate" },
  ])("because the CA's key $what", async ({ file, tells }) => {
    const path = join(folder, file);
    expectRefused(await start({ FAKE_CA_KEY: path }), [`FAKE_CA_KEY ${path}`, tells]);
  });

  describe("because a port is in use", () => {
    beforeAll(async () => {
      const [readiness] = taken.splice(0);
      readiness?.close();
      if (readiness !== undefined) await once(readiness, "close");
    });

    test.each([
      { ip: "0.0.0.0", port: 15021, component: "readiness" },
      { ip: "0.0.0.0", port: 15008, component: "inbound" },
      { ip: "0.0.0.0", port: 15006, component: "inbound plaintext" },
      { ip: "0.0.0.0", port: 15001, component: "outbound" },
      { ip: "0.0.0.0", port: 15020, component: "stats" },
      { ip: "127.0.0.1", port: 15000, component: "admin" },
    ])("$port, of $component", async ({ ip, port, component }) => {
      const server = await take(ip, port);
      const { code, told } = await start({});
      server.close();
      await once(server, "close");
      expect({ code, told }).toEqual({ code: START_FAILED, told: [expect.any(String)] });
      expect(told[0]).toContain(`cannot listen on ${ip}:${port} (${component})`);
      expect(told[0]).toMatch(/address (?:already )?in use/i);
    });
  });
});

const ALLOWED_PORT = 7000;
const CONTESTED_PORT = 7001;
/** The promise for a good file, from its writing to its effect on traffic. */
const RELOAD_LIMIT_MS = 2_000;
const REFUSED = "local config not reloaded, the last good one stays in force";
const DENY: readonly PolicySpec[] = [aPolicy("deny-7001", { destinationPorts: [CONTESTED_PORT] })];

describeNetns("a running ztunnel", () => {
  describe.each(Object.entries(CONFIG_FILES))("whose mesh file is %s", (_, open) => {
    let mesh: NetnsMesh;
    let client: Pod;
    let server: Pod;
    let file: ConfigFile;
    const folder = mkdtempSync(join(tmpdir(), "ambit-reload-"));

    const good = (policies: readonly PolicySpec[]): string =>
      formatMeshFile(
        mesh.pods.map((pod) => pod.plan),
        policies,
      );

    beforeAll(async () => {
      mesh = await netnsMesh({
        prefix: "badconf",
        pods: [
          { name: "client" },
          {
            name: "server",
            service: { 80: ALLOWED_PORT },
            env: { LOCAL_XDS_PATH: join(folder, "mesh.yaml") },
          },
        ],
        enroll: false,
      });
      client = mesh.pod("client");
      server = mesh.pod("server");
      file = open(folder, good(DENY));
      await server.serve(ALLOWED_PORT);
      await server.serve(CONTESTED_PORT);
      await mesh.enroll();
    });

    afterAll(async () => {
      await mesh?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    });

    const isAnswered = async (port: number) =>
      (await client.request({ ip: server.ip, port }, "hello")).answered;
    const refusals = () =>
      parsePlainLog(server.ztunnel.readLog()).filter((line) => memberOf(line, "message") === REFUSED);
    const countedRefusals = async () =>
      sumOfMetric(await server.metrics(), "ambit_config_reload_failures_total");
    const untilAnswered = (isWanted: boolean) =>
      eventually(async () => expect(await isAnswered(CONTESTED_PORT)).toBe(isWanted), {
        timeoutMs: RELOAD_LIMIT_MS,
        intervalMs: 20,
      });

    test("follows good ones within 2 s", async () => {
      await untilAnswered(false);
      file.write(good([]));
      await untilAnswered(true);
      file.write(good(DENY));
      await untilAnswered(false);
    });

    test.each(BAD_MESH_FILES)("keeps the last good one when the next is $what", async ({ spoil, tells }) => {
      await untilAnswered(false);
      const before = { told: refusals().length, counted: await countedRefusals() };
      const dumpBefore = await stateOf(server);
      await using held = await client.connect({ ip: server.ip, port: ALLOWED_PORT });
      expect(await held.exchange("before")).toMatchObject({ text: "before" });

      file.write(spoil(good(DENY)));
      const line = await eventually(() => lineAfter(refusals(), before.told), { timeoutMs: RELOAD_LIMIT_MS });
      expect(memberOf(line, "level")).toBe("error");
      expect(memberOf(line, "file")).toBe(file.path);
      for (const part of [file.path, ...tells]) expect(memberOf(line, "error")).toContain(part);
      expect(await countedRefusals()).toBe(before.counted + 1);
      expect(await stateOf(server)).toEqual(dumpBefore);
      expect(await held.exchange("during")).toMatchObject({ text: "during", state: "open" });
      expect([await isAnswered(ALLOWED_PORT), await isAnswered(CONTESTED_PORT)]).toEqual([true, false]);

      file.write(good([]));
      await untilAnswered(true);
      expect(await held.exchange("after")).toMatchObject({ text: "after", state: "open" });
      expect(refusals().length).toBe(before.told + 1);
      file.write(good(DENY));
      await untilAnswered(false);
    });

    test("keeps the last good one when the file is gone, until it is back", async () => {
      await untilAnswered(false);
      const before = refusals().length;
      const away = `${file.path}.away`;
      renameSync(file.path, away);
      const line = await eventually(() => lineAfter(refusals(), before), { timeoutMs: RELOAD_LIMIT_MS });
      expect(memberOf(line, "error")).toContain("no such file");
      expect([await isAnswered(ALLOWED_PORT), await isAnswered(CONTESTED_PORT)]).toEqual([true, false]);
      renameSync(away, file.path);
      file.write(good([]));
      await untilAnswered(true);
      file.write(good(DENY));
      await untilAnswered(false);
      expect(refusals().length).toBe(before + 1);
    });
  });
});

/** What of the dump a mesh file decides. */
async function stateOf(pod: Pod): Promise<unknown> {
  const { workloads, services, policies, staticConfig } = await pod.configDump();
  return { workloads, services, policies, staticConfig };
}

function lineAfter<T>(lines: readonly T[], count: number): T {
  const line = lines[count];
  if (line === undefined) throw new Error(`still ${count} lines`);
  return line;
}
