import { type MeshResource, resourceKey } from "@ambit/model";
import {
  aPolicy,
  aService,
  aWorkload,
  encodeResource,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, type DeltaUpdate, type XdsResource } from "@ambit/xds";
import { describe, expect, test } from "vitest";
import { decodeUpdate } from "./xds-updates.ts";

const pod = workloadResource(aWorkload({ name: "a" }));
const service = serviceResource(aService());
const policy = policyResource(aPolicy());

function sent(resource: MeshResource, fields: Partial<XdsResource> = {}): XdsResource {
  return { ...encodeResource(resource), version: "1", aliases: [], ...fields };
}

function update(typeUrl: string, fields: Partial<DeltaUpdate>): DeltaUpdate {
  return { typeUrl, resources: [], removed: [], nonce: "n", stream: 1, ...fields };
}

function decode(given: DeltaUpdate, known: readonly string[] = []) {
  return decodeUpdate(given, { hasWorkload: (uid) => known.includes(uid), pause: () => Promise.resolve() });
}

test("addresses are workloads and services", async () => {
  const { batch, rejections, warnings } = await decode(
    update(ADDRESS_TYPE, { resources: [sent(pod), sent(service)] }),
  );
  expect(batch.upserts.map(({ kind }) => kind)).toEqual(["workload", "service"]);
  expect(batch.upserts.map(resourceKey)).toEqual([pod, service].map(resourceKey));
  expect([batch.removals, rejections, warnings]).toEqual([[], [], []]);
});

test("authorizations are policies", async () => {
  const { batch } = await decode(update(AUTHORIZATION_TYPE, { resources: [sent(policy)] }));
  expect(batch.upserts).toEqual([policy]);
});

describe("a bad resource", () => {
  test.each([
    ["is no message", { payload: Uint8Array.of(0x0a, 99) }, /^not a message of this type/],
    ["is empty", { payload: new Uint8Array() }, /neither a workload nor a service/],
    [
      "is called something else",
      { name: "x" },
      /^the resource says that it is "Kubernetes\/\/Pod\/default\/a"/,
    ],
  ])("that %s is refused by name, and the others are used", async (_name, fields, reason) => {
    const bad = sent(pod, fields);
    const { batch, rejections } = await decode(
      update(ADDRESS_TYPE, { resources: [sent(service), bad, sent(pod)] }),
    );
    expect(batch.upserts.map(({ kind }) => kind)).toEqual(["service", "workload"]);
    expect(rejections).toEqual([{ name: bad.name, reason: expect.stringMatching(reason) as string }]);
  });

  test("that is used in part is told of", async () => {
    const open = aPolicy({ rules: [[[]]] });
    const { payload } = encodeResource(policyResource(open));
    // source_ips of one address of one byte, in an entry of its own.
    const entry = [0x2a, 3, 0x0a, 1, 9];
    const clause = [0x12, entry.length, ...entry];
    const group = [0x0a, clause.length, ...clause];
    const withBadEntry = Uint8Array.of(...payload, 0x2a, group.length, ...group);
    const { batch, warnings, rejections } = await decode(
      update(AUTHORIZATION_TYPE, { resources: [sent(policyResource(open), { payload: withBadEntry })] }),
    );
    expect(batch.upserts).toHaveLength(1);
    expect(rejections).toEqual([]);
    expect(warnings).toMatchObject([{ name: "default/policy" }]);
  });
});

describe("a removed name", () => {
  const uid = "Kubernetes//Pod/default/a";
  test.each([
    ["of a workload that is there", uid, [{ kind: "workload", key: uid }]],
    ["of a workload that looks like a service", "odd/uid", [{ kind: "workload", key: "odd/uid" }]],
    ["of a service", "ns/host", [{ kind: "service", key: "ns/host" }]],
    ["of a workload that is not there", "Kubernetes//Pod/default/b", []],
    ["without a slash", "nothing", []],
    ["that is empty", "", []],
  ])("%s", async (_name, name, expected) => {
    const { batch } = await decode(update(ADDRESS_TYPE, { removed: [name] }), [uid, "odd/uid"]);
    expect(batch.removals).toEqual(expected);
  });

  test("of a policy", async () => {
    const { batch } = await decode(update(AUTHORIZATION_TYPE, { removed: ["ns/p"] }));
    expect(batch.removals).toEqual([{ kind: "policy", key: "ns/p" }]);
  });
});

test("a large update lets others have the thread now and then", async () => {
  const resources = Array.from({ length: 2_500 }, () => sent(pod));
  let pauses = 0;
  const pause = () => {
    pauses += 1;
    return Promise.resolve();
  };
  const { batch } = await decodeUpdate(update(ADDRESS_TYPE, { resources }), {
    hasWorkload: () => false,
    pause,
  });
  expect(batch.upserts).toHaveLength(2_500);
  expect(pauses).toBe(2);
});
