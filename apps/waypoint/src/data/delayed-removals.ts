/**
 * What a waypoint serves no more it serves on for a while: node proxies hear of it at the same time, and what they have sent
 * here until then is not to be lost.
 */
import type { WaypointResource } from "@ambit/model/http";
import { type Reactor, Timer } from "@ambit/reactor";
import type { ConfigurationChange } from "./http/plane/http-configuration.ts";

/** From when a change is in force here until it is everywhere. */
const LINGER_MS = 10_000;

/** Passes changes on, those that end a service later than others. */
export class DelayedRemovals {
  readonly #reactor: Reactor;
  readonly #apply: (change: ConfigurationChange) => void;
  readonly #served = new Set<string>();
  readonly #pending = new Map<string, Timer>();

  constructor(reactor: Reactor, apply: (change: ConfigurationChange) => void) {
    this.#reactor = reactor;
    this.#apply = apply;
  }

  configure({ upserts, removals }: ConfigurationChange): void {
    const now = upserts.filter((resource) => !this.#isEnd(resource));
    const later = upserts.filter((resource) => this.#isEnd(resource));
    for (const resource of now) this.#forget(resource);
    for (const resource of later) this.#delay(nameOf(resource), { upserts: [resource], removals: [] });
    const gone = removals.filter(({ kind, name }) => kind !== "service" || !this.#served.has(name));
    for (const removal of removals) {
      if (!gone.includes(removal)) this.#delay(removal.name, { upserts: [], removals: [removal] });
    }
    this.#apply({ upserts: now, removals: gone });
  }

  /** The thread ends. */
  close(): void {
    for (const timer of this.#pending.values()) this.#reactor.timers.cancel(timer);
    this.#pending.clear();
  }

  #isEnd(resource: WaypointResource): boolean {
    return resource.kind === "service" && !resource.service.isServed && this.#served.has(nameOf(resource));
  }

  /** What was to come is overtaken. */
  #forget(resource: WaypointResource): void {
    if (resource.kind !== "service") return;
    const name = nameOf(resource);
    this.#cancel(name);
    if (resource.service.isServed) this.#served.add(name);
  }

  #delay(name: string, change: ConfigurationChange): void {
    this.#cancel(name);
    const timer = new Timer(() => {
      this.#pending.delete(name);
      this.#served.delete(name);
      this.#apply(change);
    });
    this.#pending.set(name, timer);
    this.#reactor.armAfter(timer, LINGER_MS);
  }

  #cancel(name: string): void {
    const timer = this.#pending.get(name);
    if (timer !== undefined) this.#reactor.timers.cancel(timer);
    this.#pending.delete(name);
  }
}

function nameOf(resource: WaypointResource): string {
  const { namespace } = resource.kind === "service" ? resource.service : resource.settings;
  return resource.kind === "service"
    ? `${namespace}/${resource.service.hostname}`
    : `${namespace}/${resource.settings.name}`;
}
