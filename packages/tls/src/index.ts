export { type CertificateId, parseCertificateIds } from "./certificate-id.ts";
export { INPUT_BYTES } from "./input.ts";
export { type ParsedLeaf, parseLeaf } from "./leaf.ts";
export { outputClear, outputPending, outputRange, WRITE_BYTES } from "./output.ts";
export type { PeerCheck, TlsPeer } from "./peer-verification.ts";
export { tlsSelfTest } from "./self-test.ts";
export {
  DEFAULT_GROUPS,
  TlsContext,
  type TlsContextOptions,
  type TlsIdentityMaterial,
  type TlsRole,
} from "./tls-context.ts";
export { TlsError, type TlsErrorCode } from "./tls-error.ts";
export type { PeerVerdict, TlsFailure, TlsFailureCode } from "./tls-failure.ts";
export {
  type HandshakeResult,
  TLS_AGAIN,
  TLS_CLOSED,
  TLS_FAILED,
  type TlsFacts,
  TlsSession,
} from "./tls-session.ts";
