import fc from "fast-check";
import { expect, test } from "vitest";
import { type InformerEvent, InformerStore } from "./informer-store.ts";
import { type KubeObject, objectKey } from "./kube-object.ts";

/** Few names, so that objects meet; a body of -1 cannot be decoded, one of 0 is of no interest. */
const object = fc
  .record({
    namespace: fc.constantFrom("a", "b"),
    name: fc.constantFrom("x", "y", "z"),
    uid: fc.constantFrom("1", "2"),
    resourceVersion: fc.integer({ min: 1, max: 6 }).map(String),
    body: fc.integer({ min: -1, max: 4 }),
  })
  .map(({ body, ...metadata }): KubeObject => ({ metadata, body }));

const step = fc.oneof(
  fc.record({ kind: fc.constant("upsert" as const), object }),
  fc.record({ kind: fc.constant("remove" as const), object }),
  fc.record({ kind: fc.constant("list" as const), pages: fc.array(fc.array(object, { maxLength: 4 })) }),
  fc.record({ kind: fc.constant("broken list" as const), pages: fc.array(fc.array(object)) }),
);

interface Kept {
  readonly uid: string;
  readonly body: number;
}

function decode({ metadata, ...fields }: KubeObject): Kept | undefined {
  const body = Number(fields["body"]);
  if (body < 0) {
    throw new Error("no sense in it");
  }
  return body === 0 ? undefined : { uid: String(metadata.uid), body };
}

/** Somebody who only sees the events. Refuses what does not follow from what was told before. */
class Mirror {
  readonly objects = new Map<string, Kept>();

  apply(events: readonly InformerEvent<Kept>[]): void {
    for (const event of events) {
      const key = objectKey(event.name);
      const known = this.objects.get(key);
      if (event.type === "add") {
        expect(known).toBeUndefined();
      } else {
        expect(event.type === "update" ? event.previous : event.object).toBe(known);
      }
      if (event.type === "delete") {
        this.objects.delete(key);
      } else {
        expect(event.type === "add" || known?.uid === event.object.uid).toBe(true);
        this.objects.set(key, event.object);
      }
    }
  }
}

test("whoever follows the events has the same objects, whatever comes", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const store = new InformerStore<Kept>({ decode, onUndecodable: () => {} });
      const mirror = new Mirror();
      for (const { kind, ...rest } of steps) {
        if ("object" in rest) {
          mirror.apply(kind === "upsert" ? store.upsert(rest.object) : store.remove(rest.object.metadata));
        } else if ("pages" in rest) {
          const list = store.beginList();
          rest.pages.forEach((page) => list.add(page));
          if (kind === "list") {
            mirror.apply(list.finish());
          }
        }
        expect([...store.values()].toSorted(byBody)).toEqual([...mirror.objects.values()].toSorted(byBody));
        expect(store.size).toBe(mirror.objects.size);
      }
      for (const [key, kept] of mirror.objects) {
        const [namespace = "", name = ""] = key.split("/");
        expect(store.find({ namespace, name })).toBe(kept);
      }
    }),
  );
});

test("a list leaves exactly its good objects, and the last good value of those that went bad", () => {
  fc.assert(
    fc.property(fc.array(object), fc.uniqueArray(object, { selector: keyOf }), (before, listed) => {
      const store = new InformerStore<Kept>({ decode, onUndecodable: () => {} });
      before.forEach((each) => store.upsert(each));
      const old = new Map(before.map((each) => [keyOf(each), store.find(each.metadata)]));
      const list = store.beginList();
      list.add(listed);
      list.finish();
      const known = listed.filter((each) => store.find(each.metadata) !== undefined);
      expect(store.size).toBe(known.length);
      for (const each of listed) {
        const found = store.find(each.metadata);
        const kept = old.get(keyOf(each));
        const isUnchanged = found !== undefined && found === kept;
        if (!isUnchanged && each["body"] !== -1) {
          expect(found).toEqual(decode(each));
        }
        if (each["body"] === -1) {
          expect(found).toBe(kept?.uid === each.metadata.uid ? kept : undefined);
        }
      }
    }),
  );
});

function keyOf({ metadata }: KubeObject): string {
  return objectKey(metadata);
}

function byBody(left: Kept, right: Kept): number {
  return left.body - right.body || left.uid.localeCompare(right.uid);
}
