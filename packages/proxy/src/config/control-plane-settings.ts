/** Where the control plane is and how it is trusted: addresses, roots, token. */
/** Where the roots that prove a control-plane server come from. */
export type RootCertificate =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "static"; readonly pem: string }
  | { readonly kind: "system" };

/** Where the bearer token for the control plane comes from. A file is read again for every use. */
export type TokenSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "static"; readonly token: string };

/** One extra gRPC header; values may be credentials, so they are never printed. */
export interface GrpcHeader {
  readonly name: string;
  readonly value: string;
}

/** PEM files of the root that the built-in CA signs with. */
export interface FakeCaFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

/** How the two services of a control plane are reached. */
export interface ControlPlaneSettings {
  readonly clusterId: string;
  readonly authToken: TokenSource | undefined;
  /** Undefined: no xDS. */
  readonly xdsAddress: string | undefined;
  readonly xdsRoot: RootCertificate;
  readonly altXdsHostname: string | undefined;
  readonly xdsHeaders: readonly GrpcHeader[];
  /** Undefined: no CA, or the built-in one. */
  readonly caAddress: string | undefined;
  readonly caRoot: RootCertificate;
  readonly altCaHostname: string | undefined;
  readonly caHeaders: readonly GrpcHeader[];
  readonly fakeCa: boolean;
  readonly tls12: boolean;
  readonly compliancePolicy: "" | "pqc";
}

/** What of the file system a setting may depend on. */
export interface PathCheck {
  exists(path: string): boolean;
}

/** Where a pod finds the root of its control plane. */
export const DEFAULT_ROOT_PATH = "./var/run/secrets/istio/root-cert.pem";
/** Where a pod finds its token for it. */
export const DEFAULT_TOKEN_PATH = "./var/run/secrets/tokens/istio-token";

/** istiod of this cluster, or of this machine when the process does not run in one. */
export function defaultControlPlane(kubernetesServiceHost: string | undefined): string {
  return kubernetesServiceHost === undefined
    ? "https://localhost:15012"
    : "https://istiod.istio-system.svc:15012";
}

/**
 * `host:port` means https; an empty text means no address. Undefined when it is not readable as either, or not https:
 * the control plane is only ever spoken to over TLS.
 */
export function findControlPlaneAddress(text: string): { readonly address: string | undefined } | undefined {
  if (text === "") return { address: undefined };
  const address = text.includes("://") ? text : `https://${text}`;
  const url = URL.parse(address);
  return url !== null && url.protocol === "https:" && url.hostname !== "" ? { address } : undefined;
}

/** A path if there is such a file, the word SYSTEM, else PEM text. */
export function rootCertificateOf(setting: string, files: PathCheck): RootCertificate {
  if (setting === "SYSTEM") return { kind: "system" };
  return files.exists(setting) ? { kind: "file", path: setting } : { kind: "static", pem: setting };
}

/** A path if there is such a file, else the token itself; unset: the usual file, if it is there. */
export function tokenSourceOf(setting: string | undefined, files: PathCheck): TokenSource | undefined {
  if (setting !== undefined && !files.exists(setting)) return { kind: "static", token: setting };
  const path = setting ?? DEFAULT_TOKEN_PATH;
  return files.exists(path) ? { kind: "file", path } : undefined;
}
