/** Why pods are not ready, as their statuses say it. */
import type { KubeApi, KubeObject } from "@ambit/kube";
import { findRecord } from "../state/json-file.ts";
import { RESOURCES } from "./lab-api.ts";

/** A line for each pod that is not ready. */
export async function describeTrouble(api: Pick<KubeApi, "list">): Promise<string> {
  const { items } = await api.list(RESOURCES.pods, {});
  return items
    .map(podTrouble)
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}\n`)
    .join("");
}

/** `istio-system/ztunnel-x: ContainerCreating: no address yet`; undefined for a pod that is ready or has succeeded. */
export function podTrouble(pod: KubeObject): string | undefined {
  const status = findRecord(pod["status"]) ?? {};
  const conditions = recordsOf(status["conditions"]);
  const isReady = conditions.some(({ type, status: value }) => type === "Ready" && value === "True");
  if (isReady || status["phase"] === "Succeeded") return undefined;
  const reasons = [...recordsOf(status["initContainerStatuses"]), ...recordsOf(status["containerStatuses"])]
    .map((container) => findRecord(container["state"]) ?? {})
    .map((state) => findRecord(state["waiting"]) ?? findRecord(state["terminated"]) ?? {})
    .map(({ reason, message }) => [reason, message].filter((text) => typeof text === "string").join(": "))
    .concat(
      conditions.map(({ status: value, message }) =>
        value === "False" && typeof message === "string" ? message : "",
      ),
    )
    .filter((text) => text !== "");
  const { namespace = "", name } = pod.metadata;
  const phase = typeof status["phase"] === "string" ? status["phase"] : "Pending";
  return `${namespace}/${name}: ${[...new Set(reasons)].join("; ") || phase}`;
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((item: unknown) => findRecord(item) ?? {}) : [];
}
