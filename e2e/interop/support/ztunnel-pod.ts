/**
 * One real ztunnel in dedicated mode, in a namespace of its own, and a second namespace on the other end of its cable
 * for the peers that a test plays. Addresses are the test's choice, so that frames can equal recorded ones.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { CertificateAuthority } from "@ambit/identity";
import { eventually } from "@ambit/lifecycle/testing";
import { runCommand } from "../../src/command.ts";
import { onEmergency } from "../../src/emergency.ts";
import { takeLease } from "../../src/lease.ts";
import { findLogLine, type LogLine } from "../../src/log-line.ts";
import { type MetricSample, parseMetrics } from "../../src/metrics-text.ts";
import { deleteNamespace, Namespace } from "../../src/namespace.ts";
import { applyRedirection, ZTUNNEL_MARK } from "../../src/redirection.ts";
import { writeRoot } from "../../src/root-ca.ts";
import { PeerSockets } from "./peer-sockets.ts";
import { residentBytesOf } from "./test-server.ts";

const MAIN = new URL("../../../apps/ztunnel/src/main.ts", import.meta.url).pathname;
const READINESS_PORT = 15021;
const METRICS_PORT = 15020;
const READY_TIMEOUT_MS = 20_000;

export interface PodOptions {
  /** Names the namespaces; short. */
  readonly prefix: string;
  /** With prefix length, such as `10.201.2.47/8`. */
  readonly podAddress: string;
  readonly peerAddress: string;
  /** `namespace/name/serviceaccount`. */
  readonly workload: string;
  /** Text of the local YAML file. */
  readonly mesh: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether connections of the pod's programs go through its ztunnel. */
  readonly isRedirected?: boolean;
}

/** See the module comment. Disposal ends the process and deletes both namespaces. */
export interface ZtunnelPod extends AsyncDisposable {
  /** Signs certificates that this ztunnel trusts. */
  readonly authority: CertificateAuthority;
  readonly pid: number;
  /** Sockets of the pod itself: its application. */
  readonly app: PeerSockets;
  /** Sockets across the cable. */
  readonly peer: PeerSockets;
  isRunning(): boolean;
  logLines(): readonly LogLine[];
  logText(): string;
  metrics(): Promise<readonly MetricSample[]>;
  residentBytes(): number;
}

/** Resolves when it is ready. Rejects with its log if it is not in time. */
export async function startZtunnelPod(options: PodOptions): Promise<ZtunnelPod> {
  await using made = new AsyncDisposableStack();
  const { prefix } = made.use(takeLease(options.prefix));
  const names = { pod: `${prefix}-pod`, peer: `${prefix}-peer` };
  made.use(onEmergency(() => Object.values(names).forEach(deleteNamespace)));
  const pod = made.use(Namespace.create(names.pod));
  made.use(Namespace.create(names.peer));
  joinNamespaces(names, options);
  const folder = mkdtempSync(join(tmpdir(), "ambit-pod-"));
  made.defer(() => rmSync(folder, { recursive: true, force: true }));
  const root = writeRoot(folder, Date.now());
  const meshPath = join(folder, "mesh.yaml");
  writeFileSync(meshPath, options.mesh);
  if (options.isRedirected === true) applyRedirection(pod, "outbound");
  const child = pod.spawn([process.execPath, MAIN], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PROXY_MODE: "dedicated",
      PROXY_WORKLOAD_INFO: options.workload,
      XDS_ADDRESS: "",
      LOCAL_XDS_PATH: meshPath,
      FAKE_CA: "true",
      FAKE_CA_CERT: root.certPath,
      FAKE_CA_KEY: root.keyPath,
      PACKET_MARK: String(ZTUNNEL_MARK),
      ISTIO_META_DNS_CAPTURE: "false",
      // Replies to a client's address would need inbound redirection, which these scenarios are not about.
      ENABLE_ORIG_SRC: "false",
      ...options.env,
    },
  });
  const output = collectOutput(child);
  made.defer(() => stop(child));
  const app = made.use(new PeerSockets(names.pod));
  const peer = made.use(new PeerSockets(names.peer));
  const ip = parseIpAddress(options.podAddress.split("/")[0] ?? "");
  const get = (port: number, path: string) => httpGet(peer, { ip, port }, path);
  await untilReady(child, output, get);
  const keyPem = readFileSync(root.keyPath, "utf8");
  const authority = CertificateAuthority.fromPem(readFileSync(root.certPath, "utf8"), keyPem, {
    nowMs: Date.now(),
  });
  const owned = made.move();
  return {
    authority,
    pid: child.pid ?? 0,
    app,
    peer,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    logLines: () =>
      output.text
        .split("\n")
        .map(findLogLine)
        .filter((line) => line !== undefined),
    logText: () => output.text,
    metrics: async () => parseMetrics((await get(METRICS_PORT, "/metrics")).body),
    residentBytes: () => residentBytesOf(child.pid ?? 0),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function joinNamespaces(names: { readonly pod: string; readonly peer: string }, options: PodOptions): void {
  const ends = ["type", "veth", "peer", "name", "eth0", "netns", names.peer];
  runCommand(["ip", "link", "add", "eth0", "netns", names.pod, ...ends]);
  for (const [name, address] of [
    [names.pod, options.podAddress],
    [names.peer, options.peerAddress],
  ] as const) {
    runCommand(["ip", "-n", name, "address", "add", address, "dev", "eth0"]);
    runCommand(["ip", "-n", name, "link", "set", "eth0", "up"]);
    runCommand(["ip", "-n", name, "route", "add", "default", "dev", "eth0"]);
  }
}

interface Output {
  text: string;
}

function collectOutput(child: ChildProcess): Output {
  const output: Output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output.text += chunk;
    });
  }
  return output;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

type Get = (port: number, path: string) => Promise<{ readonly status: number; readonly body: string }>;

async function untilReady(child: ChildProcess, output: Output, get: Get): Promise<void> {
  try {
    await eventually(
      async () => {
        if (child.exitCode !== null) return;
        const { status, body } = await get(READINESS_PORT, "/healthz/ready");
        if (status !== 200) throw new Error(`not ready: ${body}`);
      },
      { timeoutMs: READY_TIMEOUT_MS },
    );
    if (child.exitCode !== null) throw new Error(`ztunnel ended with ${child.exitCode}`);
  } catch (cause) {
    throw new Error(`ztunnel is not ready; its output:\n${output.text}`, { cause });
  }
}

async function httpGet(
  sockets: PeerSockets,
  address: { readonly ip: ReturnType<typeof parseIpAddress>; readonly port: number },
  path: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const socket = await sockets.connect(address);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const sent = request({ path, host: address.ip, createConnection: () => socket }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
    );
  });
  sent.on("error", reject);
  sent.end();
  return await promise;
}
