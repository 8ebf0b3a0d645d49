export { type DecodedResource, decodeAddress, decodeAuthorization } from "./decode-resource.ts";
