/** The control side as a whole, with real servers and threads; the threads are fakes that move no data. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { formatSocketAddress, parseSocketAddress } from "@ambit/addr";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { buildInfo, Logging } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildZtunnel, type Ztunnel } from "../src/app.ts";
import { loadConfig, type ZtunnelConfig } from "../src/config.ts";

const LIMIT_MS = 20_000;
const CLIENT =
  "- {uid: c//Pod/shop/client-1, name: client-1, namespace: shop, serviceAccount: client, trustDomain: td, workloadIps: [127.0.0.9], protocol: HBONE, services: {}}\n";
const SERVER =
  "- {uid: c//Pod/shop/server-1, name: server-1, namespace: shop, serviceAccount: server, trustDomain: td, workloadIps: [127.0.0.8], protocol: HBONE, services: {}}\n";

let folder = "";
let file = "";
let log = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ztunnel-app-"));
  file = join(folder, "mesh.yaml");
  log = "";
  writeFileSync(file, `workloads:\n${CLIENT}`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function aConfig(): ZtunnelConfig {
  const config = loadConfig({
    environment: new Map([
      ["FAKE_CA", "true"],
      ["XDS_ADDRESS", ""],
      ["LOCAL_XDS_PATH", file],
      ["PROXY_MODE", "dedicated"],
      ["PROXY_WORKLOAD_INFO", "shop/client-1/client"],
      ["ISTIO_META_DNS_CAPTURE", "false"],
      ["ZTUNNEL_WORKER_THREADS", "2"],
      ["CONNECTION_TERMINATION_DEADLINE", "1s"],
      ["NETWORK", "none"],
    ]),
    args: [],
    host: { readFile: () => undefined, exists: () => false, cpuCount: 1 },
  });
  const free = parseSocketAddress("127.0.0.1:0");
  const freeHttp = { kind: "socket", address: free } as const;
  return {
    ...config,
    inboundAddress: free,
    inboundPlaintextAddress: free,
    outboundAddress: free,
    adminAddress: freeHttp,
    statsAddress: freeHttp,
    readinessAddress: freeHttp,
  };
}

class App implements AsyncDisposable {
  readonly ztunnel: Ztunnel;
  readonly quits: string[];

  private constructor(ztunnel: Ztunnel, quits: string[]) {
    this.ztunnel = ztunnel;
    this.quits = quits;
  }

  static async open(): Promise<App> {
    const quits: string[] = [];
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        log += chunk.toString();
        done();
      },
    });
    const ztunnel = await buildZtunnel(aConfig(), {
      workerUrl: new URL("./fake-worker.ts", import.meta.url),
      clock: systemClock,
      logging: new Logging({
        scope: "ztunnel",
        filter: LogFilter.fromRustLog("info"),
        format: "plain",
        output,
      }),
      build: buildInfo("unknown"),
      maxFileDescriptors: 1_000,
      onQuit: () => quits.push("quit"),
      onFailure: () => quits.push("failure"),
    });
    return new App(ztunnel, quits);
  }

  async fetch(server: "admin" | "stats" | "readiness", path: string, method = "GET"): Promise<string> {
    const address = formatSocketAddress(this.ztunnel.servers[server].address);
    const response = await fetch(`http://${address}${path}`, { method, headers: { connection: "close" } });
    return `${response.status} ${await response.text()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    expect(await this.ztunnel.end(2_000)).toBe("ended");
  }
}

test("becomes ready when every worker has the mesh", { timeout: LIMIT_MS }, async () => {
  await using app = await App.open();
  expect(await app.fetch("readiness", "/healthz/ready")).toBe("500 not ready, pending: state manager\n");
  await app.ztunnel.serve();
  expect(await app.fetch("readiness", "/healthz/ready")).toBe("200 ready\n");
  expect(log).toMatch(/\tinfo\txds:local_client\tlocal config initialized\tnum_workloads=1 num_policies=0\n/);
  expect(log).toMatch(/\treadiness\tTask 'proxy' complete \(.*\), still awaiting 1 tasks\t\n/);
  expect(log).toMatch(/\treadiness\tTask 'state manager' complete \(.*\), marking server ready\t\n/);
});

test("shows mesh, certificate and connections in its dump", { timeout: LIMIT_MS }, async () => {
  await using app = await App.open();
  await app.ztunnel.serve();
  await eventually(() => expect(log).toContain("certificate true"));
  const dump = await app.fetch("admin", "/config_dump");

  expect(dump.startsWith("200 ")).toBe(true);
  expect(JSON.parse(dump.slice(4))).toMatchObject({
    certificates: [{ identity: "spiffe://td/ns/shop/sa/client", state: "Available" }],
    workloads: [{ uid: "c//Pod/shop/client-1" }],
    staticConfig: { workloads: [{ uid: "c//Pod/shop/client-1" }] },
    connections: { inbound: [], outbound: [] },
  });
});

test("follows its file, and keeps the last good mesh when the file is wrong", {
  timeout: LIMIT_MS,
}, async () => {
  await using app = await App.open();
  await app.ztunnel.serve();
  writeFileSync(file, `workloads:\n${CLIENT}${SERVER}`);
  await eventually(() => expect(log).toContain("local config reloaded\tnum_workloads=2"), {
    timeoutMs: 6_000,
  });

  writeFileSync(file, `workloads:\n${SERVER.replace("name: server-1", "nam: x")}`);
  await eventually(() => expect(log).toContain("local config not reloaded"), { timeoutMs: 6_000 });
  const dump = JSON.parse((await app.fetch("admin", "/config_dump")).slice(4)) as { workloads: unknown[] };

  expect(dump.workloads).toHaveLength(2);
  expect(await app.fetch("stats", "/metrics")).toContain("ambit_config_reload_failures_total 1\n");
});

test("drains every component and closes its ports", { timeout: LIMIT_MS }, async () => {
  await using app = await App.open();
  await app.ztunnel.serve();
  const [first, second] = [app.ztunnel.drain(), app.ztunnel.drain()];

  expect(await Promise.all([first, second])).toEqual(["drained", "drained"]);
  await eventually(() => expect(log.match(/shutdown complete/g)).toHaveLength(3));
  await expect(app.fetch("readiness", "/healthz/ready")).rejects.toThrow();
  const outbound = app.ztunnel.listeners.address("outbound");
  await expect(fetch(`http://127.0.0.1:${outbound?.port}/`)).rejects.toThrow();
});

test("is asked to quit through admin", { timeout: LIMIT_MS }, async () => {
  await using app = await App.open();
  expect(await app.fetch("admin", "/quitquitquit", "POST")).toBe("200 shutdown now\n");
  expect(app.quits).toEqual(["quit"]);
});

test("shows the memory of every thread", { timeout: LIMIT_MS }, async () => {
  await using app = await App.open();
  await app.ztunnel.serve();
  const heap = JSON.parse((await app.fetch("admin", "/debug/heap")).slice(4)) as { workers: unknown[] };

  expect(heap.workers).toEqual([{ worker: 0 }, { worker: 1 }]);
});
