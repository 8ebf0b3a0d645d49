/** The file that clients are pointed at. */
import { stringify } from "yaml";

/** One cluster, one user, one context. */
export interface KubeconfigOptions {
  readonly url: string;
  readonly token: string;
  /** Of the server's certificate; undefined over plain HTTP. */
  readonly caPem: string | undefined;
}

/** YAML text. Over plain HTTP kubectl sends no token, so the server has to take it as it is. */
export function formatKubeconfig({ url, token, caPem }: KubeconfigOptions): string {
  const ca =
    caPem === undefined ? {} : { "certificate-authority-data": Buffer.from(caPem).toString("base64") };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "embedded", cluster: { server: url, ...ca } }],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "embedded", context: { cluster: "embedded", user: "admin" } }],
    "current-context": "embedded",
  });
}
