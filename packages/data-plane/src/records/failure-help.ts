/** What an operator reads about a failure code: docs/ERRORS.md is made of this. Total, as the tables of failure.ts. */
import type { FailureCode } from "./failure.ts";

/** Of one code. */
export interface FailureHelp {
  /** What has happened, as one sentence. */
  readonly meaning: string;
  /** What to look at, or to do. */
  readonly remedy: string;
}

/** For every code. */
export const FAILURE_HELP = {
  "policy-denied": {
    meaning: "An authorization policy of the destination refused the connection.",
    remedy:
      "`policy.name` and `policy.rule` name what decided; without them ALLOW policies apply and none matched. `src.identity` is whom the policy was asked about; it is absent where the source is not in the mesh.",
  },
  "policy-changed": {
    meaning: "The connection was open, and a change of the policies closed it.",
    remedy: "As for `policy-denied`: `policy.name` and `policy.rule` name what refuses it.",
  },
  "connect-failed": {
    meaning: "The application, or a destination outside the mesh, did not take the TCP connection.",
    remedy:
      '`error` has the system\'s reason. "Connection refused": nothing listens on that address and port, or only on loopback.',
  },
  "connect-timeout": {
    meaning: "The application, or a destination outside the mesh, did not answer to TCP within 10 s.",
    remedy: "Look for a NetworkPolicy or firewall that drops packets, and for an address that is gone.",
  },
  "tunnel-connect-failed": {
    meaning: "The other proxy's HBONE port did not take the TCP connection.",
    remedy:
      "`dst.addr` is the hop. A pod that is said to be in the mesh has no proxy on port 15008: look at its enrolment and at the ztunnel of its node.",
  },
  "tunnel-connect-timeout": {
    meaning: "The other proxy's HBONE port did not answer to TCP within 10 s.",
    remedy:
      "Most often a NetworkPolicy that does not admit port 15008: allow it beside the application's ports.",
  },
  "tls-failed": {
    meaning: "The mutual TLS handshake with the other proxy failed, or its TLS connection broke.",
    remedy:
      "`error` says which side refused what. Wrong identity: the address belongs to another workload than the control plane says. Unknown CA: the two sides have different roots. Behind a network gateway the service's `subjectAltNames` say who is expected; where the gateway itself is meant, `error` begins with it.",
  },
  "peer-revoked": {
    meaning: "The peer's certificate, or one that signed it, is in the revocation list (`CRL_PATH`).",
    remedy: "Intended, unless the list is wrong: give the workload a new certificate, or correct the list.",
  },
  "certificate-revoked": {
    meaning:
      "The connection was open, and a new revocation list names the peer's certificate or one that signed it.",
    remedy: "As for `peer-revoked`.",
  },
  "http2-failed": {
    meaning: "The other proxy broke HTTP/2 inside the tunnel, or was silent for too long.",
    remedy: "`error` has the rule that was broken. Look at the other proxy's log at the same time.",
  },
  "certificate-unavailable": {
    meaning: "There is no valid certificate for the workload's own identity.",
    remedy:
      "Look for `certificate fetch failed` in the log and at `certificates` in `/config_dump`: whether the CA is reachable, and refuses.",
  },
  "peer-status": {
    meaning: "The other proxy refused the connection with an HTTP status.",
    remedy:
      "401: its policies deny it. 503: its application does not listen, or it does not know the workload. 400: the destination is not its own. Its log has the line.",
  },
  "connect-deadline": {
    meaning: "The other proxy took the tunnel, and did not answer the CONNECT request in time.",
    remedy: "Look at the load of the other node, and whether its application takes connections.",
  },
  "stream-reset": {
    meaning:
      "The other proxy ended the connection with an error, or without waiting for the rest of its bytes.",
    remedy: "Its log has the reason, at the same time and with the same addresses.",
  },
  "stream-refused": {
    meaning: "The tunnel took no further connection.",
    remedy: "Repeat it. If it stays: the other proxy announces fewer streams than are open.",
  },
  "tunnel-lost": {
    meaning: "The tunnel that carried the connection ended: its proxy, its node or the network went away.",
    remedy: "Look whether the other ztunnel restarted or its pod was deleted at that time.",
  },
  "socket-error": {
    meaning: "A socket of the connection failed.",
    remedy: "`error` has the system's reason.",
  },
  "out-of-memory": {
    meaning: "The buffers of the thread are used up by peers that do not read.",
    remedy: "Look at `ambit_queued_bytes`, and for the destination that does not read.",
  },
  drained: {
    meaning: "The proxy of the pod shut down, and the connection outlived its deadline.",
    remedy:
      "Intended at restarts and when pods leave. Longer: `CONNECTION_TERMINATION_DEADLINE` or `TERMINATION_GRACE_PERIOD_SECONDS`.",
  },
  internal: {
    meaning: "A mistake in this program.",
    remedy: "Please report it, with the line and the error lines near it.",
  },
  "client-gone": {
    meaning: "The client closed the connection before it was set up.",
    remedy:
      "Often a client's own, shorter time limit: look what took long (the next failures to the same destination).",
  },
  "recursive-call": {
    meaning: "The connection goes to a port of the proxy itself.",
    remedy: "An application, or a Service, names 15001, 15006, 15008 or 15080: it cannot use these.",
  },
  "unknown-workload": {
    meaning: "The control plane has not told about the pod, within 5 s.",
    remedy:
      "Look at `ambit_xds_connected` and at `workloads` in `/config_dump`; the pod's name, namespace and service account have to be there.",
  },
  "no-route": {
    meaning: "The destination is known, and nothing can serve it.",
    remedy: "`error` says what is missing: healthy endpoints, the port of the service, the waypoint.",
  },
  "lookup-failed": {
    meaning: "On demand, the control plane did not tell in time what the destination is.",
    remedy:
      "Look at `ambit_xds_connected` and at the control plane's log. Nothing is sent in plaintext meanwhile.",
  },
  "bad-request": {
    meaning: "A peer asked for something else than CONNECT to an address or a host name.",
    remedy: "Something that is no mesh proxy uses port 15008.",
  },
  "bad-destination": {
    meaning: "A peer asked for a destination that is not this workload, or a port that it does not have.",
    remedy: "The peer has old state: look whether the address moved to another pod a moment ago.",
  },
  "socks5-protocol": {
    meaning: "A SOCKS5 client broke the protocol, or asked for what is not there.",
    remedy: "CONNECT without authentication is what is supported.",
  },
  "too-many-pending": {
    meaning: "Too many connections wait for the same tunnel or answer.",
    remedy: "The hop does not answer while many connect: see LIMITS.md.",
  },
} as const satisfies Record<FailureCode, FailureHelp>;
