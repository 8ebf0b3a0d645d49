/** `ambit waypoint`: writes the Gateways that ask for waypoints, and says what has become of them. */
import { Command, Option } from "commander";
import { stringify } from "yaml";
import { CliError } from "../cli-error.ts";
import type { CliHost } from "../cli-host.ts";
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";
import { findClusterSource } from "../cluster/cluster-source.ts";
import { formatTable } from "../text/table.ts";
import {
  REVISION,
  readWaypoints,
  TRAFFIC_TYPES,
  type TrafficType,
  USE_WAYPOINT,
  type WaypointState,
  waypointGateway,
} from "../waypoint/waypoint-gateway.ts";
import { addClusterOptions, type ClusterOptions } from "./cluster-options.ts";

interface NamedOptions extends ClusterOptions {
  readonly name: string;
}

interface GenerateOptions extends NamedOptions {
  readonly for?: TrafficType;
  readonly revision?: string;
}

interface WaitOptions {
  readonly wait: boolean;
  readonly waypointTimeout: number;
}

interface ApplyOptions extends GenerateOptions, WaitOptions {
  readonly enrollNamespace: boolean;
  readonly overwrite: boolean;
}

interface DeleteOptions extends ClusterOptions {
  readonly all: boolean;
  readonly revision?: string;
}

interface ListOptions extends ClusterOptions {
  readonly allNamespaces: boolean;
}

const DEFAULT_NAME = "waypoint";
/** A word of labels: nobody is served by it. */
const NO_WAYPOINT = "none";
const FIELD_MANAGER = "istioctl";
const GATEWAY_DEFINITION = "gateways.gateway.networking.k8s.io";
const AMBIENT_LABEL = "istio.io/dataplane-mode";
const POLL_MS = 1_000;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** With `generate`, `apply`, `delete`, `list` and `status`, as istioctl has them. */
export function waypointCommand(host: CliHost): Command {
  const command = new Command("waypoint").description("waypoints: the Gateways that ask for them");
  for (const part of [generate(host), apply(host), remove(host), list(host), status(host)]) {
    command.addCommand(part);
  }
  return command;
}

function generate(host: CliHost): Command {
  const command = new Command("generate").description("print the Gateway of a waypoint");
  return addShape(command).action((options: GenerateOptions) => {
    host.write(stringify(waypointGateway(orderOf(options, options.namespace)), { lineWidth: 0 }));
  });
}

function apply(host: CliHost): Command {
  const command = new Command("apply")
    .description("ask for a waypoint")
    .option("--enroll-namespace", "label the namespace, so that it uses the waypoint", false)
    .option("--overwrite", "also if the namespace uses another one", false)
    .option("-w, --wait", "until it is there", false);
  return addShape(addTimeout(command)).action(async (options: ApplyOptions) => {
    using cluster = await open(host, options);
    const { namespace = "default" } = options;
    const order = orderOf(options, namespace);
    if (options.enrollNamespace && !(await canEnroll(host, cluster, namespace, options))) return;
    await cluster.api.patch(
      RESOURCES.gateways,
      { namespace, name: order.name },
      { kind: "apply", body: waypointGateway(order), fieldManager: FIELD_MANAGER, force: false },
    );
    if (options.wait) await waitUntilProgrammed({ host, cluster, options, namespace, name: order.name });
    host.write(`waypoint ${namespace}/${order.name} applied\n`);
    if (!options.enrollNamespace) return;
    const body = { metadata: { labels: { [USE_WAYPOINT]: order.name } } };
    await cluster.api.patch(RESOURCES.namespaces, { name: namespace }, { kind: "merge", body });
    host.write(`namespace ${namespace} labeled with "${USE_WAYPOINT}: ${order.name}"\n`);
  });
}

/** False where the namespace uses one already: then nothing is made. */
async function canEnroll(
  host: CliHost,
  cluster: Cluster,
  namespace: string,
  { overwrite }: ApplyOptions,
): Promise<boolean> {
  const found = await cluster.find(RESOURCES.namespaces, "", namespace);
  if (found === undefined) throw new CliError("not-found", `namespace ${namespace} does not exist`);
  const labels = found.metadata.labels ?? {};
  const used = labels[USE_WAYPOINT] ?? "";
  if (used !== "" && !overwrite) {
    host.writeError(
      `warning: namespace ${namespace} uses waypoint ${used} already; nothing was changed. --overwrite takes the new one\n`,
    );
    return false;
  }
  if (labels[AMBIENT_LABEL] !== "ambient") {
    host.writeError(
      `warning: namespace ${namespace} is not in the mesh; label it ${AMBIENT_LABEL}=ambient, or its waypoint is not used\n`,
    );
  }
  return true;
}

function remove(host: CliHost): Command {
  const command = new Command("delete")
    .description("take waypoints away: those that are named, of a revision, or --all of the namespace")
    .argument("[names...]", "of waypoints")
    .option("--all", "of the namespace", false)
    .option("-r, --revision <name>", "those with this revision");
  return addClusterOptions(command).action(async (names: readonly string[], options: DeleteOptions) => {
    const { all, revision, namespace = "default" } = options;
    if ([names.length > 0, all, revision !== undefined].filter(Boolean).length !== 1) {
      throw new CliError("bad-usage", "waypoint delete takes names, or --all, or --revision");
    }
    using cluster = await open(host, options);
    const labelSelector = revision === undefined ? undefined : `${REVISION}=${revision}`;
    const { items } = await cluster.api.list(RESOURCES.gateways, { namespace, labelSelector });
    const found = readWaypoints(items).map(({ name }) => name);
    for (const name of names) {
      if (!found.includes(name)) host.writeError(`waypoint ${namespace}/${name} not found\n`);
    }
    const chosen = names.length === 0 ? found : found.filter((name) => names.includes(name));
    if (chosen.length === 0 && names.length === 0) host.write(`no waypoints found in ${namespace}\n`);
    await Promise.all(
      chosen.map(async (name) => {
        await cluster.api.delete(RESOURCES.gateways, { namespace, name });
        host.write(`waypoint ${namespace}/${name} deleted\n`);
      }),
    );
  });
}

function list(host: CliHost): Command {
  const command = new Command("list").description("the waypoints of a namespace, or of all with -A");
  return addAllNamespaces(command).action(async (options: ListOptions) => {
    using cluster = await open(host, options);
    const waypoints = await fetchWaypoints(cluster, options);
    if (waypoints.length === 0) {
      host.write("No waypoints found.\n");
      return;
    }
    host.write(
      table(options, ["NAME", "REVISION", "TRAFFIC TYPE", "PROGRAMMED"], waypoints, (waypoint) => [
        waypoint.name,
        waypoint.revision,
        waypoint.trafficType,
        waypoint.programmed.status,
      ]),
    );
  });
}

function status(host: CliHost): Command {
  const command = new Command("status")
    .description("whether waypoints are there, and why not")
    .addOption(
      new Option("-w, --wait [yes]", "until they are there; --wait=false: as it is now")
        .default(true)
        .argParser((text) => text !== "false"),
    );
  return addAllNamespaces(addTimeout(command)).action(async (options: ListOptions & WaitOptions) => {
    using cluster = await open(host, options);
    const deadlineMs = host.nowMs() + options.waypointTimeout;
    let waypoints = await fetchWaypoints(cluster, options);
    while (options.wait && !waypoints.every(isProgrammed) && host.nowMs() < deadlineMs) {
      await host.sleep(POLL_MS);
      waypoints = await fetchWaypoints(cluster, options);
    }
    if (waypoints.length === 0) {
      host.write("No waypoints found.\n");
      return;
    }
    host.write(
      table(options, ["NAME", "STATUS", "TYPE", "REASON", "MESSAGE"], waypoints, (waypoint) => [
        waypoint.name,
        waypoint.programmed.status,
        "Programmed",
        waypoint.programmed.reason,
        waypoint.programmed.message,
      ]),
    );
    if (options.wait && !waypoints.every(isProgrammed)) {
      throw new CliError("failed", `not every waypoint is there after ${options.waypointTimeout} ms`);
    }
  });
}

interface Wait {
  readonly host: CliHost;
  readonly cluster: Cluster;
  readonly options: WaitOptions;
  readonly namespace: string;
  readonly name: string;
}

/** Throws CliError "failed" with what the Gateway says of itself. */
async function waitUntilProgrammed({ host, cluster, options, namespace, name }: Wait): Promise<void> {
  const deadlineMs = host.nowMs() + options.waypointTimeout;
  for (;;) {
    const found = await cluster.find(RESOURCES.gateways, namespace, name);
    const [waypoint] = readWaypoints(found === undefined ? [] : [found]);
    if (waypoint !== undefined && isProgrammed(waypoint)) return;
    if (host.nowMs() >= deadlineMs) {
      const { reason = "", message = "" } = waypoint?.programmed ?? {};
      const said = [reason, message].filter((part) => part !== "").join(": ");
      throw new CliError(
        "failed",
        `waypoint ${namespace}/${name} is not there after ${options.waypointTimeout} ms: ${said || "its Gateway has no status: does a controller run?"}`,
      );
    }
    await host.sleep(POLL_MS);
  }
}

function isProgrammed({ programmed }: WaypointState): boolean {
  return programmed.status === "True";
}

/** Throws CliError "not-found" where the cluster has no Gateways at all. */
async function open(host: CliHost, options: ClusterOptions): Promise<Cluster> {
  const cluster = await host.openCluster(findClusterSource(options, host));
  try {
    if ((await cluster.find(RESOURCES.definitions, "", GATEWAY_DEFINITION)) !== undefined) return cluster;
    throw new CliError(
      "not-found",
      `the cluster has no ${GATEWAY_DEFINITION}: install the Kubernetes Gateway API's CRDs, as ambit install does`,
    );
  } catch (error) {
    cluster[Symbol.dispose]();
    throw error;
  }
}

async function fetchWaypoints(
  cluster: Cluster,
  { allNamespaces, namespace = "default" }: ListOptions,
): Promise<readonly WaypointState[]> {
  const selection = allNamespaces ? {} : { namespace };
  return readWaypoints((await cluster.api.list(RESOURCES.gateways, selection)).items);
}

function table(
  { allNamespaces }: ListOptions,
  heading: readonly string[],
  waypoints: readonly WaypointState[],
  rowOf: (waypoint: WaypointState) => readonly string[],
): string {
  if (!allNamespaces) return formatTable(heading, waypoints.map(rowOf), { padding: 4 });
  const rows = waypoints.map((waypoint) => [waypoint.namespace, ...rowOf(waypoint)]);
  return formatTable(["NAMESPACE", ...heading], rows, { padding: 4 });
}

function orderOf({ name, for: trafficType, revision }: GenerateOptions, namespace: string | undefined) {
  if (name === NO_WAYPOINT) {
    throw new CliError("bad-usage", `--name: "${NO_WAYPOINT}" is the word for no waypoint; take another`);
  }
  return { name: name === "" ? DEFAULT_NAME : name, namespace, trafficType, revision };
}

function addShape(command: Command): Command {
  return addClusterOptions(
    command
      .option("--name <name>", "of the waypoint", DEFAULT_NAME)
      .addOption(new Option("--for <type>", "what it serves").choices(TRAFFIC_TYPES))
      .option("-r, --revision <name>", "of the control plane that runs it"),
  );
}

function addAllNamespaces(command: Command): Command {
  return addClusterOptions(command.option("-A, --all-namespaces", "those of all namespaces", false));
}

function addTimeout(command: Command): Command {
  return command.addOption(
    new Option("--waypoint-timeout <duration>", "how long to wait")
      .default(90_000, "90s")
      .argParser(parseDuration),
  );
}

function parseDuration(text: string): number {
  const [, number, unit = ""] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  const factor = UNITS_MS[unit];
  if (number !== undefined && factor !== undefined) return Number(number) * factor;
  throw new CliError("bad-usage", `--waypoint-timeout: "${text}" is no duration, as 90s or 2m`);
}
