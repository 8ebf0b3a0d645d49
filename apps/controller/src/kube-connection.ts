/** Where the Kubernetes API is, from the configuration. */
import { ConfigError } from "@ambit/config";
import type { KubeSource } from "@ambit/kube";
import type { ControllerConfig } from "./config.ts";

type KubeSettings = Pick<
  ControllerConfig,
  | "kubeServer"
  | "kubeTokenFile"
  | "kubeCaFile"
  | "kubeconfigPath"
  | "kubernetesServiceHost"
  | "kubernetesServicePort"
>;

/** Throws ConfigError when nothing says where it is. */
export function kubeSourceOf(config: KubeSettings): KubeSource {
  if (config.kubeServer !== undefined) {
    return {
      kind: "explicit",
      server: config.kubeServer,
      tokenFile: config.kubeTokenFile,
      caFile: config.kubeCaFile,
    };
  }
  if (config.kubeconfigPath !== undefined) return { kind: "kubeconfig", path: config.kubeconfigPath };
  if (config.kubernetesServiceHost !== undefined) {
    return {
      kind: "in-cluster",
      host: config.kubernetesServiceHost,
      port: config.kubernetesServicePort,
    };
  }
  throw new ConfigError("invalid-config", [
    "no Kubernetes API: set KUBECONFIG or AMBIT_KUBE_SERVER, or run in a pod",
  ]);
}
