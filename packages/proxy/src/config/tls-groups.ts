/**
 * Hybrid post-quantum first; the others for peers without it, in the order of ztunnel's TLS library. `*`: key shares for
 * both kinds of peers, so that neither costs a HelloRetryRequest.
 */
export const TLS_GROUPS = "*X25519MLKEM768:*X25519:P-256:P-384";
/** What COMPLIANCE_POLICY=pqc leaves, in OpenSSL's words. */
export const TLS_GROUPS_PQC = "X25519MLKEM768";
