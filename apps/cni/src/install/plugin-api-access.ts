import { ConfigError } from "@ambit/config";
import type { AgentConfig } from "../config.ts";
import type { ApiAccess } from "./install-options.ts";

/** The Kubernetes API as the plugin reaches it from the host. Throws ConfigError when nothing says where it is. */
export function pluginApiAccess(config: AgentConfig): ApiAccess {
  const common = {
    caFile: config.kubeCaFile === "" ? undefined : config.kubeCaFile,
    skipTlsVerify: config.skipTlsVerify,
    serviceAccountDir: config.serviceAccountDir,
  };
  if (config.kubernetesServiceHost !== undefined) {
    return {
      ...common,
      protocol: config.kubernetesServiceProtocol,
      host: config.kubernetesServiceHost,
      port: config.kubernetesServicePort,
    };
  }
  const url = config.kubeServer === undefined ? null : URL.parse(config.kubeServer);
  if (url === null) {
    throw new ConfigError("invalid-config", [
      "KUBERNETES_SERVICE_HOST is not set: the plugin's kubeconfig has to name the API",
    ]);
  }
  const protocol = url.protocol.replace(":", "");
  const port = url.port === "" ? (protocol === "https" ? "443" : "80") : url.port;
  return { ...common, protocol, host: url.hostname.replace(/^\[|\]$/g, ""), port };
}
