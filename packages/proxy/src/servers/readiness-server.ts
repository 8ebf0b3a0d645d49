import {
  type BoundHttpServer,
  bindHttpServer,
  type HttpServerOptions,
  type ReadinessSource,
  readinessHandler,
} from "@ambit/http-server";

/** Kubelet's probe on 15021. Throws HttpServerError("bind-failed"). */
export function bindReadinessServer(
  readiness: ReadinessSource,
  options: Pick<HttpServerOptions, "address" | "logger">,
): Promise<BoundHttpServer> {
  const handler = readinessHandler(readiness, "/healthz/ready");
  return bindHttpServer({ ...options, component: "readiness", handler });
}
