/** Names that the agent, its plugin and ztunnel have to agree on. No imports: the plugin is bundled with it. */

/** In the run folder (`CNI_AGENT_RUN_DIR`): where the plugin tells the agent of pods, HTTP. */
export const PLUGIN_SOCKET_FILE = "pluginevent.sock";
/** In the run folder: where the launcher has the agent run the plugin. */
export const PLUGIN_RUN_SOCKET_FILE = "plugin-run.sock";
/** In the run folder: where the plugin leaves its log lines, HTTP. */
export const LOG_SOCKET_FILE = "log.sock";
/** In the run folder: how the plugin reaches the Kubernetes API. */
export const KUBECONFIG_FILE = "istio-cni-kubeconfig";
/** In the run folder: the plugin's own log, for when no agent takes its lines. */
export const PLUGIN_LOG_FILE = "istio-cni.log";

/** In the run folder: an empty file for each pod that may have rules of ours. */
export const CAPTURED_FOLDER = "captured";

/** Where a path of the host is seen from inside the agent's container. */
export function hostPath(hostRoot: string, path: string): string {
  return `${hostRoot}${path}`;
}
