import type { ConnectionStream } from "./stream.ts";

/** The open streams. The one asked for last is kept at hand, as frames of one stream come in runs. */
export class StreamTable {
  readonly #streams = new Map<number, ConnectionStream>();
  #lastId = 0;
  #last: ConnectionStream | undefined;

  get size(): number {
    return this.#streams.size;
  }

  find(streamId: number): ConnectionStream | undefined {
    if (streamId === this.#lastId) return this.#last;
    const stream = this.#streams.get(streamId);
    this.#lastId = streamId;
    this.#last = stream;
    return stream;
  }

  add(stream: ConnectionStream): void {
    this.#streams.set(stream.id, stream);
    this.#lastId = stream.id;
    this.#last = stream;
  }

  remove(streamId: number): void {
    this.#streams.delete(streamId);
    if (this.#lastId === streamId) this.#last = undefined;
  }

  /** Those open now; streams may be closed while this is walked. */
  snapshot(): readonly ConnectionStream[] {
    return [...this.#streams.values()];
  }
}
