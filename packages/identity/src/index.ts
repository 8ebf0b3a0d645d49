export { type CaClient, type LocalCaOptions, localCaClient } from "./ca-client.ts";
export {
  CertificateAuthority,
  DEFAULT_CERTIFICATE_TTL_MS,
  type GenerateOptions,
  type IssuedCertificate,
  type IssueRequest,
  MAX_CERTIFICATE_TTL_MS,
  type SharedAuthority,
  type SigningMaterial,
  type SignRequest,
} from "./certificate-authority.ts";
export type { CertificateDump, DumpedCertificate, SecretState } from "./certificate-dump.ts";
export { type CertificateRequest, createCsr, decodeCsr } from "./csr.ts";
export { IdentityError, type IdentityErrorCode } from "./identity-error.ts";
export {
  type SecretFetchFailure,
  SecretManager,
  type SecretManagerOptions,
  type SecretPriority,
} from "./secret-manager.ts";
export {
  generateSelfSignedRoot,
  renewSelfSignedRoot,
  type SelfSignedRoot,
  type SelfSignedRootOptions,
} from "./self-signed-root.ts";
export {
  type CertificateAnswer,
  decodeCertificateElements,
  encodeCertificateElements,
  type WorkloadCertificate,
} from "./workload-certificate.ts";
export { generateKey, WorkloadKey } from "./workload-key.ts";
export { readUriSans, type SubjectNames } from "./x509.ts";
