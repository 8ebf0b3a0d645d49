import {
  type BoundHttpServer,
  bindHttpServer,
  emptyResponse,
  type HttpHandler,
  type HttpServerOptions,
  textResponse,
} from "./http-server.ts";

/** What is still awaited before the data plane may be relied on. */
export interface ReadinessSource {
  readonly isReady: boolean;
  /** Names of the open tasks, sorted. */
  pending(): readonly string[];
}

/** Kubelet's probe on 15021. Throws ControlError("bind-failed"). */
export function bindReadinessServer(
  readiness: ReadinessSource,
  options: Pick<HttpServerOptions, "address" | "logger">,
): Promise<BoundHttpServer> {
  return bindHttpServer({ ...options, component: "readiness", handler: readinessHandler(readiness) });
}

/** GET /healthz/ready and nothing else; a probe must see why a proxy is not ready. */
export function readinessHandler(readiness: ReadinessSource): HttpHandler {
  return ({ path, method }) => {
    if (path !== "/healthz/ready") return emptyResponse(404);
    if (method !== "GET") return emptyResponse(405);
    if (readiness.isReady) return textResponse(200, "ready\n");
    return textResponse(500, `not ready, pending: ${readiness.pending().join(", ")}\n`);
  };
}
