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

/** One path more, with its line of the index. */
export interface AdminEndpoint {
  /** Ends with a slash: all that is below it too. */
  readonly path: string;
  readonly description: string;
  readonly handler: HttpHandler;
}

/** What the endpoints show and change. */
export interface AdminSources {
  /** Heading of the index. */
  readonly title: string;
  /** The whole config_dump as JSON text. */
  configDump(): Promise<string | Uint8Array>;
  readonly logLevels: LogLevels;
  readonly heap: HeapInspector;
  readonly profiles: Profiles;
  /** Listed behind the dump. */
  readonly more: readonly AdminEndpoint[];
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

/** Dispatches by path; unknown paths are 404. */
export function adminHandler(sources: AdminSources): HttpHandler {
  const index = indexPage(sources);
  const routes: ReadonlyMap<string, HttpHandler> = new Map<string, HttpHandler>([
    ["/", () => htmlResponse(index)],
    ["/config_dump", async () => jsonResponse(await sources.configDump())],
    ["/logging", (request) => changeLogging(sources.logLevels, request)],
    ["/quitquitquit", (request) => quit(sources, request)],
    ["/debug/heap", heapHandler(sources.heap)],
    ...sources.more.map(({ path, handler }) => [path.replace(/\/$/, ""), handler] as const),
    ...pprofEndpoints(sources.profiles),
  ]);
  const folders = sources.more.filter(({ path }) => path.endsWith("/"));
  return (request) => {
    const route =
      routes.get(request.path) ?? folders.find(({ path }) => request.path.startsWith(path))?.handler;
    return route === undefined ? emptyResponse(404) : route(request);
  };
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

/** 200 with a JSON text. */
export function jsonResponse(body: string | Uint8Array): HttpResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

function htmlResponse(body: string): HttpResponse {
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

const DUMP = ["config_dump", "configuration, mesh state, certificates and open connections (JSON)"] as const;
const ENDPOINTS = [
  ["logging", "POST: show or change log levels (?level=..., ?reset)"],
  ["debug/heap", "memory of every thread; POST writes heap snapshots"],
  ["debug/pprof/profile", "pprof profile of the CPU (?seconds=10&amp;frequency=100)"],
  ["debug/pprof/heap", "pprof profile of the heap, while profiling is active"],
  ["debug/pprof/heap/profiling", "shows or switches profiling of the heap (?activate=true)"],
  ["quitquitquit", "POST: graceful shutdown"],
] as const;

function indexPage({ title, more }: AdminSources): string {
  const own = more.map(({ path, description }) => [path.replaceAll(/^\/|\/$/g, ""), description] as const);
  const rows = [DUMP, ...own, ...ENDPOINTS].map(
    ([path, text]) => `<tr><td><a href="${path}">${path}</a></td><td>${text}</td></tr>`,
  );
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body>
<table>
<tr><th>Command</th><th>Description</th></tr>
${rows.join("\n")}
</table>
</body>
</html>
`;
}
