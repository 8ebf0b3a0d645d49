/** Pods as commands look at them. */
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf, textOf } from "../dump/json.ts";

/** One pod. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Empty while it is not placed. */
  readonly node: string;
  readonly serviceAccount: string;
  readonly isHostNetwork: boolean;
  /** Pending, Running, Succeeded, Failed or Unknown. */
  readonly phase: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  readonly ips: readonly string[];
}

/** Missing fields are as the API's defaults have them. */
export function decodePod({ metadata, ...object }: KubeObject): PodFacts {
  const spec = recordOf(object["spec"]);
  const status = recordOf(object["status"]);
  const conditions = listOf(status["conditions"]).map(recordOf);
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    uid: metadata.uid ?? "",
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    node: textOf(spec["nodeName"]),
    serviceAccount: textOf(spec["serviceAccountName"]) || "default",
    isHostNetwork: spec["hostNetwork"] === true,
    phase: textOf(status["phase"]) || "Pending",
    isReady: conditions.some(({ type, status: value }) => type === "Ready" && value === "True"),
    isTerminating: metadata.deletionTimestamp !== undefined,
    ips: listOf(status["podIPs"]).map((entry) => textOf(recordOf(entry)["ip"])),
  };
}
