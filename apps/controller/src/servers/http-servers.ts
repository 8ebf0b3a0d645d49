/** The two HTTP ports: metrics and debug for operators, readiness (and debug) for the cluster. */
import {
  type BoundHttpServers,
  bindHttpServers,
  emptyResponse,
  type HttpHandler,
  type ListenAddress,
  type MetricsSource,
  metricsResponse,
  type ReadinessSource,
  readinessHandler,
  textResponse,
} from "@ambit/http-server";
import type { Logger } from "@ambit/telemetry";

export interface HttpServersOptions {
  readonly monitoringAddress: ListenAddress;
  readonly httpAddress: ListenAddress;
  readonly metrics: MetricsSource;
  readonly readiness: ReadinessSource;
  readonly debug: HttpHandler;
  /** As `/version` answers. */
  readonly version: string;
  /** Scope `http`. */
  readonly logger: Logger;
}

export type HttpServers = BoundHttpServers<"monitoring" | "http">;

/** Answers from this moment on: a probe has to see what is awaited. Throws HttpServerError, leaving nothing open. */
export function bindHttp(options: HttpServersOptions): Promise<HttpServers> {
  const { monitoringAddress, httpAddress, logger } = options;
  return bindHttpServers(
    {
      monitoring: { address: monitoringAddress, handler: monitoringHandler(options) },
      http: { address: httpAddress, handler: publicHandler(options) },
    },
    logger,
  );
}

/** `/metrics`, `/version`, `/debug/...`. */
export function monitoringHandler({
  metrics,
  version,
  debug,
}: Pick<HttpServersOptions, "metrics" | "version" | "debug">): HttpHandler {
  return (request) => {
    switch (request.path) {
      case "/metrics":
        return metricsResponse(metrics, request);
      case "/version":
        return textResponse(200, `${version}\n`);
      default:
        return isDebug(request.path) ? debug(request) : emptyResponse(404);
    }
  };
}

/** `/ready`, `/debug/...`. */
export function publicHandler({
  readiness,
  debug,
}: Pick<HttpServersOptions, "readiness" | "debug">): HttpHandler {
  const ready = readinessHandler(readiness, "/ready");
  return (request) => (isDebug(request.path) ? debug(request) : ready(request));
}

function isDebug(path: string): boolean {
  return path === "/debug" || path.startsWith("/debug/");
}
