/** Many tunnels, opened and closed, past one real ztunnel: what it holds afterwards must be what it held before. */
import type { ChildProcess } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { type Load, openLoad } from "../../faults/load.ts";
import { type ProcessUse, processUse } from "../../faults/process-facts.ts";
import { formatMeshFile, identityOf } from "../../src/mesh-file.ts";
import type { Namespace } from "../../src/namespace.ts";
import { NetnsError } from "../../src/netns-error.ts";
import { type NetnsMesh, netnsMesh } from "../../src/netns-mesh.ts";
import { type PodSpec, planTopology } from "../../src/topology.ts";
import { writeTunnelMaterial } from "./tunnel-material.ts";

export interface SoakOptions {
  readonly prefix: string;
  readonly count: number;
  /** Tunnels of a round; after each everything has time to settle before the sample. */
  readonly step: number;
  readonly onSample?: (sample: SoakSample) => void;
}

export interface SoakSample extends ProcessUse {
  readonly tunnels: number;
}

export interface SoakResult {
  readonly samples: readonly SoakSample[];
  readonly failed: number;
  /** Tunnels that the peer of a client's ztunnel has taken; for a server's it is the count itself. */
  readonly tunnels: number;
  readonly durationMs: number;
  /** Of an ordinary new connection through the same ztunnel meanwhile. */
  readonly slowestProbeMs: number;
  readonly failedProbes: number;
}

const PORT = 8080;
const CONCURRENCY = 16;
/** Addresses of the peers that a client's ztunnel sees: 10.78.0.0 and the following. */
const PEER_OCTET = 78;
const PEERS = 4_000;
const PROBE = { probe: "meanwhile", port: PORT, marker: "soak-marker", everyMs: 100, timeoutMs: 10_000 };
const SETTLE_MS = 20_000;
/** A worker gives memory back when it was quiet for so long, with some room for a busy machine. */
const QUIET_MS = 3_500;
const DESCRIPTOR_SLACK = 8;
/** How a mesh file without services and policies ends. */
const NOTHING_ELSE = "services: []\npolicies: []\n";

/** An HBONE client opens and closes tunnels to the server's ztunnel. */
export async function soakServer(options: SoakOptions): Promise<SoakResult> {
  await using mesh = await netnsMesh({
    prefix: options.prefix,
    pods: [{ name: "client" }, { name: "server" }],
  });
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  forgetConnectionsSoon(mesh);
  await using load = await openLoad(client.namespace);
  await server.serve(PORT);
  const material = await writeTunnelMaterial(mesh.folder, identityOf(client.plan));
  const run = await runRounds(options, server.ztunnel.pid, {
    load,
    probeIp: server.ip,
    begin: (count) =>
      start(client.namespace, "open-tunnels.ts", [material, server.ip, PORT, count, CONCURRENCY, count]),
  });
  return { ...run, tunnels: options.count };
}

/** An application behind the client's ztunnel connects to so many peers that nearly every time a tunnel is dialed. */
export async function soakClient(options: SoakOptions): Promise<SoakResult> {
  const meshPath = `/run/${options.prefix}-mesh.yaml`;
  const specs: readonly PodSpec[] = [
    { name: "client", env: { LOCAL_XDS_PATH: meshPath, POOL_UNUSED_RELEASE_TIMEOUT: "1s" } },
    { name: "server", inMesh: false },
  ];
  writeFileSync(meshPath, manyPeers(specs));
  using _file = { [Symbol.dispose]: () => rmSync(meshPath, { force: true }) };
  await using mesh = await netnsMesh({ prefix: options.prefix, pods: specs });
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  forgetConnectionsSoon(mesh);
  client.namespace.run(["ip", "route", "add", `10.${PEER_OCTET}.0.0/16`, "via", server.ip]);
  server.namespace.run(["ip", "route", "add", "local", `10.${PEER_OCTET}.0.0/16`, "dev", "lo"]);
  const material = await writeTunnelMaterial(mesh.folder, identityOf(server.plan));
  using peer = start(server.namespace, "tunnel-peer.ts", [material]);
  await peer.firstLine;
  await using load = await openLoad(client.namespace);
  const run = await runRounds(options, client.ztunnel.pid, {
    load,
    probeIp: peerAddress(PEERS),
    begin: (count) =>
      start(client.namespace, "open-connections.ts", [PEER_OCTET, PEERS, count, CONCURRENCY, count]),
  });
  return { ...run, tunnels: Number(peer.lastLine()) };
}

interface Program extends Disposable {
  readonly firstLine: Promise<void>;
  lastLine(): string;
  readonly exited: Promise<void>;
}

interface Rounds {
  readonly load: Load;
  /** Where ordinary connections go during a round. */
  readonly probeIp: string;
  readonly begin: (count: number) => Program;
}

async function runRounds(
  { count, step, onSample }: SoakOptions,
  pid: number,
  { load, probeIp, begin }: Rounds,
): Promise<Omit<SoakResult, "tunnels">> {
  const samples: SoakSample[] = [];
  const take = (tunnels: number): void => {
    const sample = { tunnels, ...processUse(pid) };
    samples.push(sample);
    onSample?.(sample);
  };
  take(0);
  const descriptors = samples[0]?.descriptors ?? 0;
  const totals = { failed: 0, durationMs: 0, slowestProbeMs: 0, failedProbes: 0 };
  for (let done = 0; done < count; done += step) {
    await load.call("probe", { ...PROBE, ip: probeIp });
    const startMs = performance.now();
    using program = begin(Math.min(step, count - done));
    await program.exited;
    totals.durationMs += Math.round(performance.now() - startMs);
    totals.failed += Number(program.lastLine().split(" ")[1] ?? step);
    for (const { outcome, tookMs } of await load.call("endProbe", { probe: PROBE.probe })) {
      totals.slowestProbeMs = Math.max(totals.slowestProbeMs, tookMs);
      if (outcome !== "ok") totals.failedProbes++;
    }
    await settle(pid, descriptors);
    take(Math.min(done + step, count));
  }
  return { samples, ...totals };
}

/** Idle tunnels of the pool, and connections the peers have not closed yet, go by themselves; then the heap shrinks. */
async function settle(pid: number, descriptors: number): Promise<void> {
  const check = (): void => {
    if (processUse(pid).descriptors > descriptors + DESCRIPTOR_SLACK)
      throw new NetnsError("not-ready", "descriptors are still open");
  };
  await eventually(check, { timeoutMs: SETTLE_MS, intervalMs: 250 }).catch(() => undefined);
  await delay(QUIET_MS);
}

/** TIME_WAIT of tens of thousands of connections would use up ports and tracking entries, which is not the question. */
function forgetConnectionsSoon(mesh: NetnsMesh): void {
  for (const { namespace } of mesh.pods) {
    namespace.writeSysctl("net/ipv4/tcp_max_tw_buckets", "100");
    namespace.writeSysctl("net/ipv4/ip_local_port_range", '"16000 65000"');
    for (const name of ["time_wait", "close", "close_wait", "fin_wait", "last_ack"]) {
      namespace.writeSysctl(`net/netfilter/nf_conntrack_tcp_timeout_${name}`, "1");
    }
  }
}

function start(namespace: Namespace, program: string, args: readonly (string | number)[]): Program {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = namespace.spawn([process.execPath, path, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = readLines(child);
  const exit = Promise.withResolvers<void>();
  exit.promise.catch(() => undefined);
  child.once("exit", (code) =>
    code === 0
      ? exit.resolve()
      : exit.reject(new NetnsError("process-exited", `${program} ended with ${code}`)),
  );
  return { ...lines, exited: exit.promise, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}

function readLines(child: ChildProcess): Pick<Program, "firstLine" | "lastLine"> {
  const first = Promise.withResolvers<void>();
  let lastLine = "";
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      lastLine = line;
      first.resolve();
    }
  });
  return { firstLine: first.promise, lastLine: () => lastLine };
}

/** The pods of the scenario, and as many HBONE workloads with the server's identity as there are peers. */
function manyPeers(specs: readonly PodSpec[]): string {
  const { pods } = planTopology("soak", specs);
  const [head = ""] = formatMeshFile(pods, []).split(NOTHING_ELSE);
  const peers = Array.from({ length: PEERS + 1 }, (_, index) => {
    const workload = {
      uid: `Kubernetes//Pod/shop/peer-${index}`,
      name: `peer-${index}`,
      namespace: "shop",
      serviceAccount: "server",
      trustDomain: "cluster.local",
      workloadIps: [peerAddress(index)],
      protocol: "HBONE",
      node: "server",
      network: "",
      services: {},
    };
    return `- ${JSON.stringify(workload)}`;
  });
  return [head.trimEnd(), ...peers, NOTHING_ELSE].join("\n");
}

function peerAddress(index: number): string {
  return `10.${PEER_OCTET}.${index >> 8}.${index & 0xff}`;
}
