/** Kubeconfig files, read by @kubernetes/client-node: its loading, and its ways to authenticate. */
import { readFile } from "node:fs/promises";
import { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import { dirname, resolve } from "node:path";
import { type Cluster, KubeConfig, loadYaml, type User } from "@kubernetes/client-node";
import type { ConnectionSettings, TlsSettings } from "./connection-settings.ts";
import type { LoadSettings } from "./credentials.ts";
import { KubeError } from "./kube-error.ts";
import { isRecord } from "./kube-object.ts";
import type { KubeconfigSource } from "./kube-source.ts";

/** Reads the file anew when its text has changed, or when what it gave was refused. */
export function makeKubeconfigLoader(source: KubeconfigSource): LoadSettings {
  let known: { readonly text: string; readonly config: KubeConfig } | undefined;
  return async (isRenewal) => {
    try {
      const text = await readFile(source.path, "utf8");
      // A config that is kept also keeps the tokens that its exec and OIDC users have fetched.
      if (known?.text !== text || isRenewal) {
        known = { text, config: parseKubeconfig(text, source) };
      }
      return await settingsOf(known.config);
    } catch (cause) {
      if (cause instanceof KubeError) {
        throw cause;
      }
      throw new KubeError("bad-config", `cannot use kubeconfig ${source.path}`, { cause });
    }
  };
}

function parseKubeconfig(text: string, { path, context }: KubeconfigSource): KubeConfig {
  const file = new KubeConfig();
  file.loadFromString(text);
  file.makePathsAbsolute(dirname(path));
  file.setCurrentContext(context ?? file.getCurrentContext());
  const cluster = file.getCurrentCluster();
  const user = findUser(file);
  if (cluster === null || user === undefined) {
    const name = file.getCurrentContext() ?? "";
    throw new KubeError("bad-config", `kubeconfig ${path}: context "${name}" has no cluster or no user`);
  }
  const config = new KubeConfig();
  config.loadFromClusterAndUser(permitHttp(cluster), withTokenFile(user, { text, directory: dirname(path) }));
  return config;
}

/** A context may name no user: nobody in particular. One that it names has to be there. */
function findUser(file: KubeConfig): User | undefined {
  const name = file.getContextObject(file.getCurrentContext())?.user ?? "";
  return name === "" ? { name: "anonymous" } : (file.getUser(name) ?? undefined);
}

async function settingsOf(config: KubeConfig): Promise<ConnectionSettings> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const cluster = config.getCurrentCluster();
  const server = URL.parse(cluster?.server ?? "");
  if (server === null) {
    throw new KubeError("bad-config", `the API server's address ${cluster?.server} is no URL`);
  }
  return {
    server,
    headers: headersOf(options),
    tls: tlsOf(options),
    ...(cluster?.proxyUrl !== undefined && options.agent instanceof Agent
      ? { proxyAgent: options.agent }
      : {}),
  };
}

/** The library asks for skipTLSVerify before it speaks plain HTTP, where there is nothing to verify. */
function permitHttp(cluster: Cluster): Cluster {
  return cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster;
}

/** The library (2.0.1) does not know a user's `tokenFile`; its own file provider does the same. */
function withTokenFile(user: User, file: { readonly text: string; readonly directory: string }): User {
  const tokenFile = findTokenFile(loadYaml(file.text), user.name);
  if (tokenFile === undefined || user.token !== undefined) {
    return user;
  }
  const config = { tokenFile: resolve(file.directory, tokenFile) };
  return { ...user, authProvider: { name: "tokenFile", config } };
}

function findTokenFile(document: unknown, userName: string): string | undefined {
  const users = isRecord(document) ? document["users"] : undefined;
  for (const entry of Array.isArray(users) ? users : []) {
    if (isRecord(entry) && entry["name"] === userName && isRecord(entry["user"])) {
      const { tokenFile } = entry["user"];
      return typeof tokenFile === "string" ? tokenFile : undefined;
    }
  }
  return undefined;
}

function headersOf({ headers = {}, auth }: RequestOptions): Record<string, string> {
  const result: Record<string, string> = {};
  if (typeof auth === "string") {
    result["authorization"] = `Basic ${Buffer.from(auth).toString("base64")}`;
  }
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") {
      // A token file usually ends with a line break.
      result[name.toLowerCase()] = value.trim();
    }
  }
  return result;
}

function tlsOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): TlsSettings {
  return {
    ...pemOf("ca", ca),
    ...pemOf("cert", cert),
    ...pemOf("key", key),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

/** The library reads a file or decodes base64, or an exec plugin gives a text. */
function pemOf(field: "ca" | "cert" | "key", value: unknown): TlsSettings {
  if (typeof value === "string" || Buffer.isBuffer(value)) {
    return { [field]: value.toString() };
  }
  return {};
}
