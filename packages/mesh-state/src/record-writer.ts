import { draftWords, type RecordDraft, Segment, writeRecord } from "./packed-record.ts";

/** Where a record is. */
export interface RecordPlace {
  readonly segment: Segment;
  readonly offset: number;
}

/** Of one segment, unless one record takes more: small enough to be given up soon when its records are replaced. */
const SEGMENT_WORDS = 16 * 1024;

/** Writes records into memory that can be shared. */
export class RecordWriter {
  #finished: SharedArrayBuffer[] = [];
  #words = new Int32Array(SEGMENT_WORDS);
  #used = 0;
  #segment = new Segment(this.#words);

  /** The record can be read at once. Until the next one it can be taken back. */
  write(draft: RecordDraft, seen: number): RecordPlace {
    const needed = draftWords(draft);
    if (this.#used + needed > this.#words.length) {
      this.#close();
      if (needed > this.#words.length) {
        this.#words = new Int32Array(needed);
        this.#segment.moveTo(this.#words);
      }
    }
    const offset = this.#used;
    this.#used += writeRecord(this.#words.subarray(offset), draft, seen);
    return { segment: this.#segment, offset };
  }

  /** The record written last does not count. */
  takeBack({ offset }: RecordPlace): void {
    this.#used = offset;
  }

  /** The memory of all segments since the last call, in their order. Places stay what they are. */
  finish(): readonly SharedArrayBuffer[] {
    this.#close();
    const finished = this.#finished;
    this.#finished = [];
    return finished;
  }

  #close(): void {
    if (this.#used > 0) {
      const memory = new SharedArrayBuffer(this.#used * Int32Array.BYTES_PER_ELEMENT);
      const words = new Int32Array(memory);
      words.set(this.#words.subarray(0, this.#used));
      this.#segment.moveTo(words);
      this.#finished.push(memory);
    }
    this.#used = 0;
    if (this.#words.length > SEGMENT_WORDS) {
      this.#words = new Int32Array(SEGMENT_WORDS);
    }
    this.#segment = new Segment(this.#words);
  }
}
