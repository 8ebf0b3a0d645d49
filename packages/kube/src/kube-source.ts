import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectionSettings } from "./connection-settings.ts";
import type { LoadSettings } from "./credentials.ts";
import { KubeError } from "./kube-error.ts";

/** Where the API server is and who we are to it. Files are read again while the program runs. */
export type KubeSource =
  /** A kubeconfig, with all that @kubernetes/client-node supports: client certificates, exec, OIDC, proxies. */
  | KubeconfigSource
  /** The service account of the pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT. */
  | { readonly kind: "in-cluster"; readonly host: string; readonly port: string }
  | ExplicitSource;

export interface KubeconfigSource {
  readonly kind: "kubeconfig";
  readonly path: string;
  /** The file's own current context when absent. */
  readonly context?: string | undefined;
}

export interface ExplicitSource {
  readonly kind: "explicit";
  /** `https://127.0.0.1:6443`, or `http:` for a server without TLS. */
  readonly server: string;
  /** PEM. The system's roots when absent. */
  readonly caFile?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** PEM, both or none. */
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** The name in the server's certificate, where it is not the one in `server`. */
  readonly tlsServerName?: string | undefined;
}

const SERVICE_ACCOUNT_DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

/** How to read a source. Nothing is read yet. */
export function settingsLoader(source: KubeSource): LoadSettings {
  switch (source.kind) {
    case "explicit":
      return () => loadExplicit(source);
    case "in-cluster":
      return () => loadExplicit(inCluster(source.host, source.port));
    case "kubeconfig":
      return kubeconfigLoader(source);
  }
}

function inCluster(host: string, port: string): ExplicitSource {
  return {
    kind: "explicit",
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    caFile: join(SERVICE_ACCOUNT_DIRECTORY, "ca.crt"),
    tokenFile: join(SERVICE_ACCOUNT_DIRECTORY, "token"),
  };
}

async function loadExplicit(source: ExplicitSource): Promise<ConnectionSettings> {
  const [ca, token, cert, key] = await Promise.all(
    [source.caFile, source.tokenFile, source.certificateFile, source.keyFile].map(readText),
  );
  const servername = source.tlsServerName;
  return {
    server: parseServer(source.server),
    headers: token === undefined ? {} : { authorization: `Bearer ${checkToken(token, source.tokenFile)}` },
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
    },
  };
}

/** The library is loaded only here: it costs 0.4 s and 85 MB, which a pod with a service account need not pay. */
function kubeconfigLoader(source: KubeconfigSource): LoadSettings {
  let reader: Promise<LoadSettings> | undefined;
  return async (isRenewal) => {
    reader ??= import("./kubeconfig.ts").then(({ makeKubeconfigLoader }) => makeKubeconfigLoader(source));
    return (await reader)(isRenewal);
  };
}

async function readText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) {
    return undefined;
  }
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new KubeError("bad-config", `cannot read ${path}`, { cause });
  }
}

function parseServer(server: string): URL {
  const url = URL.parse(server);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new KubeError("bad-config", `the API server's address ${server} is no http or https URL`);
  }
  return url;
}

function checkToken(text: string, path: string | undefined): string {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new KubeError("bad-config", `${path ?? "the token"} holds no token`);
  }
  return token;
}
