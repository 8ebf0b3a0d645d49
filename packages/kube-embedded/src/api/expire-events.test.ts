import { type KubeObject, nameOf } from "@ambit/kube-objects";
import { expect, test } from "vitest";
import { anApiState, aResource } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";
import { expireEvents } from "./expire-events.ts";

test("events go an hour after they were last seen, and tell watchers", () => {
  const state = anApiState();
  const events = aResource(state, "v1/events");
  const create = (name: string, fields: object): void => {
    const object: KubeObject = { apiVersion: "v1", kind: "Event", metadata: { name }, ...fields };
    createObject(state, events, { object, target: { namespace: "default", name: "" } }, PLAIN_WRITE);
  };
  create("old", { lastTimestamp: "2026-03-01T10:59:59Z" });
  create("seen-again", { firstTimestamp: "2026-03-01T09:00:00Z", lastTimestamp: "2026-03-01T11:30:00Z" });
  create("without-a-time", {});
  const gone: string[] = [];
  using _watch = state.store.subscribe("events", ({ object }) => gone.push(nameOf(object)));
  expireEvents(state);
  expect(gone).toEqual(["old"]);
  state.nowMs = () => Date.parse("2026-03-01T13:00:01Z");
  expireEvents(state);
  expect(gone).toEqual(["old", "seen-again", "without-a-time"]);
});
