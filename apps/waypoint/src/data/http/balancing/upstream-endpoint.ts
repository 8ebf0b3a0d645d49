/** One endpoint of a set, with what this thread knows of it from its own requests. */
import type { IpAddress } from "@ambit/addr";
import type { Service, Workload } from "@ambit/model";

/** Where requests can go. */
export interface HttpEndpoint {
  /** Workload and port: the same endpoint of a later mesh has the same key. */
  readonly key: string;
  readonly workload: Workload;
  readonly address: IpAddress;
  /** That the application listens on. */
  readonly port: number;
  /** 0 is the best; a worse one is only used where the better have no healthy endpoint. */
  readonly rank: number;
  /** It is in another network, whose gateway is asked for the service by name. */
  readonly remote?: RemoteService | undefined;
}

/** What the gateway of another network is asked for. */
export interface RemoteService {
  readonly service: Service;
  /** Of the service. */
  readonly port: number;
}

/** A latency counts half after so long. */
const LATENCY_HALF_LIFE_MS = 5_000;
/** Of an endpoint that has not answered yet: nothing is known against it. */
const UNKNOWN_LATENCY_MS = 0;
/** As Istio's default: what a new endpoint gets at first, of its full share. */
const COLDEST = 0.1;

/** Loads and failures of one endpoint; kept when the mesh changes around it. */
export class UpstreamEndpoint {
  endpoint: HttpEndpoint;
  /** Requests under way. */
  active = 0;
  readonly createdMs: number;
  consecutive5xx = 0;
  consecutiveGatewayErrors = 0;
  ejections = 0;
  /** Of weighted turns. */
  credit = 0;
  /** 0: not ejected. */
  ejectedUntilMs = 0;
  #latencyMs = UNKNOWN_LATENCY_MS;
  #latencyAtMs = 0;

  constructor(endpoint: HttpEndpoint, nowMs: number) {
    this.endpoint = endpoint;
    this.createdMs = nowMs;
  }

  isEjected(nowMs: number): boolean {
    return nowMs < this.ejectedUntilMs;
  }

  /** The part of its share that an endpoint gets which came less than `warmupMs` ago. */
  warmth(nowMs: number, warmupMs: number): number {
    return Math.min(1, Math.max(COLDEST, (nowMs - this.createdMs) / warmupMs));
  }

  /** A peak is believed at once, and forgotten slowly. */
  noteLatency(latencyMs: number, nowMs: number): void {
    const remembered = this.#latencyAt(nowMs);
    this.#latencyMs = latencyMs > remembered ? latencyMs : remembered + (latencyMs - remembered) * 0.1;
    this.#latencyAtMs = nowMs;
  }

  /** What one more request here costs, to be compared with others of the same set. */
  cost(nowMs: number): number {
    return (this.active + 1) * (1 + this.#latencyAt(nowMs));
  }

  #latencyAt(nowMs: number): number {
    if (this.#latencyMs === 0) return 0;
    return this.#latencyMs * 0.5 ** (Math.max(0, nowMs - this.#latencyAtMs) / LATENCY_HALF_LIFE_MS);
  }
}
