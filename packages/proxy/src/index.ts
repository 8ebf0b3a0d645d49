export { ProxyError, type ProxyErrorCode } from "./proxy-error.ts";
export { type BindConfig, type CheckStep, openBoundSocket } from "./threads/bind-socket.ts";
export { DataPlane } from "./threads/data-plane.ts";
export { DataPlaneDrain } from "./threads/data-plane-drain.ts";
export { DedicatedWorkload } from "./threads/dedicated-workload.ts";
export { ownershipOf } from "./threads/local-identities.ts";
export type { DrainedMessage, ServedWorkloads, ServedWorkloadsPorts } from "./threads/served-workloads.ts";
export { StateDistribution } from "./threads/state-distribution.ts";
export { nodeWorkerThreads, type ThreadData, type WorkerThread } from "./threads/worker-thread.ts";
