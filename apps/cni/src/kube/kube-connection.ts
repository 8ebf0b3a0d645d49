/** Where the Kubernetes API is, from the configuration: for the agent itself, and for the plugin's kubeconfig. */
import { ConfigError } from "@ambit/config";
import { findKubeSource, type KubeSource } from "@ambit/kube";
import type { AgentConfig } from "../config.ts";
import type { ApiAccess } from "../install/install-options.ts";

/** Throws ConfigError when nothing says where it is. */
export function kubeSourceOf(config: AgentConfig): KubeSource {
  const source = findKubeSource({
    server: config.kubeServer,
    tokenFile: config.kubeTokenFile,
    caFile: config.kubeServerCaFile,
    kubeconfig: config.kubeconfig,
    serviceHost: config.kubernetesServiceHost,
    servicePort: config.kubernetesServicePort,
  });
  if (source !== undefined) return source;
  throw new ConfigError("invalid-config", [
    "no Kubernetes API: set KUBECONFIG or AMBIT_KUBE_SERVER, or run in a pod",
  ]);
}

/** As the plugin reaches it from the host. Throws ConfigError when nothing says where it is. */
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
