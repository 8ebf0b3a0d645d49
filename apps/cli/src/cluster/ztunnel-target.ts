/** Which ztunnel a command asks, from what the user named. */
import { CliError } from "../cli-error.ts";
import type { PodFacts } from "./pod-facts.ts";

/** `[type/]name[.namespace]`, or a node, or nothing. */
export interface TargetWords {
  readonly name?: string | undefined;
  readonly node?: string | undefined;
}

/** A word as kubectl's and istioctl's users write it. */
export interface ParsedTarget {
  /** `pod`, or a kind that has pods. */
  readonly kind: "pod" | "daemonset" | "deployment" | "statefulset" | "replicaset" | "service";
  readonly name: string;
  /** Undefined where the word has none. */
  readonly namespace: string | undefined;
}

/** The ztunnel to ask, and the pod that the answer is about where that is another one. */
export interface ZtunnelTarget {
  readonly ztunnel: PodFacts;
  readonly workload: PodFacts | undefined;
}

const KINDS: ReadonlyMap<string, ParsedTarget["kind"]> = new Map([
  ["pod", "pod"],
  ["pods", "pod"],
  ["po", "pod"],
  ["ds", "daemonset"],
  ["daemonset", "daemonset"],
  ["daemonsets", "daemonset"],
  ["deploy", "deployment"],
  ["deployment", "deployment"],
  ["deployments", "deployment"],
  ["sts", "statefulset"],
  ["statefulset", "statefulset"],
  ["statefulsets", "statefulset"],
  ["rs", "replicaset"],
  ["replicaset", "replicaset"],
  ["replicasets", "replicaset"],
  ["svc", "service"],
  ["service", "service"],
  ["services", "service"],
]);

/** Throws CliError "bad-usage". */
export function parseTarget(word: string): ParsedTarget {
  const [first = "", ...rest] = word.split("/");
  const hasKind = rest.length > 0;
  const kind = hasKind ? KINDS.get(first.toLowerCase()) : "pod";
  if (kind === undefined || rest.length > 1) {
    throw new CliError("bad-usage", `"${word}" is no [type/]name[.namespace]`);
  }
  const name = hasKind ? (rest[0] ?? "") : first;
  const dot = name.lastIndexOf(".");
  const [base, namespace] = dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
  if (base === "" || namespace === "") {
    throw new CliError("bad-usage", `"${word}" is no [type/]name[.namespace]`);
  }
  return { kind, name: base, namespace };
}

/** Of pods: those that can answer first, then by name. */
export function chooseZtunnel(ztunnels: readonly PodFacts[]): PodFacts | undefined {
  const rank = ({ phase, isReady, isTerminating }: PodFacts): number => {
    if (phase !== "Running") return 3;
    if (isTerminating) return 2;
    return isReady ? 0 : 1;
  };
  return [...ztunnels].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))[0];
}

/** The ztunnel of a node. Throws CliError "not-found". */
export function ztunnelOnNode(ztunnels: readonly PodFacts[], node: string): PodFacts {
  const found = chooseZtunnel(ztunnels.filter((pod) => pod.node === node));
  if (found === undefined) {
    const nodes = [...new Set(ztunnels.map((pod) => pod.node))].filter((name) => name !== "").sort();
    const known = nodes.length === 0 ? "no node has one" : `nodes with one: ${nodes.join(", ")}`;
    throw new CliError("not-found", `there is no ztunnel on node "${node}" (${known})`);
  }
  return found;
}

/** For a pod that the user named: itself if it is a ztunnel, else the one on its node. Throws CliError "not-found". */
export function targetOfPod(pod: PodFacts, ztunnels: readonly PodFacts[]): ZtunnelTarget {
  if (ztunnels.some(({ uid, name }) => uid === pod.uid && name === pod.name)) {
    return { ztunnel: pod, workload: undefined };
  }
  if (pod.node === "") {
    throw new CliError(
      "not-found",
      `pod ${pod.namespace}/${pod.name} is on no node yet, so no ztunnel serves it`,
    );
  }
  return { ztunnel: ztunnelOnNode(ztunnels, pod.node), workload: pod };
}
