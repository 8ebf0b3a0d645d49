import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeListeners, encodeQuestions } from "./listeners.ts";

/** struct nlmsghdr, then struct inet_diag_msg as far as its port. */
function socket(port: number, state: number): readonly number[] {
  const bytes = new Uint8Array(88);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, 20, true);
  bytes.set([2, state], 16);
  view.setUint16(20, port);
  return [...bytes];
}

test("those that listen are told from connections and from refusals", () => {
  const refusal = [20, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff];
  const answer = new Uint8Array([...refusal, ...socket(15_008, 10), ...socket(15_001, 1)]);
  expect([...decodeListeners(answer)]).toEqual([15_008]);
});

test("each port is asked for in both families", () => {
  const bytes = encodeQuestions([15_001, 15_008]);
  const view = new DataView(bytes.buffer);
  const asked = [0, 1, 2, 3].map((index) => [bytes[index * 72 + 16], view.getUint16(index * 72 + 24)]);
  expect(asked).toEqual([
    [2, 15_001],
    [10, 15_001],
    [2, 15_008],
    [10, 15_008],
  ]);
});

test("no answer makes it fail or go on for ever", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(decodeListeners(bytes).size).toBeLessThanOrEqual(bytes.length);
    }),
  );
});
