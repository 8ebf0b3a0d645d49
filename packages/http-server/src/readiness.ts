import { emptyResponse, type HttpHandler, textResponse } from "./http-server.ts";

/** What is still awaited before a program may be relied on. A `Readiness` is one. */
export interface ReadinessSource {
  readonly isReady: boolean;
  /** Names of the open tasks, sorted. */
  pending(): readonly string[];
}

/** The answer to a probe at one path, by GET only; whoever probes must see why a program is not ready. */
export function readinessHandler(readiness: ReadinessSource, probedPath: string): HttpHandler {
  return ({ path, method }) => {
    if (path !== probedPath) return emptyResponse(404);
    if (method !== "GET") return emptyResponse(405);
    if (readiness.isReady) return textResponse(200, "ready\n");
    return textResponse(500, `not ready, pending: ${readiness.pending().join(", ")}\n`);
  };
}
