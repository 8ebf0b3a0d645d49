export {
  type BoundHttpServer,
  bindHttpServer,
  DEFAULT_HTTP_LIMITS,
  emptyResponse,
  type HttpHandler,
  type HttpLimits,
  type HttpRequest,
  type HttpResponse,
  type HttpServerOptions,
  type ListenAddress,
  textResponse,
} from "./http-server.ts";
export { HttpServerError, type HttpServerErrorCode } from "./http-server-error.ts";
export { type BoundHttpServers, bindHttpServers, type HttpServices } from "./http-servers.ts";
export { type MetricsSource, metricsResponse } from "./metrics-response.ts";
export { type ReadinessSource, readinessHandler } from "./readiness.ts";
