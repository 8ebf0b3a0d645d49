import { stringOf } from "@ambit/kube-objects/json";
import type { ApiState } from "./api-state.ts";

/** As Kubernetes' own default. */
const EVENT_TTL_MS = 3_600_000;

/** Takes out events that are old: nobody else ever does. */
export function expireEvents(state: ApiState): void {
  const oldest = state.nowMs() - EVENT_TTL_MS;
  for (const event of state.store.list("events")) {
    const time = stringOf(event.lastTimestamp) ?? stringOf(event.metadata.creationTimestamp) ?? "";
    if (Date.parse(time) < oldest) state.store.remove("events", event);
  }
}
