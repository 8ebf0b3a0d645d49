/** External authorization. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import { envoy } from "./generated/ext-authz.js";

/** Message `envoy.service.auth.v3.CheckRequest`. */
export const CheckRequest = envoy.service.auth.v3.CheckRequest;
export type CheckRequest = envoy.service.auth.v3.CheckRequest.$Properties;
/** Message `envoy.service.auth.v3.CheckResponse`. */
export const CheckResponse = envoy.service.auth.v3.CheckResponse;
export type CheckResponse = envoy.service.auth.v3.CheckResponse.$Properties;
/** Message `envoy.service.auth.v3.HeaderValueOption`. */
export const HeaderValueOption = envoy.service.auth.v3.HeaderValueOption;
export type HeaderValueOption = envoy.service.auth.v3.HeaderValueOption.$Properties;
