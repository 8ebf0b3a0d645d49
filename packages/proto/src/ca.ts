/** The certificate authority's service. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import { istio } from "./generated/ca.js";

/** Message `istio.v1.auth.IstioCertificateRequest`. */
export const IstioCertificateRequest = istio.v1.auth.IstioCertificateRequest;
export type IstioCertificateRequest = istio.v1.auth.IstioCertificateRequest.$Properties;
/** Message `istio.v1.auth.IstioCertificateResponse`. */
export const IstioCertificateResponse = istio.v1.auth.IstioCertificateResponse;
export type IstioCertificateResponse = istio.v1.auth.IstioCertificateResponse.$Properties;
