/** Entry of a data-plane thread of a waypoint; synchronous from here on, as ztunnel's. */
import { workerData } from "node:worker_threads";
import { threadHost } from "@ambit/data-plane";
import { readJwtKeys } from "@ambit/identity/jwt";
import type { ConfigureMessage, WaypointInit, WorkerMessage } from "../messages.ts";
import { DataPlane } from "./data-plane.ts";

const init = workerData as WaypointInit;
new DataPlane(init, {
  ...threadHost<ConfigureMessage, WorkerMessage>(init.port),
  http: { readJwtKeys },
}).run();
init.port.close();
