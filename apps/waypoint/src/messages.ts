/** What crosses between the main thread and a worker of a waypoint beside what does in every data plane. */
import type { MessagePort } from "node:worker_threads";
import type {
  PlaneConfig,
  PlaneMainMessage,
  PlaneWorkerMessage,
  WorkloadKey,
} from "@ambit/data-plane/messages";
import type { WaypointResource } from "@ambit/model/http";

/** What a thread of a waypoint has to know of the configuration besides. */
export interface WaypointDataConfig extends PlaneConfig {
  /** The pod that this process is. */
  readonly workload: WorkloadKey;
  /** HTTP/1.0 is refused with 426 unless it is accepted (PILOT_HTTP10). */
  readonly acceptsHttp10: boolean;
}

/** `workerData` of a worker. */
export interface WaypointInit {
  readonly index: number;
  readonly count: number;
  readonly config: WaypointDataConfig;
  /** Listening descriptor of HBONE, shared by all workers. */
  readonly listenerFd: number;
  readonly wakeFd: number;
  readonly port: MessagePort;
}

/** Resources by the names that xDS has for them. */
export interface RemovedResource {
  readonly kind: WaypointResource["kind"];
  readonly name: string;
}

/** A change of what the waypoint does with requests; answered by `configured`. */
export interface ConfigureMessage {
  readonly type: "configure";
  readonly version: number;
  readonly upserts: readonly WaypointResource[];
  readonly removals: readonly RemovedResource[];
}

/** Everything that a worker is told. */
export type MainMessage = PlaneMainMessage | ConfigureMessage;

/** The version is in force on this thread. */
export interface ConfiguredMessage {
  readonly type: "configured";
  readonly index: number;
  readonly version: number;
}

/** Everything that a worker tells. */
export type WorkerMessage = PlaneWorkerMessage | ConfiguredMessage;
