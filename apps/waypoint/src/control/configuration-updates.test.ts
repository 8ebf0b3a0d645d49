import {
  encodeWaypointService,
  WAYPOINT_SERVICE_TYPE,
  WAYPOINT_SETTINGS_TYPE,
} from "@ambit/model/http/proto";
import { aWaypointService } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import type { ConfigureMessage } from "../messages.ts";
import { ConfigurationUpdates } from "./configuration-updates.ts";

const NAME = "shop/echo.shop.svc.cluster.local";

function setUp(workers: number) {
  const sent: ConfigureMessage[] = [];
  const updates = new ConfigurationUpdates(workers, (message) => sent.push(message));
  return { sent, updates };
}

function update(typeUrl: string, fields: object) {
  return { typeUrl, nonce: "1", resources: [], removed: [], systemVersion: "", stream: 1, ...fields };
}

test("a service goes to every worker, and is in force when all of them use it", async () => {
  const { sent, updates } = setUp(2);
  const service = aWaypointService();
  const payload = encodeWaypointService(service);
  let isDone = false;
  const applied = updates
    .apply(update(WAYPOINT_SERVICE_TYPE, { resources: [{ name: NAME, version: "1", payload }] }))
    .then((rejections) => {
      isDone = true;
      return rejections;
    });
  expect(sent).toEqual([
    { type: "configure", version: 1, upserts: [{ kind: "service", service }], removals: [] },
  ]);
  updates.configured({ type: "configured", index: 0, version: 1 });
  await Promise.resolve();
  expect(isDone).toBe(false);
  updates.configured({ type: "configured", index: 1, version: 1 });
  expect(await applied).toEqual([]);
  expect(updates.resources).toHaveLength(1);
});

test("what cannot be read is refused by name, and the others are used", async () => {
  const { sent, updates } = setUp(1);
  const good = { name: NAME, version: "1", payload: encodeWaypointService(aWaypointService()) };
  const bad = { name: "shop/bad", version: "1", payload: Uint8Array.of(0xff, 0xff) };
  const applied = updates.apply(update(WAYPOINT_SERVICE_TYPE, { resources: [bad, good] }));
  updates.configured({ type: "configured", index: 0, version: 1 });
  expect((await applied).map(({ name }) => name)).toEqual(["shop/bad"]);
  expect(sent[0]?.upserts).toHaveLength(1);
});

test("what is removed is named with its kind", async () => {
  const { sent, updates } = setUp(1);
  const applied = updates.apply(update(WAYPOINT_SETTINGS_TYPE, { removed: ["shop/waypoint"] }));
  updates.configured({ type: "configured", index: 0, version: 1 });
  await applied;
  expect(sent[0]?.removals).toEqual([{ kind: "settings", name: "shop/waypoint" }]);
});
