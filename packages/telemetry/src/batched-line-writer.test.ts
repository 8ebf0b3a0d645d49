import { Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { BatchedLineWriter } from "./batched-line-writer.ts";

/** A stream that keeps every write and finishes it only when told to, unless it is fast. */
class SlowStream extends Writable {
  readonly chunks: string[] = [];
  readonly #isFast: boolean;
  #finish: (() => void) | undefined;

  constructor(options: { readonly isFast: boolean }) {
    super({ highWaterMark: 1, decodeStrings: false });
    this.#isFast = options.isFast;
  }

  override _write(chunk: string, _encoding: BufferEncoding, callback: () => void): void {
    this.chunks.push(chunk);
    if (this.#isFast) {
      callback();
    } else {
      this.#finish = callback;
    }
  }

  finishWrite(): void {
    const finish = this.#finish;
    this.#finish = undefined;
    finish?.();
  }
}

describe("batched line writer", () => {
  test("writes the lines of one turn at once", async () => {
    const stream = new SlowStream({ isFast: true });
    const writer = new BatchedLineWriter(stream);
    writer.write("one");
    writer.write("two\nthree");
    expect(stream.chunks).toEqual([]);
    await nextTurn();
    expect(stream.chunks).toEqual(["one\ntwo\nthree\n"]);
    expect(writer.counts).toEqual({ lines: 2, batches: 1, stalls: 0, droppedLines: 0 });
  });

  test("does not wait for the end of the turn when a batch is large", () => {
    const stream = new SlowStream({ isFast: true });
    const writer = new BatchedLineWriter(stream);
    for (let index = 0; index < 100; index += 1) {
      writer.write("x".repeat(1023));
    }
    expect(stream.chunks.length).toBe(1);
  });

  test("holds lines while the stream is not ready, counts the stall, and loses nothing", async () => {
    const stream = new SlowStream({ isFast: false });
    const writer = new BatchedLineWriter(stream);
    writer.write("one");
    await nextTurn();
    writer.write("two");
    await nextTurn();
    expect(stream.chunks).toEqual(["one\n"]);
    expect(writer.counts.stalls).toBe(1);
    stream.finishWrite();
    await nextTurn();
    expect(stream.chunks).toEqual(["one\n", "two\n"]);
    expect(writer.counts.droppedLines).toBe(0);
  });

  test("bounds what waits for a stream that does not take it", async () => {
    const stream = new SlowStream({ isFast: false });
    const writer = new BatchedLineWriter(stream, { maxPendingLength: 10 });
    writer.write("one");
    await nextTurn();
    writer.write("123456789");
    writer.write("lost");
    expect(writer.counts.droppedLines).toBe(1);
    stream.finishWrite();
    await nextTurn();
    expect(stream.chunks).toEqual(["one\n", "123456789\n"]);
  });

  test("flush waits until everything is handed over", async () => {
    const stream = new SlowStream({ isFast: false });
    const writer = new BatchedLineWriter(stream);
    writer.write("one");
    await nextTurn();
    writer.write("two");
    let isFlushed = false;
    const flushed = writer.flush().then(() => {
      isFlushed = true;
    });
    await nextTurn();
    expect(isFlushed).toBe(false);
    for (let turn = 0; turn < 5; turn += 1) {
      stream.finishWrite();
      await nextTurn();
    }
    await flushed;
    expect(stream.chunks.join("")).toBe("one\ntwo\n");
  });

  test("disposal flushes", async () => {
    const stream = new SlowStream({ isFast: true });
    {
      await using writer = new BatchedLineWriter(stream);
      writer.write("last words");
    }
    expect(stream.chunks.join("")).toBe("last words\n");
  });

  test("a broken stream ends neither the process nor a flush", async () => {
    const stream = new SlowStream({ isFast: false });
    const writer = new BatchedLineWriter(stream);
    writer.write("one");
    await nextTurn();
    writer.write("two");
    const flushed = writer.flush();
    stream.destroy(new Error("EPIPE"));
    await flushed;
    writer.write("three");
    await writer.flush();
    expect(writer.counts.droppedLines).toBe(2);
  });
});
