export type { MeshChanges, MeshStateOptions } from "./mesh-state.ts";
export { MeshState } from "./mesh-state.ts";
export type { ServiceChoice } from "./service-ranking.ts";
export type { ServiceEntry } from "./service-store.ts";
export type { WorkloadName } from "./workload-store.ts";
