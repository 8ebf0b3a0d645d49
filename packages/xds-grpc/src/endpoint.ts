/** Where a control plane is and how to speak to it: the options of every client in this package. */

/** Certificates that a server's chain has to end in. A file is read again for every connection. */
export type RootSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "pem"; readonly pem: string }
  /** Those of the machine. */
  | { readonly kind: "system" };

/** A token to show. A file is read again for every request; of its content a line break at the end is left out. */
export type TokenSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "literal"; readonly token: string };

/** What a connection to a control plane has to have at least; the suites are those of HBONE in any case. */
export interface ControlPlaneTls {
  /** Default "1.2". */
  readonly minVersion?: "1.2" | "1.3";
  /** OpenSSL's names of the only key exchanges that will do, between colons. Default: its own. */
  readonly groups?: string;
}

/** One control plane, for xDS or for certificates. */
export interface ControlPlaneEndpoint {
  /** `https://host:port` (443 if absent); `http://` speaks plaintext and ignores the roots. */
  readonly url: string;
  readonly roots: RootSource;
  readonly tls?: ControlPlaneTls;
  /** A server name that is accepted besides the URL's host (ALT_XDS_HOSTNAME, ALT_CA_HOSTNAME). */
  readonly alternativeHostname?: string;
  /** Sent as `authorization: Bearer` and `clusterid`; neither is sent without it. */
  readonly credential?: { readonly token: TokenSource; readonly clusterId: string };
  /** Further headers (XDS_HEADER_*, CA_HEADER_*), names in lower case. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}
