import { KubeletError } from "../kubelet-error.ts";

/** What an event says of a pod. */
export interface PodEvent {
  readonly type: "Normal" | "Warning";
  /** Kubernetes' word for it. */
  readonly reason: string;
  readonly message: string;
}

/** Of what kept a pod from being run. */
export function failureEvent(error: unknown): PodEvent {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof KubeletError && error.code === "network-failed") {
    return {
      type: "Warning",
      reason: "FailedCreatePodSandBox",
      message: `Failed to create pod sandbox: failed to setup network: ${message}`,
    };
  }
  const isVolume =
    error instanceof KubeletError && (error.code === "mount-failed" || error.code === "not-there");
  return { type: "Warning", reason: isVolume ? "FailedMount" : "FailedSync", message };
}
