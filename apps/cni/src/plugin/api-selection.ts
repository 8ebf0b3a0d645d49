/**
 * The way without the agent: reads pod and namespace from the API server, with the kubeconfig that the installer keeps, and
 * applies the same rule as the agent.
 */
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Labels } from "@ambit/kube-objects/selectors";
import { parse } from "yaml";
import { readSelectors } from "../config/enablement-selectors.ts";
import { type SelectionFacts, SIDECAR_ANNOTATION, selectPod } from "../selection/selectors.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import type { PodQuestion, SelectionQuestion } from "./run-plugin.ts";

/** Without a retry by configuration the kubelet's own has to do. */
const RETRIED_ATTEMPTS = 30;
const RETRY_INTERVAL_MS = 1_000;

/** For one question; runtimes give the whole call minutes. */
const API_TIMEOUT_MS = 3_000;

/** Objects are at most 1.5 MiB in etcd. */
const MAX_OBJECT_BYTES = 4_194_304;

/** Where the API server is and how it is proven. */
export interface ApiServer {
  readonly url: URL;
  /** PEM. */
  readonly ca: string | undefined;
  readonly token: string | undefined;
  readonly isVerified: boolean;
}

/** Throws when the API server cannot say, after as many attempts as the question allows. */
export function isSelectedByApi(question: SelectionQuestion): Promise<boolean> {
  return withRetries(question.isRetried, () => ask(question));
}

/** The pod as the API server has it. */
export function fetchPod({ kubeconfigPath, pod }: PodQuestion): Promise<JsonRecord> {
  return getObject(parseKubeconfig(readFileSync(kubeconfigPath, "utf8")), podPath(pod));
}

/** Gives up after half a minute, or at the first failure. */
export async function withRetries<T>(isRetried: boolean, attemptIt: () => Promise<T>): Promise<T> {
  const attempts = isRetried ? RETRIED_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptIt();
    } catch (error) {
      if (attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_INTERVAL_MS));
    }
  }
}

/** Reads the current context. Throws an error that says what is missing. */
export function parseKubeconfig(text: string): ApiServer {
  const config: unknown = parse(text);
  if (!isRecord(config)) throw new Error("the kubeconfig is no mapping");
  const context = namedEntry(config, "contexts", config["current-context"])["context"];
  if (!isRecord(context)) throw new Error("the kubeconfig's context is empty");
  const cluster = namedEntry(config, "clusters", context["cluster"])["cluster"];
  const user = namedEntry(config, "users", context["user"])["user"];
  if (!isRecord(cluster) || typeof cluster["server"] !== "string") {
    throw new Error("the kubeconfig's cluster has no server");
  }
  const ca = cluster["certificate-authority-data"];
  const token = isRecord(user) ? user["token"] : undefined;
  return {
    url: new URL(cluster["server"]),
    ca: typeof ca === "string" ? Buffer.from(ca, "base64").toString("utf8") : undefined,
    token: typeof token === "string" ? token : undefined,
    isVerified: cluster["insecure-skip-tls-verify"] !== true,
  };
}

async function ask({ kubeconfigPath, pod, selectors }: SelectionQuestion): Promise<boolean> {
  const server = parseKubeconfig(readFileSync(kubeconfigPath, "utf8"));
  const read = readSelectors(JSON.stringify(selectors));
  if ("problems" in read) throw new Error(`enablement_selectors ${read.problems.join(", ")}`);
  const [podObject, namespaceObject] = await Promise.all([
    getObject(server, podPath(pod)),
    getObject(server, namespacePath(pod)),
  ]);
  const facts = selectionFacts(podObject, namespaceObject, pod.namespace);
  // Excluded namespaces do not get here.
  return selectPod(facts, { selectors: read.selectors, excludedNamespaces: [] }).isSelected;
}

function namespacePath({ namespace }: PodQuestion["pod"]): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
}

function podPath(pod: PodQuestion["pod"]): string {
  return `${namespacePath(pod)}/pods/${encodeURIComponent(pod.name)}`;
}

function selectionFacts(pod: JsonRecord, namespaceObject: JsonRecord, namespace: string): SelectionFacts {
  const spec = isRecord(pod["spec"]) ? pod["spec"] : {};
  return {
    namespace,
    podLabels: textMap(pod, "labels"),
    namespaceLabels: textMap(namespaceObject, "labels"),
    isHostNetwork: spec["hostNetwork"] === true,
    hasSidecar: Object.hasOwn(textMap(pod, "annotations"), SIDECAR_ANNOTATION),
  };
}

function textMap(object: JsonRecord, field: string): Labels {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const map = isRecord(metadata[field]) ? metadata[field] : {};
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
}

function getObject(server: ApiServer, path: string): Promise<JsonRecord> {
  const url = new URL(server.url.href.replace(/\/$/, "") + path);
  const options = {
    headers: {
      accept: "application/json",
      ...(server.token === undefined ? {} : { authorization: `Bearer ${server.token}` }),
    },
    ca: server.ca,
    rejectUnauthorized: server.isVerified,
    agent: false,
    signal: AbortSignal.timeout(API_TIMEOUT_MS),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === "http:" ? httpRequest : httpsRequest;
    const request = send(url, options, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on("data", (part: Buffer) => {
        size += part.length;
        parts.push(part);
        if (size > MAX_OBJECT_BYTES) request.destroy(new Error(`GET ${path}: the answer is too long`));
      });
      response.on("error", reject);
      response.on("end", () => {
        try {
          resolve(readObject(path, response.statusCode ?? 0, Buffer.concat(parts).toString("utf8")));
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on("error", (error) => reject(new Error(`GET ${path}: ${error.message}`, { cause: error })));
    request.end();
  });
}

function readObject(path: string, status: number, text: string): JsonRecord {
  if (status !== 200) throw new Error(`GET ${path}: status ${status}`);
  const object: unknown = JSON.parse(text);
  if (!isRecord(object)) throw new Error(`GET ${path}: no object`);
  return object;
}

function namedEntry(config: JsonRecord, list: string, name: unknown): JsonRecord {
  const entries: readonly unknown[] = Array.isArray(config[list]) ? config[list] : [];
  const entry = entries.find((candidate) => isRecord(candidate) && candidate["name"] === name);
  if (!isRecord(entry)) throw new Error(`the kubeconfig's ${list} have none named ${String(name)}`);
  return entry;
}
