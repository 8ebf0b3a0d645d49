import { type MeshPart, MeshState } from "@ambit/mesh-state";
import type { MeshBatch, MeshResource } from "@ambit/model";
import type { StateMessage } from "../messages.ts";

/** What the main thread sends for a change, in two parts, as a large one would come. */
export function stateMessages(
  version: number,
  upserts: readonly MeshResource[],
  removals: MeshBatch["removals"] = [],
): readonly StateMessage[] {
  const { parts } = new MeshState().apply({ upserts, removals: [] });
  const all: readonly MeshPart[] = [{ removals, records: undefined }, ...parts];
  return all.map((part, index) => ({ type: "state", version, part, isLast: index === all.length - 1 }));
}
