import type { KubeResource } from "@ambit/kube";

const core = (plural: string, isNamespaced: boolean): KubeResource => ({
  group: "",
  version: "v1",
  plural,
  isNamespaced,
});

export const PODS = core("pods", true);
export const CONFIG_MAPS = core("configmaps", true);
export const SECRETS = core("secrets", true);
export const EVENTS = core("events", true);
export const NODES = core("nodes", false);
export const LEASES: KubeResource = {
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  isNamespaced: true,
};
