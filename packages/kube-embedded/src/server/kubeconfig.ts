/** The file that clients are pointed at. */
import { stringify } from "yaml";
import type { ServingCertificate } from "./serving-certificate.ts";

/** One cluster, one user, one context. */
export interface KubeconfigOptions {
  readonly url: string;
  readonly token: string;
  /** Undefined over plain HTTP. */
  readonly certificate: ServingCertificate | undefined;
}

/** YAML text. Over plain HTTP kubectl sends no token, so the server has to take it as it is. */
export function formatKubeconfig({ url, token, certificate }: KubeconfigOptions): string {
  const tls = certificate === undefined ? {} : tlsSettings(certificate);

  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "embedded", cluster: { server: url, ...tls } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "embedded", context: { cluster: "embedded", user: "admin" } }],
    "current-context": "embedded",
  });
}

function tlsSettings({ caPem, serverName }: ServingCertificate): Readonly<Record<string, string>> {
  return {
    "certificate-authority-data": Buffer.from(caPem).toString("base64"),
    ...(serverName === undefined ? {} : { "tls-server-name": serverName }),
  };
}
