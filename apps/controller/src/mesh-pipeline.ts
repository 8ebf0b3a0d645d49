/**
 * The way of a change: objects -> index -> resources -> clients, with everybody else who goes by the same objects told
 * on the way. Synchronous from the batch of objects to the gathered changes; the push comes when its time has come.
 */
import type { Clock } from "@ambit/lifecycle";
import { formatProblems, type MeshConfig, type ObjectKind } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import type { ResourceStore } from "@ambit/xds";
import type { PodIndex } from "./ca/pod-index.ts";
import { type AmbientChanges, AmbientIndex, type ObjectChange } from "./collections/ambient-index.ts";
import type { AmbientOptions } from "./collections/ambient-options.ts";
import type { KeySet, KeySource } from "./jwks/key-source.ts";
import type { ObjectMetrics, PushMetrics } from "./metrics.ts";
import { Publisher } from "./push/publisher.ts";
import type { PushLog } from "./push/push-log.ts";
import { PushSchedule } from "./push/push-schedule.ts";

export interface MeshPipelineOptions {
  readonly ambient: AmbientOptions;
  readonly debounceAfterMs: number;
  readonly debounceMaxMs: number;
  readonly store: ResourceStore;
  readonly pods: PodIndex;
  /** The store has changed: clients are to be told. */
  readonly onPublished: () => void;
  /** After each batch of objects, for the writers. */
  readonly onChanges: (changes: AmbientChanges, objects: readonly ObjectChange[]) => void;
  /** Where keys of tokens are, as often as that may have changed. */
  readonly onKeySources: (sources: readonly KeySource[]) => void;
  readonly pushLog: PushLog;
  readonly metrics: { readonly push: PushMetrics; readonly objects: ObjectMetrics };
  readonly clock: Clock;
  readonly epochMs: () => number;
  /** Scope `ambient`. */
  readonly logger: Logger;
}

/** What decides which keys are wanted: namespaces and the mesh's configuration say which objects count. */
const KINDS_OF_KEYS: ReadonlySet<ObjectKind> = new Set(["RequestAuthentication", "Namespace", "MeshConfig"]);

export class MeshPipeline implements Disposable {
  readonly index: AmbientIndex;
  readonly #options: MeshPipelineOptions;
  readonly #publisher: Publisher;
  readonly #schedule: PushSchedule;
  #meshConfig: MeshConfig | undefined;
  readonly #problems = new Map<string, number>();

  constructor(options: MeshPipelineOptions) {
    const { store, epochMs, clock, debounceAfterMs, debounceMaxMs } = options;
    this.#options = options;
    this.index = new AmbientIndex(options.ambient);
    this.#publisher = new Publisher({ store, epochMs });
    this.#schedule = new PushSchedule({
      clock,
      debounceAfterMs,
      debounceMaxMs,
      push: (waitedMs) => this.#push(waitedMs),
    });
  }

  /** Counted anew: for a scrape. */
  countServices(): number {
    let count = 0;
    for (const { kind } of this.index.addresses()) if (kind === "service") count += 1;
    return count;
  }

  /** Objects with parts that cannot be used. */
  get objectsWithProblems(): number {
    return this.#problems.size;
  }

  /** As it holds at the moment. */
  get meshConfig(): MeshConfig | undefined {
    return this.#meshConfig;
  }

  /** Takes a batch of objects as one step. */
  take(objects: readonly ObjectChange[]): void {
    this.#note(objects);
    this.#apply(() => this.index.apply(objects), objects);
    if (objects.some(({ kind }) => KINDS_OF_KEYS.has(kind))) {
      this.#options.onKeySources(this.index.keySources());
    }
  }

  /** Takes keys that verify tokens; undefined: they are forgotten. */
  takeKeySet(id: string, keySet: KeySet | undefined): void {
    this.#apply(() => this.index.applyKeySet(id, keySet), []);
  }

  /**
   * The first state is complete: publishes it as one step and pushes from then on. Before that nothing is served, so
   * that no client that comes back is told that something has gone which is only not known yet.
   */
  release(): void {
    this.#publisher.publish();
    this.#schedule.release();
  }

  [Symbol.dispose](): void {
    this.#schedule[Symbol.dispose]();
  }

  #apply(change: () => AmbientChanges, objects: readonly ObjectChange[]): void {
    const { clock, metrics, onChanges } = this.#options;
    const startMs = clock.nowMs();
    const changes = change();
    metrics.push.indexed((clock.nowMs() - startMs) / 1_000);
    this.#report(changes);
    if (this.#publisher.gather(changes)) this.#schedule.note();
    onChanges(changes, objects);
  }

  #push(waitedMs: number): void {
    const { clock, metrics, onPublished, pushLog } = this.#options;
    const startMs = clock.nowMs();
    const published = this.#publisher.publish();
    if (published === undefined) return;
    pushLog.pushed(published.version, { changedAtMs: startMs - waitedMs, pushedAtMs: startMs });
    onPublished();
    const seconds = (clock.nowMs() - startMs) / 1_000;
    metrics.push.pushed(published.changed.keys(), { waitedSeconds: waitedMs / 1_000, seconds });
  }

  /** What others than the index go by. Certificates are decided about all pods, also those that the mesh does not see. */
  #note(objects: readonly ObjectChange[]): void {
    const { pods } = this.#options;
    for (const change of objects) {
      if (change.kind === "MeshConfig") this.#meshConfig = change.decoded?.object;
      if (change.kind !== "Pod") continue;
      const [namespace = "", name = ""] = change.key.split("/");
      if (change.decoded === undefined) pods.remove(namespace, name);
      else pods.upsert(change.decoded.object);
    }
  }

  #report({ reports, failures }: AmbientChanges): void {
    const { metrics, logger } = this.#options;
    for (const { kind, key, problems } of reports) {
      const name = `${kind}/${key}`;
      metrics.objects.problems(kind, key, problems.length);
      if (problems.length === 0) this.#problems.delete(name);
      else this.#problems.set(name, problems.length);
      if (problems.length > 0) {
        logger.warn("parts of an object cannot be used", {
          kind,
          object: key,
          problems: formatProblems(problems),
        });
      }
    }
    for (const { collection, key, error } of failures) {
      metrics.objects.computationFailed(collection);
      const stack = error instanceof Error ? error.stack : undefined;
      logger.error("a computation failed, its former result stays", { collection, key, stack });
    }
  }
}
