import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";

export interface Node extends ObjectMeta {
  readonly kind: "Node";
}

export function decodeNode(json: unknown): Decoded<Node> {
  const reader = new ObjectReader(json);
  return { object: { kind: "Node", ...readMeta(reader, []) }, problems: reader.problems };
}
