import { join } from "node:path";
import type { AgentConfig } from "../config.ts";
import type { InstallerOptions } from "../install/install-options.ts";
import { pluginApiAccess } from "../install/plugin-api-access.ts";
import { sharedObjects } from "../install/shared-objects.ts";
import { PLUGIN_RUN_SOCKET_FILE } from "../paths.ts";

/** What the installer is told. `bundleDir`: where the plugin's files of this build are. */
export function installerOptions(
  config: AgentConfig,
  { bundleDir, nodePath }: { readonly bundleDir: string; readonly nodePath: string },
): InstallerOptions {
  const seesHost = config.hostRoot === "";
  return {
    plugin: {
      logLevel: config.pluginLogLevel,
      agentRunDir: config.runDir,
      ambientEnabled: config.ambientEnabled,
      enablementSelectors: config.selectors,
      excludeNamespaces: config.excludeNamespaces,
      podNamespace: config.podNamespace,
      nativeNftables: config.nativeNftables,
      enableAmbientDetectionRetry: config.detectionRetry,
    },
    api: pluginApiAccess(config),
    conf: {
      dir: config.netDir,
      name: config.cniConfName === "" ? undefined : config.cniConfName,
      isChained: config.chained,
      ownedName: config.ownedConfig ? config.ownedConfigFileName : undefined,
      isGroupReadable: config.confGroupRead,
    },
    files: {
      binDir: config.binTargetDir,
      bundleDir,
      nodePath,
      libraries: seesHost ? [] : sharedObjects(),
      placement: seesHost ? "in-place" : "copy",
      runSocket: config.ambientEnabled ? join(config.runDir, PLUGIN_RUN_SOCKET_FILE) : undefined,
    },
    runDir: config.runDir,
    kubeconfigMode: config.kubeconfigMode,
  };
}
