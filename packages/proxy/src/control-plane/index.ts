export { caEndpointOf, xdsEndpointOf } from "./control-plane-endpoints.ts";
export { fakeCaClient } from "./fake-ca.ts";
export { buildSecrets } from "./secrets.ts";
