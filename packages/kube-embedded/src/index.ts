export { MESH_DEFINITIONS_FOLDER, readDefinitionFiles } from "./resources/definition-files.ts";
export type { AccessAttributes, Authorizer } from "./server/authorize.ts";
export {
  bindKubeEmbedded,
  DEFAULT_KUBE_EMBEDDED_LIMITS,
  type KubeEmbedded,
  type KubeEmbeddedLimits,
  type KubeEmbeddedOptions,
} from "./server/kube-embedded.ts";
export type { OpenPodPort, PodPortTarget } from "./server/pod-ports.ts";
export { generateServingCertificate, type ServingCertificate } from "./server/serving-certificate.ts";
export { ADMIN_GROUP, type User } from "./server/user.ts";
export type { StoreEvent } from "./store/event-log.ts";
export { ObjectStore, type StoreLimits, type StoreListener } from "./store/object-store.ts";
