/** When pods of a namespace became what a scenario waits for, as the API server tells it: no polling in between. */
import type { KubeObject } from "@ambit/kube";
import type { Lab, PodFacts } from "../src/lab.ts";
import { PODS, readPod } from "../src/lab.ts";
import { NetnsError } from "../src/netns-error.ts";

const LIMIT_MS = 60_000;

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
  const { items, resourceVersion } = await lab.api.list(PODS, { namespace });
  const waiting = new Set(items.map(({ metadata }) => metadata.name));
  const abort = new AbortController();
  const events = lab.api.watch(
    PODS,
    { namespace },
    { resourceVersion, lifetimeMs: LIMIT_MS, signal: abort.signal },
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
      for (const event of value) if (event.type === "modified") settle(event.object);
      if (waiting.size === 0) return performance.now() - startMs;
      next = iterator.next();
    }
  } finally {
    abort.abort();
    await next.catch(() => {});
    await iterator.return?.();
  }
  throw new NetnsError("not-ready", `after ${LIMIT_MS} ms still waiting for ${[...waiting].join(", ")}`);

  function settle(object: KubeObject): void {
    if (isDone(readPod(object))) waiting.delete(object.metadata.name);
  }
}
