/**
 * The data plane as the rest of the main thread uses it: the workers with their state, certificates, counters and
 * drain. Every message of a worker is routed here.
 */

import type { PlaneMainMessage, PlaneWorkerMessage, TickMessage } from "@ambit/data-plane/messages";
import type { SecretManager } from "@ambit/identity";
import type { Clock, DrainMode } from "@ambit/lifecycle";
import type { MeshState } from "@ambit/mesh-state";
import type { Identity, MeshBatch, MeshResource, Workload } from "@ambit/model";
import type { Logging } from "@ambit/program";
import type { RevocationList } from "@ambit/tls/revocation";
import { WorkloadCertificates } from "./certificates.ts";
import { LocalIdentities } from "./local-identities.ts";
import { isOfAnyPlane } from "./plane-message.ts";
import type { ServedWorkloads, ServedWorkloadsPorts } from "./served-workloads.ts";
import { StateDistribution } from "./state-distribution.ts";
import { WorkerRequests } from "./worker-requests.ts";
import type { SpawnWorkerThread, TypedMessage } from "./worker-thread.ts";
import { WorkerPool } from "./workers.ts";

/** `Told`, `Tells`: messages of this program beside those of any data plane. */
export interface DataPlaneOptions<Told = never, Tells = never> {
  readonly workerCount: number;
  readonly spawn: SpawnWorkerThread<Told, Tells>;
  /** Made when the workers are there. */
  readonly serveWorkloads: (ports: ServedWorkloadsPorts<Told>) => ServedWorkloads;
  /** Whether this proxy proves that workload's identity. */
  readonly isOwn: (workload: Workload) => boolean;
  readonly state: MeshState;
  readonly secrets: SecretManager;
  readonly onTick: (tick: TickMessage) => void;
  readonly onMessage: (message: Tells) => void;
  readonly logging: Logging;
  readonly clock: Clock;
  /** At most once, after the reason was logged: the process has to end. */
  readonly onFailure: () => void;
}

/** Starts nothing by itself but the threads. Disposal stops the watchdog and lets go of the certificates. */
export class DataPlane<Told extends TypedMessage = never, Tells extends TypedMessage = never>
  implements Disposable
{
  readonly requests: WorkerRequests;
  readonly #options: DataPlaneOptions<Told, Tells>;
  readonly #pool: WorkerPool<Told, Tells>;
  readonly #distribution: StateDistribution;
  readonly #certificates: WorkloadCertificates;
  readonly #logFilter: Disposable;
  readonly #served: ServedWorkloads;

  /** Throws ProxyError "worker-start". */
  static spawn<Told extends TypedMessage = never, Tells extends TypedMessage = never>(
    options: DataPlaneOptions<Told, Tells>,
  ): DataPlane<Told, Tells> {
    return new DataPlane(options);
  }

  private constructor(options: DataPlaneOptions<Told, Tells>) {
    const { workerCount, clock, state, logging } = options;
    this.#options = options;
    this.#pool = WorkerPool.spawn<Told, Tells>({
      count: workerCount,
      spawn: options.spawn,
      clock,
      logger: logging.logger.child("workers"),
      onMessage: (message) => this.#receive(message),
      onFailure: options.onFailure,
    });
    const pool = this.#pool;
    this.requests = new WorkerRequests({
      workerCount,
      clock,
      post: (worker, message) => pool.post(worker, message),
    });
    const identities = new LocalIdentities({ secrets: options.secrets, state, isOwn: options.isOwn });
    this.#distribution = new StateDistribution({
      state,
      workerCount,
      broadcast: (message) => pool.broadcast(message),
      onChanges: ({ localWorkloads }) => identities.update(localWorkloads),
    });
    this.#certificates = new WorkloadCertificates({
      source: options.secrets,
      workerCount,
      logger: logging.logger.child("identity::manager"),
      ownIdentities: () => this.#ownIdentities(),
      post: (worker, message, transfer) => pool.post(worker, message, transfer),
    });
    this.#logFilter = logging.onChange((filter) => pool.broadcast({ type: "log-filter", filter }));
    this.#served = options.serveWorkloads({
      workerCount,
      broadcast: (message) => pool.broadcast(message),
      post: (worker, message, transfer) => pool.post(worker, message, transfer),
      fence: () => this.requests.fence(),
      identities,
    });
  }

  /** Resolves when every worker has loaded its code; a worker that does not is a failure. */
  get ready(): Promise<void> {
    return this.#pool.ready;
  }

  /** To one worker; see WorkerPool.post. */
  post(worker: number, message: PlaneMainMessage | Told, transfer?: readonly ArrayBuffer[]): void {
    this.#pool.post(worker, message, transfer);
  }

  /** To every worker. */
  broadcast(message: PlaneMainMessage | Told): void {
    this.#pool.broadcast(message);
  }

  /** Makes `resources` all that the local file says, to every worker; resolves when it is in force. */
  publish(resources: readonly MeshResource[]): Promise<number> {
    return this.#distribution.publish(resources);
  }

  /** Changes the mesh of every worker; resolves when the change is in force. One at a time. */
  apply(batch: MeshBatch): Promise<number> {
    return this.#distribution.apply(batch);
  }

  /** Certificates in these lists, and no others, are revoked from here on. */
  revoke(lists: readonly RevocationList[]): void {
    this.#pool.broadcast({ type: "revocations", lists });
  }

  /** Connections are accepted from here on. */
  serve(): void {
    this.#pool.broadcast({ type: "serve" });
  }

  /** Stops accepting at once and lets connections finish until the deadline. Only once. */
  drain(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced"> {
    return this.#served.drain(mode, deadlineMs);
  }

  /** See WorkerPool.stop. */
  stop(): void {
    this.#pool.stop();
  }

  /** See WorkerPool.end. */
  end(limitMs: number): Promise<"ended" | "stuck"> {
    return this.#pool.end(limitMs);
  }

  [Symbol.dispose](): void {
    this.#pool[Symbol.dispose]();
    this.#certificates[Symbol.dispose]();
    this.#logFilter[Symbol.dispose]();
    this.#served[Symbol.dispose]();
  }

  *#ownIdentities(): Generator<Identity> {
    for (const key of this.#served.workloads()) {
      const workload = this.#options.state.findLocalWorkload(key);
      if (workload === undefined) continue;
      const { trustDomain, namespace, serviceAccount } = workload;
      yield { trustDomain, namespace, serviceAccount };
    }
  }

  #receive(message: PlaneWorkerMessage | Tells): void {
    if (!isOfAnyPlane(message)) {
      this.#options.onMessage(message);
      return;
    }
    switch (message.type) {
      case "applied":
        return this.#distribution.applied(message.index, message.version);
      case "part-received":
        return this.#distribution.partReceived(message.index);
      case "tick":
        return this.#options.onTick(message);
      case "log":
        return this.#options.logging.writeLines(message.lines);
      case "certificate-wanted":
        return void this.#certificates.wanted(message);
      case "drained":
        return this.#served.drained(message);
      case "connections":
      case "recent-connections":
      case "heap":
      case "heap-written":
      case "profiled":
        return this.requests.answered(message);
      case "ready":
      case "fatal":
        // The pool's own business.
        return;
    }
  }
}
