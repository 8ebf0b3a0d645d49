/**
 * NetworkPolicies that let something in or out by its port, and not the port on which the mesh carries it: what they
 * allow does not get through. One without any rule denies everything and says so.
 */
import { matchesSelector } from "@ambit/kube-objects/selectors";
import { ObjectReader, readLabelSelector, readMeta } from "@ambit/mesh-objects";
import type { CheckContext } from "./check-context.ts";
import type { Findings } from "./verdict.ts";

const HBONE_PORT = 15_008;
const DNS_PORT = 53;

interface PolicyRule {
  readonly path: string;
  /** As it is written: compared with that of other rules. Empty: everybody. */
  readonly peers: string;
  /** None: every port. */
  readonly ports: readonly PolicyPort[];
}

interface PolicyPort {
  readonly protocol: string;
  /** Undefined: every port, or one by its name. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly isEvery: boolean;
}

export function checkNetworkPolicy(json: unknown, context: CheckContext, findings: Findings): void {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  if (!selectsCaptured(reader, context)) return;
  const ingress = readRules(spec.field("ingress"), "from");
  const egress = readRules(spec.field("egress"), "to");
  for (const { path } of blocked(ingress)) {
    findings.warn(
      `${path}.ports`,
      "leaves out 15008/TCP, on which clients in the mesh arrive at pods in the mesh: add it, and let an AuthorizationPolicy tell ports apart",
    );
  }
  for (const { path } of blocked(egress)) {
    findings.warn(
      `${path}.ports`,
      "leaves out 15008/TCP, on which pods in the mesh connect to others in it: add it, and let an AuthorizationPolicy tell ports apart",
    );
  }
}

/** Where nothing is known of the cluster it is taken to. */
function selectsCaptured(reader: ObjectReader, { surroundings }: CheckContext): boolean {
  if (surroundings === undefined) return true;
  const { namespace } = readMeta(reader, []);
  const selector = readLabelSelector(reader.at("spec", "podSelector"));
  if (selector === undefined) return false;
  for (const workload of surroundings.workloads()) {
    const isOne = workload.kind === "Pod" && workload.isCaptured && workload.namespace === namespace;
    if (isOne && matchesSelector(selector, workload.labels)) return true;
  }
  return false;
}

/** Rules for TCP ports whose peers no rule lets use HBONE's. */
function blocked(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const carrying = rules.filter(({ ports }) => ports.length === 0 || ports.some(isHbone));
  return rules.filter(
    (rule) =>
      !carrying.includes(rule) &&
      rule.ports.some(({ protocol, first }) => protocol === "TCP" && first !== DNS_PORT) &&
      !carrying.some(({ peers }) => peers === "" || peers === rule.peers),
  );
}

function isHbone({ protocol, first, last, isEvery }: PolicyPort): boolean {
  if (protocol !== "TCP") return false;
  return isEvery || (first !== undefined && first <= HBONE_PORT && HBONE_PORT <= (last ?? first));
}

function readRules(reader: ObjectReader, peersField: "from" | "to"): readonly PolicyRule[] {
  return reader.list().map((item) => {
    const peers = item.field(peersField).list();
    return {
      path: item.path,
      peers: peers.length === 0 ? "" : JSON.stringify(item.field(peersField).json),
      ports: item.field("ports").list().map(readPort),
    };
  });
}

function readPort(reader: ObjectReader): PolicyPort {
  const port = reader.field("port");
  const first = port.isText ? undefined : port.integer(0, 0xffff);
  return {
    protocol: reader.field("protocol").text() ?? "TCP",
    first,
    last: reader.field("endPort").integer(0, 0xffff),
    isEvery: !port.isPresent,
  };
}
