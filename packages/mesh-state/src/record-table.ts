/**
 * All records of a mesh, by hash, in two views: the one that readers have, and the one that is being prepared beside it.
 * A change of any size is prepared in steps as short as one likes, shows nowhere, and comes into force at once.
 *
 * A record is in a slot, with the number of the first version that has it and of the first that has it no more. Readers
 * pass over slots that are not of their version; those of no version any more are cleared later, in short steps too.
 */
import { HashGroups } from "./hash-groups.ts";
import { type RecordKind, Segment } from "./packed-record.ts";
import type { RecordPlace } from "./record-writer.ts";
import { hashText } from "./text-hash.ts";

/** Numbers of versions stay below, by a billion. */
const NEVER = 0x3fff_ffff;
/** From this part of a segment on that nobody refers to, the rest is moved out of it. */
const WASTE_SHARE = 3 / 4;

export interface RecordTableOptions<Value> {
  /** What a record means. */
  readonly decode: (segment: Segment, offset: number) => Value;
  /** A record is in a slot, perhaps for readers of the next version only. */
  readonly onFilled: (slot: number) => void;
  /** No reader can have the record of the slot any more. */
  readonly onClear: (slot: number) => void;
}

/** `Value` is what records mean: made when one is first looked at, and kept with it. */
export class RecordTable<Value> {
  readonly #options: RecordTableOptions<Value>;
  readonly #groups = new HashGroups();
  readonly #segments: (Segment | undefined)[] = [];
  readonly #offsets: number[] = [];
  readonly #since: number[] = [];
  readonly #until: number[] = [];
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];
  /** Slots whose end is known, in the order of their ends. */
  #ended: number[] = [];
  #swept = 0;
  #version = 0;
  #currentCount = 0;

  constructor(options: RecordTableOptions<Value>) {
    this.#options = options;
  }

  /** Records of the view that is being prepared, or, when nothing is, of the one that readers have. */
  get count(): number {
    return this.#currentCount;
  }

  /** The present record of the prepared view with the same kind and key as the one at the place; -1: none. */
  findSame(segment: Segment, offset: number): number {
    return this.#find(segment.keyHashAt(offset), (slot) => {
      const present = this.#segments[slot];
      return this.#until[slot] === NEVER && present?.isSameKey(this.#offset(slot), segment, offset) === true;
    });
  }

  /** The present record of the prepared view under a key; -1: none. */
  findKey(kind: RecordKind, key: string): number {
    return this.#find(hashText(kind, key), (slot) => {
      const present = this.#segments[slot];
      if (this.#until[slot] !== NEVER || present?.kindAt(this.#offset(slot)) !== kind) {
        return false;
      }
      return present.keyAt(this.#offset(slot)) === key;
    });
  }

  /** Prepares a record that takes the place of the one in slot `replaced`, or of none if that is -1. Returns its slot. */
  put(segment: Segment, offset: number, replaced: number): number {
    if (replaced >= 0) {
      this.end(replaced);
    }
    const slot = this.#free.pop() ?? this.#segments.length;
    this.#segments[slot] = segment;
    this.#offsets[slot] = offset;
    this.#since[slot] = this.#version + 1;
    this.#until[slot] = NEVER;
    this.#values[slot] = undefined;
    this.#groups.add(segment.keyHashAt(offset), slot);
    for (let index = segment.postingCount(offset) - 1; index >= 0; index -= 1) {
      this.#groups.add(segment.postingAt(offset, index), slot);
    }
    segment.liveWords += segment.sizeAt(offset);
    this.#currentCount += 1;
    this.#options.onFilled(slot);
    return slot;
  }

  /** Prepares that the record of a slot is no more. */
  end(slot: number): void {
    this.#until[slot] = this.#version + 1;
    this.#ended.push(slot);
    this.#currentCount -= 1;
  }

  /** What was prepared is what readers have. */
  commit(): void {
    this.#version += 1;
  }

  /** Clears what no reader has any more, until `isOver`. True when nothing is left. */
  sweep(isOver: () => boolean): boolean {
    for (;;) {
      const slot = this.#ended[this.#swept];
      if (slot === undefined || (this.#until[slot] ?? NEVER) > this.#version) {
        break;
      }
      this.#clear(slot);
      this.#swept += 1;
      if (isOver()) {
        break;
      }
    }
    const isDone = this.#swept === this.#ended.length;
    if (isDone) {
      this.#ended = [];
      this.#swept = 0;
    }
    return isDone;
  }

  /** The slots that readers have under a hash, in the order in which they came. */
  visible(hash: number): readonly number[] {
    const group = this.#groups.get(hash);
    if (group === undefined) {
      return NO_SLOTS;
    }
    if (typeof group === "number") {
      return this.isVisible(group) ? [group] : NO_SLOTS;
    }
    return group.filter((slot) => this.isVisible(slot));
  }

  /** The slot that readers have under a key, if `isMeant` says yes to its value. */
  findVisible(hash: number, isMeant: (value: Value) => boolean): number {
    return this.#find(hash, (slot) => this.isVisible(slot) && isMeant(this.value(slot)));
  }

  /** What the record of a slot means. */
  value(slot: number): Value {
    const known = this.#values[slot];
    if (known !== undefined) {
      return known;
    }
    const value = this.peek(slot);
    this.#values[slot] = value;
    return value;
  }

  /** The same, and if nobody has asked for it before, it is not kept. */
  peek(slot: number): Value {
    return this.#values[slot] ?? this.#options.decode(this.#segmentOf(slot), this.#offset(slot));
  }

  /** Where the record of a slot is, which does not change: what it says can be read there for ever. */
  placeOf(slot: number): RecordPlace {
    return { segment: this.#segmentOf(slot), offset: this.#offset(slot) };
  }

  kindOf(slot: number): RecordKind {
    return this.#segmentOf(slot).kindAt(this.#offset(slot));
  }

  hasFlag(slot: number, flag: number): boolean {
    return this.#segmentOf(slot).hasFlag(this.#offset(slot), flag);
  }

  seenOf(slot: number): number {
    return this.#segmentOf(slot).seenAt(this.#offset(slot));
  }

  keyOf(slot: number): string {
    return this.#segmentOf(slot).keyAt(this.#offset(slot));
  }

  /** Calls back with each topic of the record. */
  forEachTopic(slot: number, callback: (topic: number) => void): void {
    const segment = this.#segmentOf(slot);
    const offset = this.#offset(slot);
    const count = segment.postingCount(offset);
    for (let index = count - segment.topicCount(offset); index < count; index += 1) {
      callback(segment.postingAt(offset, index));
    }
  }

  /** Whether the record of a slot says the same, in the same words, as the one at a place. */
  isSameText(slot: number, segment: Segment, offset: number): boolean {
    return this.#segmentOf(slot).isSameText(this.#offset(slot), segment, offset);
  }

  /** All slots of a kind that readers have. */
  *slots(kind: RecordKind): Generator<number> {
    for (const [slot, segment] of this.#segments.entries()) {
      if (segment?.kindAt(this.#offset(slot)) === kind && this.isVisible(slot)) {
        yield slot;
      }
    }
  }

  /** Records by hash, as sorted texts, for tests. */
  describe(): ReadonlyMap<number, readonly string[]> {
    const groups = [...this.#groups.entries()].map(
      ([hash, slots]) =>
        [hash, slots.map((slot) => `${this.kindOf(slot)} ${this.keyOf(slot)}`).sort()] as const,
    );
    return new Map(groups);
  }

  /** How many pieces of memory the records are in, for tests. */
  get segmentCount(): number {
    return new Set(this.#segments.filter((segment) => segment !== undefined)).size;
  }

  isVisible(slot: number): boolean {
    return (this.#since[slot] ?? NEVER) <= this.#version && (this.#until[slot] ?? 0) > this.#version;
  }

  #segmentOf(slot: number): Segment {
    return this.#segments[slot] ?? NO_SEGMENT;
  }

  #offset(slot: number): number {
    return this.#offsets[slot] ?? 0;
  }

  #find(hash: number, isMeant: (slot: number) => boolean): number {
    const group = this.#groups.get(hash);
    if (group === undefined) {
      return -1;
    }
    if (typeof group === "number") {
      return isMeant(group) ? group : -1;
    }
    return group.find(isMeant) ?? -1;
  }

  #clear(slot: number): void {
    this.#options.onClear(slot);
    const segment = this.#segmentOf(slot);
    const offset = this.#offset(slot);
    this.#groups.delete(segment.keyHashAt(offset), slot);
    for (let index = segment.postingCount(offset) - 1; index >= 0; index -= 1) {
      this.#groups.delete(segment.postingAt(offset, index), slot);
    }
    this.#segments[slot] = undefined;
    this.#values[slot] = undefined;
    this.#since[slot] = NEVER;
    this.#free.push(slot);
    segment.liveWords -= segment.sizeAt(offset);
    if (segment.liveWords > 0 && segment.liveWords < segment.length * (1 - WASTE_SHARE)) {
      this.#moveOut(segment);
    }
  }

  /** Gives each record that is left in a segment memory of its own, so that the segment can go. */
  #moveOut(segment: Segment): void {
    for (let offset = 0; offset < segment.length; offset += segment.sizeAt(offset)) {
      const slot = this.#find(
        segment.keyHashAt(offset),
        (candidate) => this.#segments[candidate] === segment && this.#offsets[candidate] === offset,
      );
      if (slot < 0) {
        continue;
      }
      const own = segment.copyAt(offset);
      own.liveWords = own.length;
      this.#segments[slot] = own;
      this.#offsets[slot] = 0;
    }
    segment.liveWords = 0;
  }
}

const NO_SLOTS: readonly number[] = Object.freeze([]);
const NO_SEGMENT = new Segment(new Int32Array(0));
