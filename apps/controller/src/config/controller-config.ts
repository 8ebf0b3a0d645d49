import type { MeshConfig } from "@ambit/mesh-objects";
import type { Environment, Flags } from "./environment.ts";

/** Everything this program goes by, checked. */
export interface ControllerConfig extends Omit<Environment, "trustedNodeAccounts">, Flags {
  /** From the file, or Istio's defaults. */
  readonly mesh: MeshConfig;
  /** Without one the ConfigMap `istio` is read. */
  readonly hasMeshConfigFile: boolean;
  readonly trustedNodeAccounts: readonly ServiceAccountName[];
  /** KUBECONFIG or --kubeconfig. */
  readonly kubeconfig: string | undefined;
  /** What listeners without an address listen on: every address, of both families where there are two. */
  readonly anyAddress: string;
}

/** A Kubernetes service account. */
export interface ServiceAccountName {
  readonly namespace: string;
  readonly name: string;
}
