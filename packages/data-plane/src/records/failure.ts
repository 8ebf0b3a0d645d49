/**
 * Every way a proxied connection can fail, as stable codes, and what each becomes in metrics, logs and on the wire.
 * The tables are total: a new code does not compile until every edge knows it.
 */

/** `response_flags` of Istio's TCP metrics. */
export type ResponseFlag =
  | "-"
  | "DENY"
  | "CONNECT"
  | "TLS_FAILURE"
  | "H2_HANDSHAKE_FAILURE"
  | "NETWORK_POLICY"
  | "IDENTITY_ERROR"
  | "CERT_REVOKED";

/** Stable words for logs, metrics and documentation (failure-help.ts). */
export type FailureCode =
  | "policy-denied"
  | "policy-changed"
  | "connect-failed"
  | "connect-timeout"
  | "tunnel-connect-failed"
  | "tunnel-connect-timeout"
  | "tls-failed"
  | "peer-revoked"
  | "certificate-revoked"
  | "http2-failed"
  | "certificate-unavailable"
  | "peer-status"
  | "connect-deadline"
  | "stream-reset"
  | "stream-refused"
  | "tunnel-lost"
  | "socket-error"
  | "out-of-memory"
  | "drained"
  | "internal"
  | "client-gone"
  | "recursive-call"
  | "unknown-workload"
  | "no-route"
  | "lookup-failed"
  | "bad-request"
  | "bad-destination"
  | "socks5-protocol"
  | "too-many-pending";

/** The metric flag of each failure: ztunnel's mapping, where CONNECT is everything that has no flag of its own. */
export const RESPONSE_FLAG = {
  "policy-denied": "DENY",
  "policy-changed": "DENY",
  "connect-failed": "CONNECT",
  "connect-timeout": "CONNECT",
  "tunnel-connect-failed": "CONNECT",
  "tunnel-connect-timeout": "NETWORK_POLICY",
  "tls-failed": "TLS_FAILURE",
  // In the handshake, where it is one of the reasons to refuse a peer; the next one ends connections that are open.
  "peer-revoked": "TLS_FAILURE",
  "certificate-revoked": "CERT_REVOKED",
  "http2-failed": "H2_HANDSHAKE_FAILURE",
  "certificate-unavailable": "IDENTITY_ERROR",
  "peer-status": "CONNECT",
  "connect-deadline": "CONNECT",
  "stream-reset": "H2_HANDSHAKE_FAILURE",
  "stream-refused": "H2_HANDSHAKE_FAILURE",
  "tunnel-lost": "H2_HANDSHAKE_FAILURE",
  "socket-error": "CONNECT",
  "out-of-memory": "CONNECT",
  drained: "CONNECT",
  internal: "CONNECT",
  "client-gone": "CONNECT",
  "recursive-call": "CONNECT",
  "unknown-workload": "CONNECT",
  "no-route": "CONNECT",
  "lookup-failed": "CONNECT",
  "bad-request": "CONNECT",
  "bad-destination": "CONNECT",
  "socks5-protocol": "CONNECT",
  "too-many-pending": "CONNECT",
} as const satisfies Record<FailureCode, ResponseFlag>;

/** One failed connection: `message` is the `error` of its access-log line. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** Deciding policy (`namespace/name`) and rule index, when a policy decided. */
  readonly policy?: string | undefined;
  readonly rule?: number | undefined;
}

/** Texts that stock ztunnel logs, word for word, but for the last. */
export const MESSAGE = {
  recursiveCall: "attempted recursive call to ourselves",
  closedByDrain: "closed due to drain",
  deadline: "io error: deadline has elapsed",
  revoked: "the peer's certificate is revoked",
} as const;

/** `http status: 401 Unauthorized`, as ztunnel logs a refused CONNECT. */
export function peerStatusMessage(status: number): string {
  const reason = REASON_PHRASE[status];
  return reason === undefined ? `http status: ${status}` : `http status: ${status} ${reason}`;
}

const REASON_PHRASE: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
