import type { MeshBatch, MeshResource } from "@ambit/model";
import type { MeshPart, OpenPart } from "./mesh-part.ts";
import { partsOf } from "./mesh-part.ts";
import { LOCAL, type Segment } from "./packed-record.ts";
import { draftOf, type IsLocal, type ResourceDecoder } from "./packed-resource.ts";
import { isDeepEqual } from "./plain-values.ts";
import type { RecordTable } from "./record-table.ts";
import { type RecordPlace, RecordWriter } from "./record-writer.ts";

/** What is being prepared would change of what others keep. */
export interface Touched {
  readonly topics: ReadonlySet<number>;
  readonly isPolicy: boolean;
}

/** A change while it is being prepared: the table has it, readers do not. */
export class Staging {
  readonly #table: RecordTable<MeshResource>;
  readonly #decoder: ResourceDecoder;
  readonly #isLocal: IsLocal;
  readonly #writer = new RecordWriter();
  readonly #topics = new Set<number>();
  readonly #noteTopic = (topic: number): void => {
    this.#topics.add(topic);
  };
  #isPolicy = false;
  #batches = 0;

  constructor(table: RecordTable<MeshResource>, decoder: ResourceDecoder, isLocal: IsLocal) {
    this.#table = table;
    this.#decoder = decoder;
    this.#isLocal = isLocal;
  }

  /** What of the batch has an effect, as parts; uids of local workloads that it changes go into `local`. */
  addBatch(batch: MeshBatch, local: Set<string>): readonly MeshPart[] {
    this.#batches += 1;
    const removals = batch.removals.filter((removal) => this.#addRemoval(removal, local));
    for (const resource of batch.upserts) {
      this.#addUpsert(resource, local);
    }
    return partsOf(removals, this.#writer.finish());
  }

  /** As far as `isOver` allows. Whether that was all. */
  addPart(part: OpenPart, isOver: () => boolean): boolean {
    do {
      const removal = part.nextRemoval();
      if (removal !== undefined) {
        this.#addRemoval(removal);
        continue;
      }
      const offset = part.nextRecord();
      if (offset < 0) {
        return true;
      }
      this.#put(part.segment, offset, this.#table.findSame(part.segment, offset));
    } while (!isOver());
    return false;
  }

  /** Readers have it from here on; `onTouched` learns what they may have kept of the former state. */
  commit(onTouched: (touched: Touched) => void): void {
    this.#table.commit();
    onTouched({ topics: this.#topics, isPolicy: this.#isPolicy });
    this.#topics.clear();
    this.#isPolicy = false;
  }

  #addRemoval({ kind, key }: MeshBatch["removals"][number], local?: Set<string>): boolean {
    const slot = this.#table.findKey(kind, key);
    if (slot < 0) {
      return false;
    }
    if (this.#table.hasFlag(slot, LOCAL)) {
      local?.add(key);
    }
    this.#table.forEachTopic(slot, this.#noteTopic);
    this.#isPolicy ||= kind === "policy";
    this.#table.end(slot);
    return true;
  }

  #addUpsert(resource: MeshResource, local: Set<string>): void {
    const draft = draftOf(resource, this.#isLocal);
    const written = this.#writer.write(draft, this.#batches);
    let place = written;
    const present = this.#table.findSame(written.segment, written.offset);
    if (present >= 0) {
      this.#writer.takeBack(written);
      if (this.#isSame(present, written)) {
        return;
      }
      place = this.#writer.write(draft, this.#table.seenOf(present));
      if (this.#table.hasFlag(present, LOCAL)) {
        local.add(draft.key);
      }
    }
    if (place.segment.hasFlag(place.offset, LOCAL)) {
      local.add(draft.key);
    }
    this.#put(place.segment, place.offset, present);
  }

  /** The same in other words (a map in another order) is the same. */
  #isSame(slot: number, { segment, offset }: RecordPlace): boolean {
    return (
      this.#table.isSameText(slot, segment, offset) ||
      isDeepEqual(this.#table.peek(slot), this.#decoder.decode(segment, offset))
    );
  }

  #put(segment: Segment, offset: number, replaced: number): void {
    if (replaced >= 0) {
      this.#table.forEachTopic(replaced, this.#noteTopic);
    }
    const slot = this.#table.put(segment, offset, replaced);
    this.#table.forEachTopic(slot, this.#noteTopic);
    this.#isPolicy ||= segment.kindAt(offset) === "policy";
  }
}
