import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeDnsMessage } from "./decode-message.ts";
import { encodeDnsMessage } from "./encode-message.ts";
import { ForwardableQuery } from "./forwarding.ts";
import { anyMessage } from "./testing/arbitraries.ts";

test("whatever the bytes are, nothing is thrown, and what is forwarded differs by its id only", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 80 }),
      fc.nat(0xffff),
      (query, other, id) => {
        const found = ForwardableQuery.find(query);
        if (found === undefined) return;
        expect(found.withId(id).subarray(2)).toEqual(query.subarray(2));
        if (!found.isAnsweredBy(other, id)) return;
        expect(found.respond(other, 512).length).toBeLessThanOrEqual(512);
      },
    ),
  );
});

test("every query with one question can be forwarded, and its answer is recognised and stays the same", () => {
  fc.assert(
    fc.property(anyMessage, fc.nat(0xffff), (message, id) => {
      const [question] = message.questions;
      if (question === undefined) return;
      const query = { ...message, questions: [question], isResponse: false };
      const found = ForwardableQuery.find(encodeDnsMessage(query));
      const response = { ...query, isResponse: true, id };
      const bytes = encodeDnsMessage(response);
      expect(found?.isAnsweredBy(bytes, id)).toBe(true);
      expect(found?.isAnsweredBy(bytes, id ^ 1)).toBe(false);
      const answered = found?.respond(bytes, 0xffff) ?? new Uint8Array(0);
      expect(decodeDnsMessage(answered)).toEqual({
        ...decodeDnsMessage(bytes),
        id: message.id,
        isAuthoritative: false,
      });
      expect(found?.respond(bytes, 511).length).toBeLessThanOrEqual(511);
    }),
  );
});
