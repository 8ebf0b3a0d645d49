/** `ambit ztunnel-config`: what a ztunnel knows, in the words and tables of `istioctl ztunnel-config`. */
import { Command, InvalidArgumentError } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliHost } from "../cli-host.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import type { PodFacts } from "../cluster/pod-facts.ts";
import { decodeDump, type ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatOutput, type OutputFormat } from "../text/output.ts";
import { formatCertificates, selectIdentities } from "../views/certificates-view.ts";
import { describeConnections, formatConnections, selectConnections } from "../views/connections-view.ts";
import { formatPolicies, selectPolicies } from "../views/policies-view.ts";
import { formatServices, selectServices } from "../views/services-view.ts";
import { formatWorkloads, selectWorkloads } from "../views/workloads-view.ts";
import { addClusterOptions, type ClusterOptions, outputOption } from "./cluster-options.ts";
import { changeLogLevels, type LogOptions } from "./ztunnel-log.ts";

/** What all of them take. */
export interface ZtunnelOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly node?: string | undefined;
  readonly file?: string | undefined;
  readonly proxyAdminPort: number;
}

/** A dump, and the pod that the user asked about where it is not the ztunnel itself. */
interface Found {
  readonly dump: ZtunnelDump;
  readonly workload: PodFacts | undefined;
}

type Print<T> = (found: Found, options: ZtunnelOptions & T, host: CliHost) => string;

interface Listing<T> {
  readonly command: Command;
  /** Every ztunnel knows the same of it; of the rest each knows its own node's. */
  readonly isSameEverywhere: boolean;
  readonly print: Print<T>;
}

const MAX_PORT = 65_535;

/** The command with all its subcommands. */
export function ztunnelConfigCommand(host: CliHost): Command {
  return new Command("ztunnel-config")
    .alias("zc")
    .description("show what a ztunnel knows: workloads, services, policies, certificates, connections")
    .addHelpText(
      "after",
      "\nTARGET is [type/]name[.namespace]: a ztunnel, or any pod or what has pods; then the ztunnel of its node is asked.",
    )
    .addCommand(listing({ command: workloads(), isSameEverywhere: true, print: printWorkloads }, host))
    .addCommand(listing({ command: services(), isSameEverywhere: true, print: printServices }, host))
    .addCommand(listing({ command: policies(), isSameEverywhere: true, print: printPolicies }, host))
    .addCommand(listing({ command: certificates(), isSameEverywhere: false, print: printCertificates }, host))
    .addCommand(listing({ command: connections(), isSameEverywhere: false, print: printConnections }, host))
    .addCommand(listing({ command: all(), isSameEverywhere: true, print: printAll }, host))
    .addCommand(logCommand(host));
}

function workloads(): Command {
  return new Command("workload")
    .aliases(["workloads", "w"])
    .description("workloads that the ztunnel knows")
    .option("--address <ip>", "with this address or host name")
    .option("--workload-namespace <name>", "of this namespace")
    .option("--workload-node <name>", "on this node");
}

function services(): Command {
  return new Command("service")
    .aliases(["services", "svc", "s"])
    .description("services that the ztunnel knows")
    .option("--service-namespace <name>", "of this namespace");
}

function policies(): Command {
  return new Command("policy")
    .aliases(["policies", "pol", "p"])
    .description("policies that the ztunnel enforces")
    .option("--policy-namespace <name>", "of this namespace");
}

function certificates(): Command {
  return new Command("certificate")
    .aliases(["certificates", "certs", "cert"])
    .description("certificates that the ztunnel holds");
}

function connections(): Command {
  return new Command("connections")
    .alias("cons")
    .description("open connections of the ztunnel's pods")
    .option("--direction <direction>", "inbound or outbound", parseDirection)
    .option("--raw", "addresses instead of names", false)
    .option("--workload-namespace <name>", "of pods of this namespace");
}

function all(): Command {
  return new Command("all")
    .description("everything; as json or yaml the whole dump")
    .option("--with-headers", "a title above each table", false);
}

function logCommand(host: CliHost): Command {
  const command = new Command("log")
    .alias("o")
    .description("show or change the log levels of a ztunnel")
    .argument("[target]")
    .option("--level <levels>", "a level, or scope:level,scope:level (off, error, warn, info, debug, trace)")
    .option("-r, --reset", "first back to the levels of its start", false)
    .option("--node <name>", "the ztunnel of this node")
    .option("--proxy-admin-port <port>", "port of the ztunnel's admin server", parsePort, 15_000);
  addClusterOptions(command).action(async (target: string | undefined, options: LogOptions) => {
    requireOneSource({ target, node: options.node });
    using cluster = await host.openCluster(findClusterSource(options, host));
    host.write(await changeLogLevels(cluster, target, options));
  });
  return command;
}

function listing<T>({ command, isSameEverywhere, print }: Listing<T>, host: CliHost): Command {
  command
    .argument("[target]")
    .addOption(outputOption())
    .option("--node <name>", "the ztunnel of this node")
    .option("-f, --file <file>", "a dump from a file, or - for standard input")
    .option("--proxy-admin-port <port>", "port of the ztunnel's admin server", parsePort, 15_000);
  return addClusterOptions(command).action(
    async (target: string | undefined, options: ZtunnelOptions & T) => {
      requireOneSource({ target, node: options.node, file: options.file });
      if (
        !isSameEverywhere &&
        target === undefined &&
        options.node === undefined &&
        options.file === undefined
      ) {
        throw new CliError("bad-usage", `each ztunnel has its own: name a pod, or give --node or --file`);
      }
      host.write(print(await find(target, options, host), options, host));
    },
  );
}

/** At most one says where the dump comes from. */
function requireOneSource(sources: Readonly<Record<string, string | undefined>>): void {
  const given = Object.entries(sources).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => (name === "target" ? "a name" : `--${name}`));
    throw new CliError("bad-usage", `${names.join(" and ")} exclude each other`);
  }
}

async function find(target: string | undefined, options: ZtunnelOptions, host: CliHost): Promise<Found> {
  const { file } = options;
  if (file !== undefined) {
    const text = file === "-" ? await host.readStdin() : readDumpFile(file, host);
    return {
      dump: decodeDump(text, file === "-" ? "standard input" : `file ${file}`),
      workload: undefined,
    };
  }
  using cluster = await host.openCluster(findClusterSource(options, host));
  return findInCluster(cluster, target, options);
}

function readDumpFile(path: string, host: CliHost): string {
  try {
    return host.readFile(path);
  } catch (cause) {
    throw new CliError("not-found", `file ${path} cannot be read`, { cause });
  }
}

async function findInCluster(
  cluster: Cluster,
  target: string | undefined,
  options: ZtunnelOptions,
): Promise<Found> {
  const { namespace = "default", istioNamespace, proxyAdminPort: port } = options;
  const words = { name: target, node: options.node };
  const { ztunnel, workload } = await cluster.ztunnelFor(words, { namespace, istioNamespace });
  const { status, text } = await cluster.request(ztunnel, { method: "GET", port, path: "/config_dump" });
  const source = `the answer of ztunnel ${ztunnel.namespace}/${ztunnel.name}`;
  if (status !== 200) throw new CliError("bad-answer", `${source}: status ${status}`);
  return { dump: decodeDump(text, source), workload };
}

const printWorkloads: Print<{
  readonly address?: string;
  readonly workloadNamespace?: string;
  readonly workloadNode?: string;
}> = ({ dump, workload }, { address, workloadNamespace, workloadNode, output }) => {
  const selected = selectWorkloads(dump, {
    address,
    namespace: workload?.namespace ?? workloadNamespace,
    node: workloadNode,
    name: workload?.name,
  });
  return formatOutput(output, selected.map(rawOf), () => formatWorkloads(dump, selected));
};

const printServices: Print<{ readonly serviceNamespace?: string }> = (
  { dump },
  { serviceNamespace, output },
) => {
  const selected = selectServices(dump, { namespace: serviceNamespace });
  return formatOutput(output, selected.map(rawOf), () => formatServices(dump, selected));
};

const printPolicies: Print<{ readonly policyNamespace?: string }> = (
  { dump },
  { policyNamespace, output },
) => {
  const selected = selectPolicies(dump, { namespace: policyNamespace });
  return formatOutput(output, selected.map(rawOf), () => formatPolicies(selected));
};

const printCertificates: Print<object> = ({ dump, workload }, { output }, host) => {
  const selected = selectIdentities(dump, {
    namespace: workload?.namespace,
    serviceAccount: workload?.serviceAccount,
  });
  return formatOutput(output, selected.map(rawOf), () => formatCertificates(selected, host.nowMs()));
};

const printConnections: Print<{
  readonly direction?: "inbound" | "outbound";
  readonly raw: boolean;
  readonly workloadNamespace?: string;
}> = ({ dump, workload }, { direction, raw, workloadNamespace, output }) => {
  const selected = selectConnections(dump, {
    direction,
    namespace: workload?.namespace ?? workloadNamespace,
    name: workload?.name,
  });
  const table = () => formatConnections(dump, selected, { isRaw: raw });
  return formatOutput(output, describeConnections(selected), table);
};

const printAll: Print<{ readonly withHeaders: boolean }> = ({ dump }, { output, withHeaders }, host) => {
  // As the ztunnel wrote it: number for number.
  if (output === "json") return `${dump.text}\n`;
  return formatOutput(output, dump.raw, () => {
    const parts: readonly (readonly [string, string])[] = [
      ["Workloads", formatWorkloads(dump, selectWorkloads(dump, {}))],
      ["Services", formatServices(dump, selectServices(dump, {}))],
      ["Policies", formatPolicies(selectPolicies(dump, {}))],
      ["Certificates", formatCertificates(dump.identities, host.nowMs())],
    ];
    return parts.map(([title, table]) => (withHeaders ? `${title}:\n${table}` : table)).join("\n");
  });
};

function rawOf({ raw }: { readonly raw: unknown }): unknown {
  return raw;
}

function parseDirection(text: string): "inbound" | "outbound" {
  const lower = text.toLowerCase();
  if (lower === "inbound" || lower === "outbound") return lower;
  throw new InvalidArgumentError("It is inbound or outbound.");
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= MAX_PORT) return port;
  throw new InvalidArgumentError("It is a port from 1 to 65535.");
}
