import { resourceKey } from "@ambit/model";
import { anyResources } from "@ambit/model/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { draftOf, ResourceDecoder } from "./packed-resource.ts";
import { RecordWriter } from "./record-writer.ts";

test("resources survive being packed, also when what they share is shared", () => {
  const decoder = new ResourceDecoder();
  fc.assert(
    fc.property(anyResources(), fc.boolean(), (resources, isLocal) => {
      const writer = new RecordWriter();
      const places = resources.map((resource) =>
        writer.write(
          draftOf(resource, () => isLocal),
          7,
        ),
      );
      writer.finish();
      const packed = places.map(({ segment, offset }) => ({
        key: segment.keyAt(offset),
        seen: segment.seenAt(offset),
        resource: decoder.decode(segment, offset),
      }));
      expect(packed).toEqual(
        resources.map((resource) => ({ key: resourceKey(resource), seen: 7, resource })),
      );
    }),
  );
});
