/**
 * Mesh state from a control plane: decodes what the xDS client receives, has it applied, and says in log and metrics
 * how it goes. What was applied stays in force whatever happens to the stream.
 */
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import type { MeshBatch } from "@ambit/model";
import type { Logger } from "@ambit/telemetry";
import {
  ADDRESS_TYPE,
  AUTHORIZATION_TYPE,
  type DeltaUpdate,
  type ResourceRejection,
  type XdsNode,
} from "@ambit/xds";
import { type ControlPlaneEndpoint, XdsClient, type XdsClientEvent } from "@ambit/xds-grpc";
import type { TerminationReason, XdsHealthMetrics, XdsMetrics } from "../metrics/xds-metrics.ts";
import { formatElapsed } from "../servers/readiness-log.ts";
import { type DecodedUpdate, decodeUpdate } from "./xds-updates.ts";

/** Resources that are not of the mesh. */
export interface MoreResources {
  readonly typeUrl: string;
  /** Resolves when the update is in force on every thread, with what could not be used. */
  apply(update: DeltaUpdate): Promise<readonly ResourceRejection[]>;
}

/** Where the mesh comes from, and where it goes. */
export interface XdsSourceOptions {
  readonly endpoint: ControlPlaneEndpoint;
  readonly node: XdsNode;
  /** Addresses are asked for one by one. */
  readonly onDemand: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: XdsMetrics;
  readonly health: XdsHealthMetrics;
  readonly hasWorkload: (uid: string) => boolean;
  /** Resolves when the batch is in force on every thread. */
  readonly apply: (batch: MeshBatch) => Promise<unknown>;
  /** Types of this program beside those of the mesh; all of each is asked for. */
  readonly more?: readonly MoreResources[];
  /** On demand: what is there because of names that nobody asks for any more. */
  readonly findUnwanted: (isDemanded: (name: string) => boolean) => MeshBatch["removals"];
}

/** Lines about policies of one update; the rest is only counted. */
const MAX_LOGGED_POLICIES = 100;
/** The shortest wait before the next stream is for one that ended in the ordinary way. */
const ORDINARY_WAIT_MS = 10;

/** The state of the mesh as a control plane tells it. */
export class XdsSource {
  readonly #options: XdsSourceOptions;
  readonly #client: XdsClient;
  readonly #synced = Promise.withResolvers<"synced" | "ended">();
  /** Counts attempts to connect; part of each line's span, as ztunnel's. */
  #attempt = 1;
  #signal: AbortSignal | undefined;

  constructor(options: XdsSourceOptions) {
    this.#options = options;
    this.#client = new XdsClient({
      endpoint: options.endpoint,
      node: options.node,
      types: [
        { typeUrl: ADDRESS_TYPE, isOnDemand: options.onDemand },
        { typeUrl: AUTHORIZATION_TYPE },
        ...(options.more ?? []).map(({ typeUrl }) => ({ typeUrl })),
      ],
      clock: options.clock,
      apply: (update) => this.#apply(update),
      onEvent: (event) => this.#onEvent(event),
      drop: (typeUrl, isDemanded) => this.#drop(typeUrl, isDemanded),
    });
    options.health.watch({ address: options.endpoint.url, isConnected: () => this.#client.isConnected });
  }

  /** Resolves when every type that is not on demand has been applied once, or when `run` is over. Never rejects. */
  get firstSync(): Promise<"synced" | "ended"> {
    return this.#synced.promise;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    try {
      await this.#client.run(signal);
    } finally {
      this.#synced.resolve("ended");
    }
  }

  /** On demand: resolves when what the control plane says of the name is in force. Rejects when it cannot be asked. */
  fetch(name: string, signal: AbortSignal): Promise<void> {
    return this.#client.fetch(ADDRESS_TYPE, name, signal);
  }

  /** On demand: nobody asks for these names any more. */
  forget(names: Iterable<string>): void {
    this.#client.forget(ADDRESS_TYPE, names);
  }

  /** What a local file says stays. */
  async #drop(typeUrl: string, isDemanded: (name: string) => boolean): Promise<readonly string[]> {
    const known = this.#client.versions(typeUrl);
    const removals = this.#options.findUnwanted(isDemanded).filter(({ key }) => known.has(key));
    this.#logger("xds").debug("forgot what no connection has asked for", { count: removals.length });
    await untilAborted(this.#options.apply({ upserts: [], removals }), this.#signal);
    return removals.map(({ key }) => key);
  }

  async #apply(update: DeltaUpdate): Promise<readonly ResourceRejection[]> {
    const { metrics, hasWorkload, apply } = this.#options;
    metrics.received(update.typeUrl, payloadBytes(update));
    const more = this.#options.more?.find(({ typeUrl }) => typeUrl === update.typeUrl);
    if (more !== undefined) return untilAborted(more.apply(update), this.#signal);
    const decoded = await decodeUpdate(update, { hasWorkload, pause: nextTurn });
    this.#logUpdate(decoded);
    await untilAborted(apply(decoded.batch), this.#signal);
    return decoded.rejections;
  }

  #onEvent(event: XdsClientEvent): void {
    switch (event.kind) {
      case "connected":
        this.#logger("xds::client").info("Stream established");
        return;
      case "disconnected":
        this.#onDisconnected(event);
        return;
      case "ack":
        if (this.#client.isSynced) this.#synced.resolve("synced");
        return;
      case "nack":
        this.#onNack(event.update, event.rejections);
        return;
      case "unknown-type":
        this.#logger("xds::client").error("unknown type", { type_url: event.update.typeUrl });
    }
  }

  #onDisconnected({ end, waitMs, error }: Extract<XdsClientEvent, { kind: "disconnected" }>): void {
    const { metrics, endpoint } = this.#options;
    const log = this.#logger("xds::client");
    const detail = error === undefined ? end.message : formatErrorChain(error);
    const retry = `retrying in ${formatElapsed(waitMs)}`;
    this.#attempt += 1;
    const reason = terminationReason(end.outcome.kind, waitMs);
    metrics.terminated(reason);
    switch (reason) {
      case "ConnectionError":
        log.warn(
          `XDS client connection error: gRPC connection error connecting to ${endpoint.url}: ${detail}, ${retry}`,
        );
        return;
      case "Error":
        log.warn(`XDS client error: ${detail}, ${retry}`);
        return;
      case "Reconnect":
        log.debug(`XDS client terminated: ${detail}, ${retry}`);
        return;
      case "Complete":
        log.info("XDS client complete");
    }
  }

  #onNack(update: DeltaUpdate, rejections: readonly ResourceRejection[]): void {
    const { health } = this.#options;
    health.rejected(update.typeUrl, rejections.length);
    const [first] = rejections;
    this.#logger("xds::client").warn("resources refused, what they were before stays in force", {
      type_url: update.typeUrl,
      nonce: update.nonce,
      count: rejections.length,
      error: first === undefined ? undefined : `${first.name}: ${first.reason}`,
      // A bad policy may be the one that forbids: nothing is let through before all are there.
      first_sync: this.#client.isSynced ? undefined : "waits until the control plane sends them mended",
    });
  }

  #logUpdate({ batch, warnings }: DecodedUpdate): void {
    const log = this.#logger("xds");
    const policies = batch.upserts.flatMap((resource) => (resource.kind === "policy" ? resource.policy : []));
    for (const { name } of policies.slice(0, MAX_LOGGED_POLICIES)) log.info(`handling RBAC update ${name}`);
    for (const { name, warnings: problems } of warnings.slice(0, MAX_LOGGED_POLICIES)) {
      log.warn("policy is not fully understood", { policy: name, problems: problems.join("; ") });
    }
  }

  #logger(scope: string): Logger {
    return this.#options.logger.child(scope).span("xds", { id: this.#attempt });
  }
}

/** Threads that are being ended acknowledge nothing any more. Throws the signal's reason. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

function payloadBytes({ resources }: DeltaUpdate): number {
  return resources.reduce((sum, { payload }) => sum + payload.length, 0);
}

function terminationReason(
  outcome: Extract<XdsClientEvent, { kind: "disconnected" }>["end"]["outcome"]["kind"],
  waitMs: number,
): TerminationReason {
  switch (outcome) {
    case "not-established":
      return "ConnectionError";
    case "status":
      return waitMs <= ORDINARY_WAIT_MS ? "Reconnect" : "Error";
    case "failed":
      return "Error";
    case "ended":
      return "Complete";
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
