/** Pods whose sidecar was started before the plugin: their validation found no redirection. Pure. */
import { findIpAddress, type IpAddress } from "@ambit/addr";
import type { KubeObject } from "@ambit/kube";
import type { SidecarFacts } from "@ambit/netfilter";
import { AgentError } from "../agent/agent-error.ts";
import { findSidecar } from "../selection/sidecar.ts";

/** By what a broken pod is known. What is empty, and exit code 0, is not asked for. */
export interface BrokenPodFilter {
  readonly sidecarAnnotation: string;
  readonly initContainerName: string;
  readonly initTerminationMessage: string;
  readonly initExitCode: number;
}

/** What repair needs of a pod. */
export interface RepairPod {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly isBroken: boolean;
  readonly sidecar: SidecarFacts | undefined;
  readonly ips: readonly IpAddress[];
}

/** Throws AgentError "bad-object" for a pod without a UID. */
export function decodeRepairPod({ metadata, ...object }: KubeObject, filter: BrokenPodFilter): RepairPod {
  const { uid, name, namespace = "", labels = {} } = metadata;
  if (uid === undefined || uid === "")
    throw new AgentError("bad-object", `pod ${namespace}/${name} has no uid`);
  const status = recordOf(object["status"]);
  const listed = recordsOf(status["podIPs"]).map(({ ip }) => ip);
  const ips = listed.length > 0 ? listed : [status["podIP"]];
  return {
    uid,
    namespace,
    name,
    labels,
    isBroken: isBroken(metadata.annotations ?? {}, status, filter),
    sidecar: findSidecar({ ...object, metadata }),
    ips: ips.flatMap((text) => (typeof text === "string" ? (findIpAddress(text) ?? []) : [])),
  };
}

/** An init container that has not ended well, and ended before as it does without redirection. */
function isBroken(
  annotations: Readonly<Record<string, string>>,
  status: Readonly<Record<string, unknown>>,
  filter: BrokenPodFilter,
): boolean {
  const { sidecarAnnotation, initContainerName, initTerminationMessage, initExitCode } = filter;
  if (sidecarAnnotation !== "" && !Object.hasOwn(annotations, sidecarAnnotation)) return false;
  const message = initTerminationMessage.trim();
  return recordsOf(status["initContainerStatuses"]).some(({ name, state, lastState }) => {
    if (initContainerName !== "" && name !== initContainerName) return false;
    const ended = recordOf(state)["terminated"];
    const { reason, exitCode } = recordOf(ended);
    if (ended !== undefined && (reason === "Completed" || exitCode === 0)) return false;
    const last = recordOf(lastState)["terminated"];
    if (last === undefined) return false;
    const { exitCode: lastCode, message: lastMessage = "" } = recordOf(last);
    const isMessage = message === "" || (typeof lastMessage === "string" && lastMessage.trim() === message);
    return isMessage && (initExitCode === 0 || lastCode === initExitCode);
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}
