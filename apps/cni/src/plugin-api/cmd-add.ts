/**
 * What the plugin asks of the agent when a pod's network is made: `POST /cmdadd` on the plugin socket. Field names are
 * those of Istio's plugin and agent, so that either of ours works with either of theirs. No imports: the plugin is
 * bundled with it.
 */

export const CMD_ADD_PATH = "/cmdadd";
/** `POST` of a JSON array of the plugin's log lines, on the log socket. */
export const LOG_PATH = "/log";

/**
 * With this header (any value) the plugin leaves it to the agent whether the pod is selected: 200 then also says that there was
 * nothing to do. Istio's plugin asks only for pods that it found selected, and takes anything but 200 as a failure.
 */
export const SELECTION_HEADER = "x-ambit-selection";
/** Set on every answer of an agent that decides: what has become of the pod. Istio's agent does not set it. */
export const OUTCOME_HEADER = "x-ambit-outcome";
export type CmdAddOutcome = "enrolled" | "redirected" | "not-selected" | "refused";

/** An address of the pod, as CNI results have it. */
export interface CmdAddIp {
  /** Index into the result's interfaces. */
  readonly Interface?: number | null;
  /** `Mask`: base64 of the mask's bytes. */
  readonly Address: { readonly IP: string; readonly Mask: string };
  readonly Gateway?: string;
}

/** The request's body. */
export interface CmdAddBody {
  /** Path of the namespace on the host, as the runtime gives it. */
  readonly Netns: string;
  readonly PodName: string;
  readonly PodNamespace: string;
  readonly IPs: readonly CmdAddIp[];
  /** `K8S_POD_UID`. Ours: tells a pod from an earlier one of the same name. Istio's agent ignores it. */
  readonly PodUID?: string;
}
