/** Prometheus endpoint (15020). */
import {
  type BoundHttpServer,
  bindHttpServer,
  emptyResponse,
  type HttpHandler,
  type HttpServerOptions,
  type MetricsSource,
  metricsResponse,
} from "@ambit/http-server";

/** Metrics on every local address. Throws HttpServerError("bind-failed"). */
export function bindStatsServer(
  metrics: MetricsSource,
  options: Pick<HttpServerOptions, "address" | "logger">,
): Promise<BoundHttpServer> {
  return bindHttpServer({ ...options, component: "stats", handler: statsHandler(metrics) });
}

/** Serves /metrics and /stats/prometheus for any method, as ztunnel. */
export function statsHandler(metrics: MetricsSource): HttpHandler {
  return (request) => {
    if (request.path !== "/metrics" && request.path !== "/stats/prometheus") return emptyResponse(404);
    return metricsResponse(metrics, request);
  };
}
