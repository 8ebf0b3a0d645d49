import fc from "fast-check";
import { expect, test } from "vitest";
import { GrpcMessages } from "./grpc-messages.ts";

function encode(payload: Uint8Array, flag: number): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length);
  bytes[0] = flag;
  new DataView(bytes.buffer).setUint32(1, payload.length);
  bytes.set(payload, 5);
  return bytes;
}

test("messages are counted however the body is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      (payloads, sizes) => {
        const body = Buffer.concat(payloads.map((payload, at) => encode(payload, at & 1)));
        const messages = new GrpcMessages();
        let turn = 0;
        for (let at = 0; at < body.length; ) {
          const end = Math.min(body.length, at + (sizes[turn++ % sizes.length] ?? 1));
          messages.feed(body, at, end);
          at = end;
        }
        expect(messages.count).toBe(payloads.length);
      },
    ),
  );
});
