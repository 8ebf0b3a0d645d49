/** Where the control plane is and how it is trusted: addresses, roots, token. */
import type { RootCertificate, TokenSource } from "./ztunnel-config.ts";

/** What of the file system a setting may depend on. */
export interface PathCheck {
  exists(path: string): boolean;
}

export const DEFAULT_ROOT_PATH = "./var/run/secrets/istio/root-cert.pem";
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
