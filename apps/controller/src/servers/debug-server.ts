/** The debug endpoints, with Istio's paths and forms where its tools read them. */
import {
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  textResponse,
} from "@ambit/http-server";
import type { LogLevels } from "@ambit/program";
import { TelemetryError } from "@ambit/telemetry";
import type { XdsConnectionState } from "@ambit/xds-grpc";
import type { DebugAccess } from "./debug-access.ts";
import { describeConnection, describeSync, proxyNameOf } from "./describe-connections.ts";
import type { XdsCaller } from "./xds-access.ts";

export interface DebugSources {
  /** Wall clock of an instant of the monotonic one. */
  readonly wallMs: (monotonicMs: number) => number;
  readonly connections: () => readonly XdsConnectionState<XdsCaller>[];
  /** `{workloads, services, policies}` in proto3 JSON. */
  readonly ambient: () => unknown;
  /** The addresses that this client gets, in proto3 JSON with their type. */
  readonly configOf: (connection: XdsConnectionState<XdsCaller>) => readonly unknown[];
  readonly meshConfig: () => unknown;
  /** What ztunnels get of policies, in proto3 JSON. */
  readonly policies: () => unknown;
  /** Objects of the mesh's own kinds, as they were read. */
  readonly configs: () => unknown;
  /** Gateways into other networks. */
  readonly networks: () => unknown;
  readonly clusters: () => unknown;
  /** Offers every client what it has not been sent yet. */
  readonly push: () => void;
  /** Size and work of every collection, and how far each informer is. */
  readonly collections: () => unknown;
  readonly informers: () => unknown;
  /** Objects with parts that cannot be used. */
  readonly problems: () => unknown;
  readonly logLevels: LogLevels;
  /** Ends one stream; false if there is none. */
  readonly disconnect: (id: number) => boolean;
  /** Memory of the process; undefined where that is not offered. */
  readonly heap: { statistics(): unknown; writeSnapshot(): string } | undefined;
}

export interface DebugOptions {
  readonly sources: DebugSources;
  readonly decideAccess: (request: HttpRequest) => Promise<DebugAccess>;
}

interface Endpoint {
  readonly help: string;
  readonly answer: (request: HttpRequest, sources: DebugSources, access: DebugAccess) => HttpResponse;
  /** Open to other namespaces too, for their own proxies. */
  readonly isForProxies?: boolean;
}

const PREFIX = "/debug/";

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  adsz: { help: "connected proxies; ?push=true offers them what is new", answer: connected },
  authorizationz: {
    help: "policies as ztunnels get them",
    answer: (_request, { policies }) => jsonResponse(policies()),
  },
  clusterz: {
    help: "the cluster, and whether it is known",
    answer: (_request, { clusters }) => jsonResponse(clusters()),
  },
  configz: {
    help: "objects of the mesh's own kinds that count, as they were read",
    answer: (_request, { configs }) => jsonResponse(configs()),
  },
  ambientz: {
    help: "workloads, services and policies as they are served",
    answer: (_request, { ambient }) => jsonResponse(ambient()),
  },
  config_dump: {
    help: "what one proxy gets (proxyID=pod.namespace)",
    answer: dumpConfig,
    isForProxies: true,
  },
  connections: {
    help: "connected proxies",
    answer: connected,
  },
  heap: { help: "memory; POST writes a heap snapshot, which holds secrets", answer: heap },
  informers: {
    help: "how far the copy of each kind of object is",
    answer: (_request, { informers }) => jsonResponse(informers()),
  },
  krtz: {
    help: "size and work of every collection",
    answer: (_request, { collections }) => jsonResponse(collections()),
  },
  list: { help: "this list", answer: () => jsonResponse(listEndpoints()) },
  logging: { help: "log levels; POST changes them (?level=..., ?reset)", answer: logging },
  mesh: { help: "mesh configuration", answer: (_request, { meshConfig }) => jsonResponse(meshConfig()) },
  networkz: {
    help: "gateways into other networks",
    answer: (_request, { networks }) => jsonResponse(networks()),
  },
  problems: {
    help: "objects with parts that cannot be used",
    answer: (_request, { problems }) => jsonResponse(problems()),
  },
  syncz: {
    help: "what each proxy was sent and has taken",
    answer: (_request, { connections, wallMs }) =>
      jsonResponse(connections().map((connection) => describeSync(connection, wallMs))),
  },
  force_disconnect: { help: "POST: ends the streams of a proxy (proxyID=...)", answer: disconnect },
};

/** Answers what is below /debug/; undefined is for others. */
export function debugHandler({ sources, decideAccess }: DebugOptions): HttpHandler {
  return async (request) => {
    if (request.path === "/debug" || request.path === PREFIX) return textResponse(200, helpText());
    const name = request.path.slice(PREFIX.length);
    const endpoint = Object.hasOwn(ENDPOINTS, name) ? ENDPOINTS[name] : undefined;
    if (endpoint === undefined) return emptyResponse(404);
    const access = await decideAccess(request);
    if (access.kind === "refused") return textResponse(access.status, "Authentication failed\n");
    if (access.kind === "namespaces" && endpoint.isForProxies !== true) {
      return textResponse(403, `${PREFIX}${name} is for the control plane's own namespace\n`);
    }
    return endpoint.answer(request, sources, access);
  };
}

function connected({ query }: HttpRequest, { connections, push, wallMs }: DebugSources): HttpResponse {
  if (query.get("push") === "true") {
    push();
    return textResponse(200, `Pushed to ${connections().length} servers\n`);
  }
  const clients = connections().map((connection) => describeConnection(connection, wallMs));
  return jsonResponse({ totalClients: clients.length, clients });
}

function dumpConfig({ query }: HttpRequest, sources: DebugSources, access: DebugAccess): HttpResponse {
  const proxy = query.get("proxyID") ?? "";
  if (proxy === "") return textResponse(400, "You must provide a proxyID in the query string\n");
  // Before it is told whether there is such a proxy.
  if (access.kind === "namespaces" && !access.namespaces.has(proxy.slice(proxy.lastIndexOf(".") + 1))) {
    return textResponse(403, "this proxy is of another namespace\n");
  }
  const connection = sources.connections().find((candidate) => proxyNameOf(candidate) === proxy);
  if (connection === undefined) {
    return textResponse(
      404,
      "Proxy not connected to this Pilot instance. It may be connected to another instance.\n",
    );
  }
  return jsonResponse({ configs: sources.configOf(connection) });
}

function logging({ method, query }: HttpRequest, { logLevels }: DebugSources): HttpResponse {
  if (method !== "POST") return textResponse(200, `${logLevels.describe()}\n`);
  try {
    logLevels.change({ reset: query.has("reset"), directives: query.get("level") ?? undefined });
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    return textResponse(400, `${error.message}\n`);
  }
  return textResponse(200, `${logLevels.describe()}\n`);
}

function heap({ method }: HttpRequest, sources: DebugSources): HttpResponse {
  if (sources.heap === undefined) return textResponse(403, "needs UNSAFE_ENABLE_ADMIN_ENDPOINTS=true\n");
  return method === "POST"
    ? jsonResponse({ snapshot: sources.heap.writeSnapshot() })
    : jsonResponse(sources.heap.statistics());
}

function disconnect({ method, query }: HttpRequest, sources: DebugSources): HttpResponse {
  if (sources.heap === undefined) return textResponse(403, "needs UNSAFE_ENABLE_ADMIN_ENDPOINTS=true\n");
  if (method !== "POST") return emptyResponse(405);
  const proxy = query.get("proxyID") ?? "";
  const ended = sources
    .connections()
    .filter((connection) => proxyNameOf(connection) === proxy)
    .filter(({ id }) => sources.disconnect(id));
  return ended.length > 0 ? textResponse(200, "OK\n") : textResponse(404, "no such proxy\n");
}

function listEndpoints(): readonly string[] {
  return Object.keys(ENDPOINTS)
    .map((name) => PREFIX + name)
    .sort();
}

function helpText(): string {
  const rows = Object.entries(ENDPOINTS).map(([name, { help }]) => `${PREFIX}${name}\t${help}`);
  return `${rows.sort().join("\n")}\n`;
}

function jsonResponse(value: unknown): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: `${JSON.stringify(value)}\n`,
  };
}
