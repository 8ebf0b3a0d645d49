/** How a program's configuration says where the Kubernetes API is. */
import { ConfigError, type ConfigOf, string, unlessEmpty } from "@ambit/config";
import type { KubeSource } from "./kube-source.ts";

/** Variables to be part of a program's table. */
export const KUBE_ENTRIES = {
  kubeconfig: unlessEmpty(
    string("KUBECONFIG", {
      doc: "How to reach the Kubernetes API. Unset, or for a controller in a pod a file that is not there: as a pod of the cluster.",
    }),
  ),
  kubernetesServiceHost: unlessEmpty(
    string("KUBERNETES_SERVICE_HOST", { doc: "Set by Kubernetes in every pod: address of the API." }),
  ),
  kubernetesServicePort: string("KUBERNETES_SERVICE_PORT", {
    default: "443",
    doc: "Set by Kubernetes in every pod: port of the API.",
  }),
  kubeServer: unlessEmpty(
    string("AMBIT_KUBE_SERVER", {
      doc: "URL of the Kubernetes API; wins over KUBECONFIG, whose reader takes some 20 MB of memory.",
    }),
  ),
  kubeTokenFile: unlessEmpty(
    string("AMBIT_KUBE_TOKEN_FILE", {
      doc: "File with the token for AMBIT_KUBE_SERVER, read again when it changes.",
    }),
  ),
  kubeServerCaFile: unlessEmpty(
    string("AMBIT_KUBE_CA_FILE", { doc: "PEM file of the roots that prove AMBIT_KUBE_SERVER." }),
  ),
};

/** What a table with KUBE_ENTRIES in it parses to, as far as they go. */
export type KubeSettings = ConfigOf<typeof KUBE_ENTRIES>;

/**
 * A server that is named, else a kubeconfig, else the pod's own cluster. Throws ConfigError when nothing says where the
 * API is.
 */
export function kubeSourceOf(settings: KubeSettings): KubeSource {
  const { kubeServer: server, kubeconfig: path, kubernetesServiceHost: host } = settings;
  if (server !== undefined) {
    const { kubeTokenFile: tokenFile, kubeServerCaFile: caFile } = settings;
    return { kind: "explicit", server, tokenFile, caFile };
  }
  if (path !== undefined) return { kind: "kubeconfig", path };
  if (host !== undefined) return { kind: "in-cluster", host, port: settings.kubernetesServicePort };
  throw new ConfigError("invalid-config", [
    "no Kubernetes API: set KUBECONFIG or AMBIT_KUBE_SERVER, or run in a pod",
  ]);
}
