/** Who made a call, proven by a client certificate or by a token of Kubernetes. */
export interface Caller {
  /** SPIFFE URIs, at least one. */
  readonly identities: readonly string[];
  /** Whose token it was; undefined when a certificate proved the caller. */
  readonly account: CallerAccount | undefined;
}

/** What a service account token says. */
export interface CallerAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Empty for a token that is not bound to a pod. */
  readonly podName: string;
  readonly podUid: string;
}

/** The caller's end of a connection. */
export interface CallPeer {
  /** Address and port, for the log. */
  readonly address: string;
  /** DER of the client certificate, if there was one and it was verified. */
  readonly certificate: Uint8Array | undefined;
  /** A metadata value by its lower-case name. */
  header(name: string): string | undefined;
}
