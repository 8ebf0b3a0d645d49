import { SlotPool } from "@ambit/reactor";
import { expect, test } from "vitest";
import { BodyBuffer } from "./body-buffer.ts";

function poolOf(maxSlots = 8): SlotPool {
  return new SlotPool({ slotBytes: 4, maxSlots });
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function append(buffer: BodyBuffer, text: string): boolean {
  return buffer.append(bytesOf(text), 0, text.length);
}

/** Takes up to `limit` bytes at all. */
function sink(limit = Number.POSITIVE_INFINITY) {
  let text = "";
  return {
    get text() {
      return text;
    },
    write: (bytes: Uint8Array, start: number, end: number) => {
      const count = Math.min(end - start, limit - text.length);
      text += new TextDecoder().decode(bytes.subarray(start, start + count));
      return count;
    },
  };
}

test("what was appended is sent in order, over blocks, and all memory goes back", () => {
  const pool = poolOf();
  const buffer = new BodyBuffer(pool);
  append(buffer, "abcdefg");
  const first = sink(5);
  expect(buffer.drain(first.write)).toBe(5);
  append(buffer, "hij");
  const second = sink();
  expect(buffer.drain(second.write)).toBe(5);
  expect(first.text + second.text).toBe("abcdefghij");
  expect(buffer.unsent).toBe(0);
  expect(pool.inUse).toBe(0);
});

test("what is retained is sent again from the beginning", () => {
  const buffer = new BodyBuffer(poolOf());
  buffer.retain();
  append(buffer, "abcdef");
  buffer.drain(sink().write);
  append(buffer, "gh");
  buffer.rewind();
  const again = sink();
  buffer.drain(again.write);
  expect(again.text).toBe("abcdefgh");
  expect(buffer.length).toBe(8);
});

test("without retaining any more, what was sent is dropped and the rest goes on", () => {
  const pool = poolOf();
  const buffer = new BodyBuffer(pool);
  buffer.retain();
  append(buffer, "abcdefghij");
  buffer.drain(sink(6).write);
  buffer.stopRetaining();
  expect(pool.inUse).toBe(2);
  const rest = sink();
  buffer.drain(rest.write);
  expect(rest.text).toBe("ghij");
  expect(pool.inUse).toBe(0);
});

test("a thread without memory says so", () => {
  expect(append(new BodyBuffer(poolOf(1)), "abcde")).toBe(false);
});

test("may be cleared from within a write", () => {
  const pool = poolOf();
  const buffer = new BodyBuffer(pool);
  append(buffer, "abcdefgh");
  buffer.drain((_bytes, start, end) => {
    buffer.clear();
    return end - start;
  });
  expect(buffer.unsent).toBe(0);
  expect(pool.inUse).toBe(0);
});

test("its first bytes can be looked at, and are sent all the same", () => {
  const buffer = new BodyBuffer(poolOf());
  append(buffer, "abcdefghij");
  const text = (count: number): string => new TextDecoder().decode(buffer.copy(count));
  expect([text(0), text(3), text(4), text(9), text(100)]).toEqual([
    "",
    "abc",
    "abcd",
    "abcdefghi",
    "abcdefghij",
  ]);
  const all = sink();
  expect(buffer.drain(all.write)).toBe(10);
  expect(all.text).toBe("abcdefghij");
});
