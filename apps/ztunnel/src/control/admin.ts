/** The admin endpoints (15000, loopback only): index, state dump, connections, log levels, heap, profiles and shutdown. */
import {
  type BoundHttpServer,
  bindHttpServer,
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type HttpServerOptions,
  textResponse,
} from "@ambit/http-server";
import type { JsonValue } from "@ambit/model";
import type { LogLevels } from "@ambit/program";
import { TelemetryError } from "@ambit/telemetry";
import { formatJson } from "./json-text.ts";
import { pprofEndpoints } from "./pprof-endpoints.ts";
import type { Profiles } from "./profiles.ts";

/** Memory of the main thread and of every worker. */
export interface HeapInspector {
  statistics(): Promise<JsonValue>;
  /** Writes one V8 snapshot per thread and returns their paths. A snapshot holds secrets; files are private. */
  writeSnapshots(): Promise<readonly string[]>;
}

export interface AdminSources {
  /** The whole config_dump as JSON text. */
  configDump(): Promise<string | Uint8Array>;
  /** The pods that are served, as JSON text. */
  servedPods(): string;
  /** What is open and how the last connections ended, as JSON text; undefined: no such pod. */
  podConnections(pod: string): Promise<string | undefined>;
  readonly logLevels: LogLevels;
  readonly heap: HeapInspector;
  readonly profiles: Profiles;
  /** Starts a graceful shutdown; returns at once. */
  shutdown(): void;
}

/** Binds 15000 on loopback. Throws HttpServerError("bind-failed"). */
export function bindAdminServer(
  sources: AdminSources,
  options: Pick<HttpServerOptions, "address" | "logger">,
): Promise<BoundHttpServer> {
  return bindHttpServer({ ...options, component: "admin", handler: adminHandler(sources) });
}

/** Dispatches by exact path; unknown paths are 404. */
export function adminHandler(sources: AdminSources): HttpHandler {
  const routes: ReadonlyMap<string, HttpHandler> = new Map<string, HttpHandler>([
    ["/", () => htmlResponse(INDEX)],
    ["/config_dump", async () => jsonResponse(await sources.configDump())],
    ["/logging", (request) => changeLogging(sources.logLevels, request)],
    ["/quitquitquit", (request) => quit(sources, request)],
    ["/debug/heap", heapHandler(sources.heap)],
    ["/debug/connections", () => jsonResponse(sources.servedPods())],
    ...pprofEndpoints(sources.profiles),
  ]);
  return (request) => {
    const route = routes.get(request.path);
    if (route !== undefined) return route(request);
    return request.path.startsWith(PODS_PATH)
      ? podConnections(sources, request.path.slice(PODS_PATH.length))
      : emptyResponse(404);
  };
}

const PODS_PATH = "/debug/connections/";

async function podConnections(sources: AdminSources, pod: string): Promise<HttpResponse> {
  const body = await sources.podConnections(pod);
  return body === undefined
    ? textResponse(404, "no such pod here, or several of that name: /debug/connections lists them\n")
    : jsonResponse(body);
}

/** ztunnel's help, to the letter (it writes a colon where an equals sign is meant). */
const LOGGING_USAGE = `
usage: POST /logging\t\t\t\t\t\t(To list current level)
usage: POST /logging?level=<level>\t\t\t\t(To change global levels)
usage: POST /logging?level={mod1}:{level1},{mod2}:{level2}\t(To change specific mods' logging level)

hint: loglevel:\terror|warn|info|debug|trace|off
hint: mod_name:\tthe module name, i.e. ztunnel::proxy
`;

function changeLogging(levels: LogLevels, { method, query }: HttpRequest): HttpResponse {
  if (method !== "POST") return textResponse(405, `Invalid HTTP method\n ${LOGGING_USAGE}`);
  const level = query.get("level") ?? undefined;
  try {
    levels.change({ reset: query.has("reset"), directives: level });
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    return textResponse(400, `Invalid level provided: ${level}\n${LOGGING_USAGE}`);
  }
  return textResponse(200, `current log level is ${levels.describe()}\n`);
}

function quit(sources: AdminSources, { method }: HttpRequest): HttpResponse {
  if (method !== "POST") return emptyResponse(405);
  sources.shutdown();
  return textResponse(200, "shutdown now\n");
}

/** One snapshot at a time: each stops its thread for as long as it takes to write the heap out. */
function heapHandler(heap: HeapInspector): HttpHandler {
  let isWriting = false;
  return async ({ method }) => {
    if (method === "GET") return jsonResponse(formatJson(await heap.statistics()));
    if (method !== "POST") return emptyResponse(405);
    if (isWriting) return textResponse(409, "a heap snapshot is being written\n");
    isWriting = true;
    try {
      return jsonResponse(formatJson({ snapshots: await heap.writeSnapshots() }));
    } finally {
      isWriting = false;
    }
  };
}

function jsonResponse(body: string | Uint8Array): HttpResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

function htmlResponse(body: string): HttpResponse {
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

const ENDPOINTS = [
  ["config_dump", "configuration, mesh state, certificates and open connections (JSON)"],
  [
    "debug/connections",
    "pods; below it, for a pod's uid or name: open connections and the last that ended (JSON)",
  ],
  ["logging", "POST: show or change log levels (?level=..., ?reset)"],
  ["debug/heap", "memory of every thread; POST writes heap snapshots"],
  ["debug/pprof/profile", "pprof profile of the CPU (?seconds=10&amp;frequency=100)"],
  ["debug/pprof/heap", "pprof profile of the heap, while profiling is active"],
  ["debug/pprof/heap/profiling", "shows or switches profiling of the heap (?activate=true)"],
  ["quitquitquit", "POST: graceful shutdown"],
] as const;

const INDEX = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Ztunnel Admin</title></head>
<body>
<table>
<tr><th>Command</th><th>Description</th></tr>
${ENDPOINTS.map(([path, text]) => `<tr><td><a href="${path}">${path}</a></td><td>${text}</td></tr>`).join("\n")}
</table>
</body>
</html>
`;
