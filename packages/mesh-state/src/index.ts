export type { MeshPart } from "./mesh-part.ts";
export { OpenPart } from "./mesh-part.ts";
export type { Captured, MeshChanges, MeshStateOptions, WorkloadName } from "./mesh-state.ts";
export { MeshState } from "./mesh-state.ts";
export type { ServiceEntry } from "./service-entries.ts";
export type { ServiceChoice } from "./service-ranking.ts";
