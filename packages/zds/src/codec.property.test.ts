import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeZdsAck, decodeZdsHello, decodeZdsRequest, encodeZdsAck, encodeZdsRequest } from "./codec.ts";
import type { ZdsRequest } from "./messages.ts";
import { ZdsError } from "./zds-error.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const uid = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const request: fc.Arbitrary<ZdsRequest> = fc.oneof(
  fc.record({
    kind: fc.constant("add" as const),
    uid,
    workload: fc.option(fc.record({ name: text, namespace: text, serviceAccount: text }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constantFrom("keep" as const, "del" as const), uid }),
  fc.constant({ kind: "snapshot-sent" as const }),
);

test("a request comes out as it went in", () => {
  fc.assert(
    fc.property(request, (one) => {
      expect(decodeZdsRequest(encodeZdsRequest(one))).toEqual(one);
    }),
  );
});

test("an answer comes out as it went in", () => {
  fc.assert(
    fc.property(text, (error) => {
      expect(decodeZdsAck(encodeZdsAck(error)).error ?? "").toBe(error);
    }),
  );
});

test("any bytes are a message or a ZdsError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      for (const decode of [decodeZdsRequest, decodeZdsAck, decodeZdsHello]) {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ZdsError);
        }
      }
    }),
  );
});
