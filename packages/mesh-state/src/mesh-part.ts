import type { MeshBatch } from "@ambit/model";
import { Segment } from "./packed-record.ts";

/** A change of the mesh, or a part of one, for other threads. The records are shared with them and never change. */
export interface MeshPart {
  readonly removals: MeshBatch["removals"];
  /** Packed records; undefined: none. */
  readonly records: SharedArrayBuffer | undefined;
}

/** Keys in one part. */
const REMOVALS_PER_PART = 1024;

/** Parts to be taken in this order: removals come first. */
export function partsOf(
  removals: MeshBatch["removals"],
  records: readonly SharedArrayBuffer[],
): readonly MeshPart[] {
  const parts: MeshPart[] = [];
  for (let start = 0; start < removals.length; start += REMOVALS_PER_PART) {
    parts.push({ removals: removals.slice(start, start + REMOVALS_PER_PART), records: undefined });
  }
  const [first, ...others] = records;
  if (first !== undefined) {
    parts.push({ removals: parts.pop()?.removals ?? [], records: first });
  }
  return [...parts, ...others.map((memory) => ({ removals: [], records: memory }))];
}

/** A part of which some is taken over. */
export class OpenPart {
  readonly #removals: MeshPart["removals"];
  readonly #segment: Segment;
  #removal = 0;
  #offset = 0;

  constructor({ removals, records }: MeshPart) {
    this.#removals = removals;
    this.#segment = new Segment(records === undefined ? new Int32Array(0) : new Int32Array(records));
  }

  nextRemoval(): MeshPart["removals"][number] | undefined {
    return this.#removals[this.#removal++];
  }

  get segment(): Segment {
    return this.#segment;
  }

  /** Place of the next record in the segment; -1 after the last. */
  nextRecord(): number {
    const offset = this.#offset;
    if (offset >= this.#segment.length) {
      return -1;
    }
    this.#offset += this.#segment.sizeAt(offset);
    return offset;
  }
}
