/** When pods of a namespace became what a scenario waits for, as the API server tells it: no polling in between. */
import type { KubeObject } from "@ambit/kube";
import type { Lab, PodFacts } from "../src/lab.ts";
import { PODS, readPod } from "../src/lab.ts";
import { NetnsError } from "../src/netns-error.ts";

const LIMIT_MS = 60_000;
/** Of many pods on a machine that is too small for them. */
const LONG_LIMIT_MS = 300_000;

/**
 * Milliseconds from the start of `act` until every pod of the namespace has met the condition. Throws NetnsError
 * "not-ready" after a minute.
 */
export async function timeUntilAll(
  lab: Lab,
  namespace: string,
  act: () => Promise<void>,
  isDone: (pod: PodFacts) => boolean,
): Promise<number> {
  const following = { lab, namespace, limitMs: LIMIT_MS };
  const { elapsedMs } = await follow(following, act, (pods) => pods.every(isDone));
  return elapsedMs;
}

export interface FollowedPods {
  readonly pods: readonly PodFacts[];
  /** From the start of `act`. */
  readonly elapsedMs: number;
}

/** The pods of the namespace when all of them together meet the condition. Throws after five minutes, as timeUntilAll. */
export function followPods(
  lab: Lab,
  namespace: string,
  act: () => Promise<void>,
  isDone: (pods: readonly PodFacts[]) => boolean,
): Promise<FollowedPods> {
  return follow({ lab, namespace, limitMs: LONG_LIMIT_MS }, act, isDone);
}

interface Following {
  readonly lab: Lab;
  readonly namespace: string;
  readonly limitMs: number;
}

async function follow(
  { lab, namespace, limitMs }: Following,
  act: () => Promise<void>,
  isDone: (pods: readonly PodFacts[]) => boolean,
): Promise<FollowedPods> {
  const { items, resourceVersion } = await lab.api.list(PODS, { namespace });
  const pods = new Map(items.map((object) => [object.metadata.name, readPod(object)]));
  const abort = new AbortController();
  const events = lab.api.watch(
    PODS,
    { namespace },
    { resourceVersion, lifetimeMs: limitMs, signal: abort.signal },
  );
  // Begun before the change, so that nothing of it is missed and the connection is not part of the time.
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  const startMs = performance.now();
  await act();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done === true) break;
      for (const event of value) if (event.type !== "bookmark") note(event.type, event.object);
      const facts = [...pods.values()];
      if (isDone(facts)) return { pods: facts, elapsedMs: performance.now() - startMs };
      next = iterator.next();
    }
  } finally {
    abort.abort();
    await next.catch(() => {});
    await iterator.return?.();
  }
  const names = [...pods.values()].map(({ name, phase }) => `${name} (${phase})`).join(", ");
  throw new NetnsError("not-ready", `not as awaited after ${limitMs} ms: ${names}`);

  function note(type: string, object: KubeObject): void {
    if (type === "deleted") pods.delete(object.metadata.name);
    else pods.set(object.metadata.name, readPod(object));
  }
}
