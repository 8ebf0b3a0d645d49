/** Kubernetes' NetworkPolicies as far as they can keep HBONE from pods: decoded at the door, everything else of them dropped. */
import type { KubeObject, KubeResource } from "@ambit/kube";
import type { LabelRequirement, LabelSelector } from "@ambit/kube-objects/selectors";

export const NETWORK_POLICIES: KubeResource = {
  group: "networking.k8s.io",
  version: "v1",
  plural: "networkpolicies",
  isNamespaced: true,
};

export type Direction = "ingress" | "egress";

/** Ports of TCP that a rule names; without a number, all of them. A name is a port of each pod by itself. */
export interface TcpPort {
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

export interface PolicyRule {
  /** Whether it names ports at all: without any it is about all of every protocol. */
  readonly hasPorts: boolean;
  readonly tcpPorts: readonly TcpPort[];
  /** Equal for the same peers; empty for everybody. */
  readonly peers: string;
}

export interface NetworkPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly podSelector: LabelSelector;
  /** Undefined: the direction is not restricted. */
  readonly rules: Readonly<Record<Direction, readonly PolicyRule[] | undefined>>;
}

export function decodeNetworkPolicy({ metadata, ...object }: KubeObject): NetworkPolicy {
  const spec = recordOf(object["spec"]);
  const types = listOf(spec["policyTypes"]);
  // As Kubernetes: ingress unless it is left out by name, egress where there is something of it.
  const isAbout = (type: string, byDefault: boolean): boolean =>
    types.length === 0 ? byDefault : types.includes(type);
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    resourceVersion: metadata.resourceVersion ?? "",
    podSelector: decodeSelector(spec["podSelector"]),
    rules: {
      ingress: isAbout("Ingress", true) ? decodeRules(spec["ingress"], "from") : undefined,
      egress: isAbout("Egress", spec["egress"] !== undefined) ? decodeRules(spec["egress"], "to") : undefined,
    },
  };
}

function decodeRules(value: unknown, peersField: "from" | "to"): readonly PolicyRule[] {
  return listOf(value)
    .map(recordOf)
    .map((rule) => {
      const ports = listOf(rule["ports"]).map(recordOf);
      const peers = listOf(rule[peersField]);
      return {
        hasPorts: ports.length > 0,
        tcpPorts: ports.filter(({ protocol = "TCP" }) => protocol === "TCP").map(decodePort),
        peers: peers.length === 0 ? "" : JSON.stringify(peers),
      };
    });
}

function decodePort({ port, endPort }: Readonly<Record<string, unknown>>): TcpPort {
  return {
    port: typeof port === "number" || typeof port === "string" ? port : undefined,
    endPort: typeof endPort === "number" ? endPort : undefined,
  };
}

function decodeSelector(value: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = recordOf(value);
  return {
    matchLabels: Object.fromEntries(
      Object.entries(recordOf(matchLabels)).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    ),
    matchExpressions: listOf(matchExpressions).map(recordOf).flatMap(decodeRequirement),
  };
}

function decodeRequirement({
  key,
  operator,
  values,
}: Readonly<Record<string, unknown>>): readonly LabelRequirement[] {
  if (typeof key !== "string" || !isOperator(operator)) return [];
  return [{ key, operator, values: listOf(values).filter((item) => typeof item === "string") }];
}

const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

function isOperator(value: unknown): value is (typeof OPERATORS)[number] {
  return OPERATORS.some((operator) => operator === value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
