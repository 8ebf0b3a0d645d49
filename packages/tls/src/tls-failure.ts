/**
 * Why a session ended, as a closed set of codes.
 *
 * | what we refuse in the peer's certificate | code | alert that the peer gets |
 * |---|---|---|
 * | no chain to one of our roots | unknown-ca | unknown_ca |
 * | a certificate of the chain is expired | certificate-expired | certificate_expired |
 * | not valid yet | bad-certificate | bad_certificate |
 * | its EKU does not allow the role | bad-certificate | unsupported_certificate |
 * | a signature does not match | bad-certificate | decrypt_error |
 * | verdict wrong-trust-domain | wrong-trust-domain | bad_certificate |
 * | verdict wrong-identity | wrong-identity | bad_certificate |
 * | verdict no-identity | no-identity | certificate_unknown |
 * | verdict revoked | revoked | certificate_revoked |
 * | the check itself failed | internal | internal_error |
 *
 * A client without certificate gets certificate_required (TLS 1.3), one whose ALPN list lacks h2
 * no_application_protocol. In TLS 1.3 a client has completed its handshake before the server judges its certificate, so
 * that it sees the alert in its first read.
 */
import { X509_verify_cert_error_string } from "./openssl.ts";
import { type QueuedError, takeQueuedError } from "./openssl-errors.ts";

/** "peer-alert" has the alert's name; "closed" is an end of the connection, by the peer or by an errno. */
export type TlsFailureCode =
  | "no-client-certificate"
  | "unknown-ca"
  | "certificate-expired"
  | "bad-certificate"
  | "wrong-trust-domain"
  | "wrong-identity"
  | "no-identity"
  | "revoked"
  | "protocol"
  | "no-application-protocol"
  | "peer-alert"
  | "closed"
  | "internal";

/** One reason; the message is for logs and names no secret. */
export interface TlsFailure {
  readonly code: TlsFailureCode;
  readonly message: string;
  /** The name of the alert that the peer sent (RFC 8446 §6), with code "peer-alert" only. */
  readonly alert?: string;
}

/** What a PeerCheck says about a certificate whose chain is good already. */
export type PeerVerdict = "ok" | "wrong-trust-domain" | "wrong-identity" | "no-identity" | "revoked";

/** The verdicts that end a handshake. */
export type PeerRefusal = Exclude<PeerVerdict, "ok">;

// X509_V_ERR_* numbers. OpenSSL derives the alert from the one that is set.
const V_ERR_UNABLE_TO_GET_ISSUER = 2;
const V_ERR_CERT_HAS_EXPIRED = 10;
const V_ERR_SELF_SIGNED_LEAF = 18;
const V_ERR_SELF_SIGNED_IN_CHAIN = 19;
const V_ERR_UNABLE_TO_GET_ISSUER_LOCALLY = 20;
const V_ERR_UNABLE_TO_VERIFY_LEAF = 21;
const V_ERR_CERT_REVOKED = 23;
const V_ERR_CERT_REJECTED = 28;
/** Not in OpenSSL's alert table, so that it sends certificate_unknown, as RFC 8446 §6.2 has it for "unspecified". */
const V_ERR_NO_ALERT_OF_ITS_OWN = 73;
/** Makes OpenSSL send internal_error. */
export const V_ERR_UNSPECIFIED = 1;

/** The X509_V_ERR_* that makes OpenSSL send the alert of the table above. */
export const REFUSAL_VERIFY_ERROR = {
  "wrong-trust-domain": V_ERR_CERT_REJECTED,
  "wrong-identity": V_ERR_CERT_REJECTED,
  "no-identity": V_ERR_NO_ALERT_OF_ITS_OWN,
  revoked: V_ERR_CERT_REVOKED,
} as const satisfies Record<PeerRefusal, number>;

const REFUSAL_MESSAGE = {
  "wrong-trust-domain": "the peer's identity is of another trust domain",
  "wrong-identity": "the peer's identity is not the expected one",
  "no-identity": "the peer's certificate names no usable identity",
  revoked: "the peer's certificate is revoked",
} as const satisfies Record<PeerRefusal, string>;

const CHAIN_CODE = new Map<number, TlsFailureCode>([
  [V_ERR_UNABLE_TO_GET_ISSUER, "unknown-ca"],
  [V_ERR_SELF_SIGNED_LEAF, "unknown-ca"],
  [V_ERR_SELF_SIGNED_IN_CHAIN, "unknown-ca"],
  [V_ERR_UNABLE_TO_GET_ISSUER_LOCALLY, "unknown-ca"],
  [V_ERR_UNABLE_TO_VERIFY_LEAF, "unknown-ca"],
  [V_ERR_CERT_HAS_EXPIRED, "certificate-expired"],
]);

// RFC 8446 §6, and those of RFC 5246 that TLS 1.2 peers still send.
const ALERT_NAME = new Map<number, string>([
  [10, "unexpected_message"],
  [20, "bad_record_mac"],
  [22, "record_overflow"],
  [40, "handshake_failure"],
  [42, "bad_certificate"],
  [43, "unsupported_certificate"],
  [44, "certificate_revoked"],
  [45, "certificate_expired"],
  [46, "certificate_unknown"],
  [47, "illegal_parameter"],
  [48, "unknown_ca"],
  [49, "access_denied"],
  [50, "decode_error"],
  [51, "decrypt_error"],
  [70, "protocol_version"],
  [71, "insufficient_security"],
  [80, "internal_error"],
  [86, "inappropriate_fallback"],
  [90, "user_canceled"],
  [109, "missing_extension"],
  [110, "unsupported_extension"],
  [112, "unrecognized_name"],
  [113, "bad_certificate_status_response"],
  [115, "unknown_psk_identity"],
  [116, "certificate_required"],
  [120, "no_application_protocol"],
]);

const LIBRARY_SSL = 20;
const REASON_ALERT_BASE = 1000;
const MAX_ALERT = 255;
const REASON_PEER_SENT_NO_CERTIFICATE = 199;
const REASON_NO_APPLICATION_PROTOCOL = 235;

/** The failure for a refusal of the PeerCheck. */
export function refusalFailure(refusal: PeerRefusal): TlsFailure {
  return { code: refusal, message: REFUSAL_MESSAGE[refusal] };
}

/** The failure for an X509_V_ERR_* number that chain verification gave. */
export function chainFailure(verifyError: number): TlsFailure {
  return {
    code: CHAIN_CODE.get(verifyError) ?? "bad-certificate",
    message: `the peer's certificate is not accepted: ${X509_verify_cert_error_string(verifyError)}`,
  };
}

/** The failure for what OpenSSL left in its error queue, which is empty afterwards. */
export function takeQueuedFailure(): TlsFailure {
  const error = takeQueuedError(LIBRARY_SSL);
  return error.library === LIBRARY_SSL ? sslFailure(error) : { code: "internal", message: error.text };
}

function sslFailure({ reason, text }: QueuedError): TlsFailure {
  if (reason >= REASON_ALERT_BASE && reason <= REASON_ALERT_BASE + MAX_ALERT) {
    const number = reason - REASON_ALERT_BASE;
    const alert = ALERT_NAME.get(number) ?? `alert_${number}`;
    return { code: "peer-alert", message: `the peer sent the alert ${alert}`, alert };
  }
  if (reason === REASON_PEER_SENT_NO_CERTIFICATE) {
    return { code: "no-client-certificate", message: "the client sent no certificate" };
  }
  if (reason === REASON_NO_APPLICATION_PROTOCOL) {
    return { code: "no-application-protocol", message: "the client offers other protocols than h2" };
  }
  return { code: "protocol", message: text };
}
