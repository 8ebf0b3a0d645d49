export { type DecodedResource, decodeAddress, decodeAuthorization } from "./decode-resource.ts";
export { SharedValues } from "./shared-values.ts";
