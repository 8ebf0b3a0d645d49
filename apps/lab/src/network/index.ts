export { createLabNetwork, removeLabNetwork } from "./lab-network.ts";
export {
  type AddressPair,
  addressesAt,
  type BlockPair,
  findFreeLabIndex,
  type HostLinkPlan,
  isLabNamespace,
  LAB_INDEX_COUNT,
  type LabPlan,
  type LabShape,
  MAX_NODES,
  type NodePlan,
  planLab,
  podNamespace,
} from "./lab-plan.ts";
export { killNamespaceProcesses, namespaceProcesses } from "./namespace-processes.ts";
export { setupScript } from "./network-commands.ts";
export { NetworkError, type NetworkErrorCode } from "./network-error.ts";
export { inNamespace, runTool, systemEnvironment } from "./run-tool.ts";
