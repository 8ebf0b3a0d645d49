/** What the installer is told, and whom it tells. */
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { EnablementSelector } from "../selection/selectors.ts";

/** What the plugin's own entry of the configuration list says. Field by field what the plugin reads back. */
export interface PluginSettings {
  /** `error`, `warn`, `info` or `debug`. */
  readonly logLevel: string;
  /** CNI_AGENT_RUN_DIR: where the host, and so the plugin, finds sockets and kubeconfig. */
  readonly agentRunDir: string;
  readonly ambientEnabled: boolean;
  /** AMBIENT_ENABLEMENT_SELECTOR, parsed. */
  readonly enablementSelectors: readonly EnablementSelector[];
  readonly excludeNamespaces: readonly string[];
  /** The agent's namespace. */
  readonly podNamespace: string;
  readonly nativeNftables: boolean;
  readonly enableAmbientDetectionRetry: boolean;
}

/** How the plugin reaches the API server from the host. */
export interface ApiAccess {
  /** KUBERNETES_SERVICE_PROTOCOL, `https` if unset. */
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  /** KUBE_CA_FILE; else `ca.crt` of the service account. */
  readonly caFile: string | undefined;
  readonly skipTlsVerify: boolean;
  /** Has `token` and `ca.crt`; watched, because tokens rotate. */
  readonly serviceAccountDir: string;
}

/** Which configuration file of the container runtime the plugin goes into. */
export interface ConfSettings {
  /** MOUNTED_CNI_NET_DIR: the runtime's configuration directory as the agent sees it. */
  readonly dir: string;
  /** CNI_CONF_NAME; the first valid file if undefined. */
  readonly name: string | undefined;
  /** CHAINED_CNI_PLUGIN */
  readonly isChained: boolean;
  /** ISTIO_OWNED_CNI_CONFIG_FILENAME when ISTIO_OWNED_CNI_CONFIG is on. */
  readonly ownedName: string | undefined;
  /** CNI_CONF_GROUP_READ: files that we create are readable for the group. */
  readonly isGroupReadable: boolean;
}

/** Where the plugin comes from and goes to. */
export interface PluginFiles {
  /** The target as the agent sees it: `/host/opt/cni/bin`. */
  readonly binDir: string;
  /** Folder with plugin.cjs and plugin-fallback.cjs of this build. */
  readonly bundleDir: string;
  /** The program that runs the plugin: process.execPath. */
  readonly nodePath: string;
  /** Shared libraries and the loader of that program; see `sharedObjects`. */
  readonly libraries: readonly string[];
  /**
   * `copy` puts program, libraries and bundle into a private folder of `binDir`. `in-place` has the plugin run from where
   * they are: for an agent whose file system is the host's.
   */
  readonly placement: "copy" | "in-place";
  /** The agent's socket for runs of the plugin, as the host sees it; undefined: the plugin always runs by itself. */
  readonly runSocket?: string | undefined;
}

/** Results of one installation, the label values of istio_cni_installs_total. */
export type InstallResult =
  | "SUCCESS"
  | "COPY_BINARIES_FAILURE"
  | "CREATE_KUBECONFIG_FAILURE"
  | "CREATE_CNI_CONFIG_FAILURE";

/** Who counts. InstallMetrics is one. */
export interface InstallObserver {
  installed(result: InstallResult): void;
  readyChanged(isReady: boolean): void;
}

export interface InstallerOptions {
  readonly plugin: PluginSettings;
  readonly api: ApiAccess;
  readonly conf: ConfSettings;
  readonly files: PluginFiles;
  /** CNI_AGENT_RUN_DIR as the agent sees it; the kubeconfig goes there. */
  readonly runDir: string;
  /** KUBECONFIG_MODE */
  readonly kubeconfigMode: number;
}

export interface InstallerDeps {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
  readonly observer: InstallObserver;
}
