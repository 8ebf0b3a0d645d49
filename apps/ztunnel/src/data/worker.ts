/**
 * Entry of a data-plane thread. Synchronous from here on: after the set-up this thread is in the reactor's loop until
 * it is told to leave, and uses nothing that needs the host's own event loop.
 */
import { workerData } from "node:worker_threads";
import { threadHost } from "@ambit/data-plane";
import type { WorkerInit, WorkerMessage, ZtunnelMainMessage } from "../messages.ts";
import { DataPlane } from "./data-plane.ts";

const init = workerData as WorkerInit;
new DataPlane(init, threadHost<ZtunnelMainMessage, WorkerMessage>(init.port)).run();
init.port.close();
