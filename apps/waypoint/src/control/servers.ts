/** HTTP of the process: probes on 15021, metrics on 15020, administration on loopback's 15000. */
import type { BoundHttpServer } from "@ambit/http-server";
import type { Clock, Readiness } from "@ambit/lifecycle";
import type { Logging } from "@ambit/program";
import { ThreadProfiler } from "@ambit/program/profiler";
import type { DataPlane } from "@ambit/proxy";
import {
  bindAdminServer,
  bindReadinessServer,
  bindStatsServer,
  buildProfiles,
  heapInspector,
} from "@ambit/proxy/servers";
import type { WaypointConfig } from "../config.ts";
import type { ConfigureMessage, WaypointWorkerMessage } from "../messages.ts";
import type { WaypointMetrics } from "./metrics.ts";

export interface ServerParts {
  readonly config: WaypointConfig;
  readonly deps: { readonly clock: Clock; readonly logging: Logging; readonly onQuit: () => void };
  readonly readiness: Readiness;
  readonly metrics: WaypointMetrics;
  readonly dataPlane: DataPlane<ConfigureMessage, WaypointWorkerMessage>;
  /** Takes the servers that are bound. */
  readonly stack: AsyncDisposableStack;
}

/** Throws HttpServerError; what is bound until then is the stack's. */
export async function bindServers(
  { config, deps, readiness, metrics, dataPlane, stack }: ServerParts,
  configDump: () => Promise<string>,
): Promise<Readonly<Record<"readiness" | "stats" | "admin", BoundHttpServer>>> {
  const logger = deps.logging.logger.child("http");
  return {
    readiness: stack.use(await bindReadinessServer(readiness, { address: config.readinessAddress, logger })),
    stats: stack.use(await bindStatsServer(metrics.registry, { address: config.statsAddress, logger })),
    admin: stack.use(
      await bindAdminServer(
        {
          title: "Waypoint Admin",
          configDump,
          logLevels: deps.logging,
          heap: heapInspector("waypoint", dataPlane.requests),
          profiles: buildProfiles({
            main: new ThreadProfiler(),
            workers: dataPlane.requests,
            clock: deps.clock,
            epochMs: Date.now,
          }),
          more: [],
          shutdown: () => deps.onQuit(),
        },
        { address: config.adminAddress, logger },
      ),
    ),
  };
}
