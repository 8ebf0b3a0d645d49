export {
  aMatch,
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "./builders.ts";
export { type EncodedResource, encodeResource } from "./encode-resource.ts";
