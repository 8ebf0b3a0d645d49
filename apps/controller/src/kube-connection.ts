/** Where the Kubernetes API is, from the configuration. */
import { ConfigError } from "@ambit/config";
import { findKubeSource, type KubeSource } from "@ambit/kube";
import type { ControllerConfig } from "./config.ts";

type KubeConfig = Pick<
  ControllerConfig,
  | "kubeServer"
  | "kubeTokenFile"
  | "kubeCaFile"
  | "kubeconfigPath"
  | "kubernetesServiceHost"
  | "kubernetesServicePort"
>;

/** Throws ConfigError when nothing says where it is. */
export function kubeSourceOf(config: KubeConfig): KubeSource {
  const source = findKubeSource({
    server: config.kubeServer,
    tokenFile: config.kubeTokenFile,
    caFile: config.kubeCaFile,
    kubeconfig: config.kubeconfigPath,
    serviceHost: config.kubernetesServiceHost,
    servicePort: config.kubernetesServicePort,
  });
  if (source !== undefined) return source;
  throw new ConfigError("invalid-config", [
    "no Kubernetes API: set KUBECONFIG or AMBIT_KUBE_SERVER, or run in a pod",
  ]);
}
