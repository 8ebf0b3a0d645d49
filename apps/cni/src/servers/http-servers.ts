/** The agent's two HTTP ports: metrics and debug for operators, health for kubelet. */
import {
  type BoundHttpServers,
  bindHttpServers,
  emptyResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  type ListenAddress,
  type MetricsSource,
  metricsResponse,
  type ReadinessSource,
  textResponse,
} from "@ambit/http-server";
import type { LogLevels } from "@ambit/program";
import type { Logger } from "@ambit/telemetry";
import type { EnrolmentReport } from "./enrolment-report.ts";

export interface HttpServersOptions {
  readonly monitoringAddress: ListenAddress;
  readonly healthAddress: ListenAddress;
  readonly metrics: MetricsSource;
  readonly readiness: ReadinessSource;
  /** `verify`: look at the rules of every pod now. */
  readonly report: (options: { readonly verify: boolean }) => Promise<EnrolmentReport>;
  readonly logLevels: LogLevels;
  /** As `/version` answers. */
  readonly version: string;
  /** Scope `http`. */
  readonly logger: Logger;
}

export type HttpServers = BoundHttpServers<"monitoring" | "health">;

/** Answers from this moment on. Throws HttpServerError, leaving nothing open. */
export function bindHttp(options: HttpServersOptions): Promise<HttpServers> {
  const { monitoringAddress, healthAddress, readiness, logger } = options;
  return bindHttpServers(
    {
      monitoring: { address: monitoringAddress, handler: monitoringHandler(options) },
      health: { address: healthAddress, handler: healthHandler(readiness) },
    },
    logger,
  );
}

type MonitoringOptions = Pick<HttpServersOptions, "metrics" | "version" | "report" | "logLevels">;

/** `/metrics`, `/version`, `/debug/enrolment`, `/debug/logging`. */
export function monitoringHandler({ metrics, version, report, logLevels }: MonitoringOptions): HttpHandler {
  return async (request) => {
    switch (request.path) {
      case "/metrics":
        return metricsResponse(metrics, request);
      case "/version":
        return textResponse(200, `${version}\n`);
      case "/debug/enrolment":
        return jsonResponse(await report({ verify: isSet(request, "verify") }));
      case "/debug/logging":
        return logging(request, logLevels);
      default:
        return emptyResponse(404);
    }
  };
}

/** `/healthz`: the process answers. `/readyz`: pods can be enrolled; the body says what is awaited. */
export function healthHandler(readiness: ReadinessSource): HttpHandler {
  return ({ path }) => {
    if (path === "/healthz") return emptyResponse(200);
    if (path !== "/readyz") return emptyResponse(404);
    return readiness.isReady
      ? emptyResponse(200)
      : textResponse(503, `not ready, pending: ${readiness.pending().join(", ")}\n`);
  };
}

function logging({ method, query }: HttpRequest, logLevels: LogLevels): HttpResponse {
  const directives = query.get("level") ?? undefined;
  if (directives === undefined) return textResponse(200, `${logLevels.describe()}\n`);
  if (method !== "POST") return emptyResponse(405);
  try {
    logLevels.change({ reset: query.has("reset"), directives });
  } catch (error) {
    return textResponse(400, `${error instanceof Error ? error.message : String(error)}\n`);
  }
  return textResponse(200, `${logLevels.describe()}\n`);
}

function isSet({ query }: HttpRequest, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "0" && value !== "false";
}

function jsonResponse(value: unknown): HttpResponse {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: `${JSON.stringify(value, undefined, 2)}\n`,
  };
}
