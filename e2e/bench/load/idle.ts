/**
 * Things that are opened, used once and then left alone: what they cost in memory, and the CPU that idleness takes.
 * The sequence is: a few to warm up, memory, the many, a rest, CPU over the window, memory.
 */
import { type Reactor, Timer } from "@ambit/reactor";
import { Observation } from "./observation.ts";
import type { LoadResult, LoadSpec } from "./spec.ts";

/** Opens number `index`, uses it once, and calls `onIdle` exactly once when it is at rest. */
export type OpenIdle = (index: number, onIdle: () => void) => void;

const MAX_PENDING = 64;
const WARM_UP_SHARE = 0.05;
/** Times the warm-up, until what was allocated and freed has settled. */
const REST_FACTOR = 2;
const TIME_LIMIT_MS = 60_000;

/** `done` is called when the window has closed. */
export function measureIdle(
  load: { readonly reactor: Reactor; readonly spec: LoadSpec; readonly open: OpenIdle },
  done: (result: LoadResult) => void,
): void {
  const { reactor, spec, open } = load;
  const warmUp = Math.ceil(spec.connections * WARM_UP_SHARE);
  const observation = new Observation(spec);
  reactor.armAfter(new Timer(giveUp), TIME_LIMIT_MS + spec.durationMs);
  const finish = (): void => {
    observation.end();
    done(observation.result({ units: spec.connections, failures: 0 }));
  };
  const watch = (): void => {
    observation.begin();
    reactor.armAfter(new Timer(finish), spec.durationMs);
  };
  const fill = (): void => {
    observation.markMemory();
    openRange({ open, from: warmUp, count: spec.connections }, () => {
      reactor.armAfter(new Timer(watch), REST_FACTOR * spec.warmupMs);
    });
  };
  openRange({ open, from: 0, count: warmUp }, () => reactor.armAfter(new Timer(fill), spec.warmupMs));
}

function giveUp(): never {
  throw new Error("the idle load was not complete in time");
}

function openRange(
  range: { readonly open: OpenIdle; readonly from: number; readonly count: number },
  onAll: () => void,
): void {
  let opened = 0;
  let idle = 0;
  const next = (): void => {
    if (opened < range.count) range.open(range.from + opened++, onIdle);
  };
  const onIdle = (): void => {
    idle++;
    if (idle === range.count) onAll();
    else next();
  };
  for (let pending = 0; pending < Math.min(MAX_PENDING, range.count); pending++) next();
}
