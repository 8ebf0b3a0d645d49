/** What the main thread hears of a drain of the whole thread: each component once, when no workload has it any more. */
import type { DrainComponent } from "../messages.ts";

/** Begins with what is there; nothing may be added later. */
export class DrainReport {
  readonly #left = new Map<DrainComponent, number>();
  readonly #report: (component: DrainComponent, forced: boolean) => void;
  readonly #forced = new Set<DrainComponent>();

  /** `undrained`: of each workload. `components` are reported also where no workload has them. */
  constructor(
    components: readonly DrainComponent[],
    undrained: Iterable<readonly DrainComponent[]>,
    report: (component: DrainComponent, forced: boolean) => void,
  ) {
    this.#report = report;
    for (const component of components) this.#left.set(component, 0);
    for (const left of undrained) {
      for (const component of left) this.#left.set(component, (this.#left.get(component) ?? 0) + 1);
    }
  }

  /** To be called once, when the drain has been started. */
  reportAbsent(): void {
    for (const [component, left] of this.#left) if (left === 0) this.#done(component);
  }

  /** One workload is through with it. */
  drained(component: DrainComponent, forced: boolean): void {
    const left = this.#left.get(component);
    if (left === undefined) return;
    if (forced) this.#forced.add(component);
    this.#left.set(component, left - 1);
    if (left === 1) this.#done(component);
  }

  #done(component: DrainComponent): void {
    this.#left.delete(component);
    this.#report(component, this.#forced.has(component));
  }
}
