export type { AccessAnswer, AccessQuestion } from "./access-review.ts";
export { Informer, type InformerOptions, type InformerPhase, type InformerProblem } from "./informer.ts";
export type { InformerEvent } from "./informer-store.ts";
export type {
  CreateOptions,
  DeleteOptions,
  JsonPatchOperation,
  KubeApi,
  KubePatch,
  ListOptions,
  ListPage,
  ObjectSelection,
  RequestOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from "./kube-api.ts";
export { KubeClient, type KubeClientOptions, openKubeClient } from "./kube-client.ts";
export { KUBE_ENTRIES, type KubeSettings, kubeSourceOf } from "./kube-entries.ts";
export { hasKubeCode, KubeError, type KubeErrorCode } from "./kube-error.ts";
export {
  decodeKubeObject,
  type KubeObject,
  type KubeResource,
  type NewKubeObject,
  type ObjectMeta,
  type ObjectName,
  objectKey,
} from "./kube-object.ts";
export type { KubeSource } from "./kube-source.ts";
export { LeaderElection, type LeaderElectionOptions, type LeaderElectionTimings } from "./leader-election.ts";
export { openPodPort, type PodPort } from "./pod-port.ts";
export type { ServiceAccountToken, TokenRequest, TokenReview, TokenReviewAnswer } from "./token-review.ts";
