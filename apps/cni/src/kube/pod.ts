/** Pods and Namespaces as the agent sees them: decoded at the door, everything else of them dropped. */
import { findIpAddress, type IpAddress } from "@ambit/addr";
import type { KubeObject, KubeResource } from "@ambit/kube";
import type { Labels } from "@ambit/kube-objects/selectors";
import type { SidecarFacts } from "@ambit/netfilter";
import { AgentError } from "../agent/agent-error.ts";
import { SIDECAR_ANNOTATION } from "../selection/selectors.ts";
import { findSidecar } from "../selection/sidecar.ts";
import { type EnrolledCondition, findEnrolledCondition } from "./enrolled-condition.ts";

export const PODS: KubeResource = { group: "", version: "v1", plural: "pods", isNamespaced: true };
export const NAMESPACES: KubeResource = {
  group: "",
  version: "v1",
  plural: "namespaces",
  isNamespaced: false,
};

/** Written by the agent: `enabled` when ztunnel has the pod, `pending` when only its rules are in. */
export const REDIRECTION_ANNOTATION = "ambient.istio.io/redirection";

export type Redirection = "enabled" | "pending";

export interface Pod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly serviceAccount: string;
  readonly labels: Labels;
  /** Those that change the rules. */
  readonly annotations: Labels;
  readonly redirection: Redirection | undefined;
  /** Its condition `ambient.istio.io/Enrolled`. */
  readonly enrolled: EnrolledCondition | undefined;
  readonly hasSidecar: boolean;
  /** Of one that the agent is to lead the traffic through. */
  readonly sidecar: SidecarFacts | undefined;
  readonly isHostNetwork: boolean;
  /** Pending, Running, Succeeded, Failed or Unknown. */
  readonly phase: string;
  readonly isDeleting: boolean;
  /** Empty until kubelet says; half an address is none. */
  readonly ips: readonly IpAddress[];
}

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

const RULE_ANNOTATIONS = [
  "ambient.istio.io/bypass-inbound-capture",
  "ambient.istio.io/dns-capture",
  "istio.io/reroute-virtual-interfaces",
] as const;

/** Throws AgentError "bad-object" for a pod without a UID. */
export function decodePod({ metadata, ...object }: KubeObject): Pod {
  const { uid, name, namespace = "", annotations = {}, labels = {} } = metadata;
  if (uid === undefined || uid === "")
    throw new AgentError("bad-object", `pod ${namespace}/${name} has no uid`);
  const spec = recordOf(object["spec"]);
  const status = recordOf(object["status"]);
  return {
    uid,
    namespace,
    name,
    resourceVersion: metadata.resourceVersion ?? "",
    serviceAccount: textOf(spec["serviceAccountName"]) || "default",
    labels: textsOf(labels),
    annotations: Object.fromEntries(
      RULE_ANNOTATIONS.flatMap((key) => {
        const value: unknown = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
        return typeof value === "string" ? [[key, value] as const] : [];
      }),
    ),
    redirection: redirectionOf(annotations[REDIRECTION_ANNOTATION]),
    enrolled: findEnrolledCondition(status["conditions"]),
    hasSidecar: Object.hasOwn(annotations, SIDECAR_ANNOTATION),
    sidecar: findSidecar({ ...object, metadata }),
    isHostNetwork: spec["hostNetwork"] === true,
    phase: textOf(status["phase"]),
    isDeleting: metadata.deletionTimestamp !== undefined,
    ips: ipsOf(status),
  };
}

export function decodeNamespace({ metadata }: KubeObject): Namespace {
  return { name: metadata.name, labels: textsOf(metadata.labels ?? {}) };
}

/** Its containers have ended for good. */
export function hasTerminated({ phase }: Pick<Pod, "phase">): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** `namespace/name`, for messages. */
export function podName({ namespace, name }: Pick<Pod, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}

/** Whether `left` is an earlier state of the same object than `right`. What cannot be compared is not. */
export function isOlder(left: Pick<Pod, "resourceVersion">, right: Pick<Pod, "resourceVersion">): boolean {
  const numbers = [left.resourceVersion, right.resourceVersion];
  if (!numbers.every((text) => /^[0-9]{1,30}$/.test(text))) return false;
  return BigInt(left.resourceVersion) < BigInt(right.resourceVersion);
}

/** Other values than ours count as none: they will be replaced. */
function redirectionOf(value: unknown): Redirection | undefined {
  return value === "enabled" || value === "pending" ? value : undefined;
}

function ipsOf(status: Readonly<Record<string, unknown>>): readonly IpAddress[] {
  const listed: readonly unknown[] = Array.isArray(status["podIPs"]) ? status["podIPs"] : [];
  const texts = listed.map((item) => textOf(recordOf(item)["ip"])).filter((text) => text !== "");
  const single = textOf(status["podIP"]);
  const chosen = texts.length > 0 || single === "" ? texts : [single];
  const ips = chosen.map((text) => findIpAddress(text));
  return ips.every((ip) => ip !== undefined) ? ips : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(values: Readonly<Record<string, unknown>>): Labels {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
