import type { WorkloadContext } from "@ambit/data-plane";
import type { WaypointDataConfig } from "../messages.ts";
import type { UpstreamConnector } from "./http/client/upstream-connector.ts";
import type { HttpPlane } from "./http/plane/http-plane.ts";

/** What everything of one thread of a waypoint works with. */
export interface WaypointContext extends WorkloadContext {
  readonly config: WaypointDataConfig;
  readonly http: HttpPlane;
  readonly connector: UpstreamConnector;
}
