import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { CANARY_WEIGHT, TRAFFIC_DISTRIBUTION } from "./well-known.ts";

/** A namespace: what counts of it are its labels and annotations. */
export interface Namespace extends ObjectMeta {
  readonly kind: "Namespace";
}

export function decodeNamespace(json: unknown): Decoded<Namespace> {
  const reader = new ObjectReader(json);
  const meta = readMeta(reader, [CANARY_WEIGHT, TRAFFIC_DISTRIBUTION]);
  return { object: { kind: "Namespace", ...meta }, problems: reader.problems };
}
