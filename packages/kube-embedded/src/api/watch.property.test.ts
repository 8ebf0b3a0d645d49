import { type KubeObject, nameOf, namespaceOf, resourceVersionOf } from "@ambit/kube-objects";
import { equalJson, type JsonObject } from "@ambit/kube-objects/json";
import { aConfigMap } from "@ambit/kube-objects/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anApiState, aResource } from "../testing/an-api-state.ts";
import { type ApiState, PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";
import { EVERYTHING, listObjects } from "./list.ts";
import { deleteObject, PLAIN_DELETE } from "./remove.ts";
import { replaceObject } from "./update.ts";
import { prepareWatch, type WatchEvent } from "./watch.ts";

/** A step that one of a few objects may go through; what is impossible does nothing. */
interface Step {
  readonly name: string;
  readonly namespace: string;
  readonly action: "create" | "label" | "change" | "delete";
  readonly label: string;
}

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  namespace: fc.constantFrom("default", "kube-system"),
  action: fc.constantFrom("create", "label", "change", "delete"),
  label: fc.constantFrom("in", "out"),
});
const steps = fc.array(step, { maxLength: 30 });

/** What a client looks at: all, one namespace, a label, or one name. */
const selection = fc.constantFrom(
  { namespace: undefined, labelSelector: "", fieldSelector: "" },
  { namespace: "default", labelSelector: "", fieldSelector: "" },
  { namespace: undefined, labelSelector: "state=in", fieldSelector: "" },
  { namespace: "default", labelSelector: "state!=in", fieldSelector: "metadata.name=a" },
);

function take(state: ApiState, { name, namespace, action, label }: Step): void {
  const resource = aResource(state, "v1/configmaps");
  const current = state.store.find("configmaps", namespace, name);
  if (action === "create") {
    if (current !== undefined) return;
    const object = { ...aConfigMap(name), metadata: { name, namespace, labels: { state: label } } };
    createObject(state, resource, { object, target: { namespace, name: "" } }, PLAIN_WRITE);
    return;
  }
  if (current === undefined) return;
  if (action === "delete") {
    deleteObject(state, resource, { namespace, name }, PLAIN_DELETE);
    return;
  }
  const next: KubeObject =
    action === "label"
      ? { ...current, metadata: { ...current.metadata, labels: { state: label } } }
      : { ...current, data: { version: resourceVersionOf(current) } };
  replaceObject(state, resource, { current, next, part: "object" }, PLAIN_WRITE);
}

/** What a client has that takes every event at its word. */
class Mirror {
  readonly objects = new Map<string, KubeObject>();

  constructor(listed: readonly KubeObject[] = []) {
    for (const object of listed) this.objects.set(keyOf(object), object);
  }

  take(event: WatchEvent): void {
    if (event.type === "BOOKMARK" || event.type === "ERROR") throw new Error(`unexpected ${event.type}`);
    const key = keyOf(event.object);
    // Each event fits what the client knows: nothing is added twice, nothing unknown changes or goes.
    expect(this.objects.has(key)).toBe(event.type !== "ADDED");
    if (event.type === "DELETED") this.objects.delete(key);
    else this.objects.set(key, event.object);
  }
}

function keyOf(object: KubeObject): string {
  return `${namespaceOf(object)}/${nameOf(object)}`;
}

function sorted(objects: Iterable<KubeObject>): readonly JsonObject[] {
  return [...objects].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

describe("a client that lists and then watches", () => {
  test("from any moment sees exactly the changes after it", () => {
    fc.assert(
      fc.property(steps, steps, steps, selection, (before, missed, live, selected) => {
        const state = anApiState();
        const resource = aResource(state, "v1/configmaps");
        for (const each of before) take(state, each);
        const list = listObjects(state, resource, { ...EVERYTHING, ...selected });
        const mirror = new Mirror(list.items);
        for (const each of missed) take(state, each);
        const query = {
          ...selected,
          resourceVersion: String(list.resourceVersion),
          allowBookmarks: false,
          sendInitialEvents: false,
        };
        const versions: number[] = [];
        using _watch = prepareWatch(state, resource, query).open((event) => {
          mirror.take(event);
          versions.push(Number((event.object.metadata as JsonObject).resourceVersion));
        });
        for (const each of live) take(state, each);
        const now = listObjects(state, resource, { ...EVERYTHING, ...selected });
        expect(sorted(mirror.objects.values())).toEqual(sorted(now.items));
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
        expect(versions.every((version) => version > list.resourceVersion)).toBe(true);
      }),
    );
  });

  test("gets the same objects as a list when it asks a watch for all of them", () => {
    fc.assert(
      fc.property(steps, steps, selection, (before, live, selected) => {
        const state = anApiState();
        const resource = aResource(state, "v1/configmaps");
        for (const each of before) take(state, each);
        const mirror = new Mirror();
        let marks = 0;
        const query = { ...selected, resourceVersion: "", allowBookmarks: true, sendInitialEvents: true };
        using _watch = prepareWatch(state, resource, query).open((event) => {
          if (event.type === "BOOKMARK") marks += 1;
          else mirror.take(event);
        });
        expect(marks).toBe(1);
        for (const each of live) take(state, each);
        expect(sorted(mirror.objects.values())).toEqual(
          sorted(listObjects(state, resource, { ...EVERYTHING, ...selected }).items),
        );
      }),
    );
  });

  test("either sees every change or is told that its version is too old", () => {
    fc.assert(
      fc.property(steps, steps, fc.integer({ min: 1, max: 6 }), (before, missed, historyEvents) => {
        const state = anApiState({}, { historyEvents, objects: 1000 });
        const resource = aResource(state, "v1/configmaps");
        for (const each of before) take(state, each);
        const list = listObjects(state, resource, EVERYTHING);
        let changes = 0;
        using _counter = state.store.subscribe("configmaps", () => {
          changes += 1;
        });
        for (const each of missed) take(state, each);
        const events: WatchEvent[] = [];
        const query = {
          ...EVERYTHING,
          resourceVersion: String(list.resourceVersion),
          allowBookmarks: false,
          sendInitialEvents: false,
        };
        using _watch = prepareWatch(state, resource, query).open((event) => events.push(event));
        if (changes <= historyEvents) expect(events).toHaveLength(changes);
        else expect(events).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
      }),
    );
  });
});

describe("pages of a list", () => {
  test("are one list, whatever happens between them", () => {
    fc.assert(
      fc.property(
        steps,
        steps,
        selection,
        fc.integer({ min: 1, max: 3 }),
        (before, between, selected, limit) => {
          const state = anApiState();
          const resource = aResource(state, "v1/configmaps");
          for (const each of before) take(state, each);
          const whole = listObjects(state, resource, { ...EVERYTHING, ...selected });
          const items: KubeObject[] = [];
          let continueToken: string | undefined = "";
          const pending = [...between];
          while (continueToken !== undefined) {
            const page = listObjects(state, resource, { ...EVERYTHING, ...selected, limit, continueToken });
            items.push(...page.items);
            expect(page.resourceVersion).toBe(whole.resourceVersion);
            continueToken = page.continueToken;
            for (const each of pending.splice(0, 3)) take(state, each);
          }
          expect(items.length).toBe(whole.items.length);
          expect(equalJson(items, [...whole.items])).toBe(true);
        },
      ),
    );
  });
});
