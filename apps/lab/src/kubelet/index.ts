export {
  type KubeletConfig,
  type KubeletDeps,
  logPath,
  type NodePaths,
  nodePaths,
} from "./kubelet-config.ts";
export { KubeletError, type KubeletErrorCode } from "./kubelet-error.ts";
export { removeLabCgroups } from "./process/cgroups.ts";
export { findPodEntry, type PodEntry, type PodEntryName } from "./process/entry.ts";
export { runKubelet } from "./run-kubelet.ts";
