import { decodeWaypointService, WAYPOINT_SERVICE_TYPE } from "@ambit/model/http/proto";
import { aWaypointService } from "@ambit/model/http/testing";
import { Address } from "@ambit/proto/workload";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, WORKLOAD_TYPE } from "@ambit/xds";
import { expect, test } from "vitest";
import type { AddressResource, AmbientChanges } from "../collections/ambient-index.ts";
import type { MeshPolicy } from "../policy/declare-policies.ts";
import { formatPushVersion, Publisher } from "./publisher.ts";
import { makeResourceStore } from "./xds-resources.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 3, 33, 6, 500);
const NOTHING = { updated: [], removed: [] };
const NO_CONFIGS = { waypointConfigs: NOTHING };

function aWorkload(name: string, node = "n1"): AddressResource {
  const uid = `Kubernetes//Pod/app/${name}`;
  const services = { "app/web.app.svc.cluster.local": { ports: [{ servicePort: 80, targetPort: 8080 }] } };
  return {
    kind: "workload",
    name: uid,
    aliases: ["/10.0.0.1"],
    workload: { uid, name, namespace: "app", addresses: [Uint8Array.of(10, 0, 0, 1)], node, services },
  };
}

function aService(): AddressResource {
  return {
    kind: "service",
    name: "app/web.app.svc.cluster.local",
    aliases: ["/10.96.0.1"],
    source: "Service/app/web",
    waypointKeys: [],
    service: { name: "web", namespace: "app", hostname: "web.app.svc.cluster.local" },
  };
}

const policy: MeshPolicy = { key: "app/deny", authorization: { name: "deny", namespace: "app", action: 1 } };

function setUp() {
  const store = makeResourceStore("initial");
  return { store, publisher: new Publisher({ store, epochMs: () => NOW_MS }) };
}

function namesOf(store: ReturnType<typeof makeResourceStore>, typeUrl: string): readonly string[] {
  return (store.collection(typeUrl)?.all() ?? []).map(({ name }) => name);
}

test("a push is one step over all types, with a version of time and counter", () => {
  const { store, publisher } = setUp();
  const addresses = { updated: [aWorkload("a"), aService()], removed: [] };
  expect(
    publisher.gather({ ...NO_CONFIGS, addresses, authorizations: { updated: [policy], removed: [] } }),
  ).toBe(true);
  expect(namesOf(store, ADDRESS_TYPE)).toEqual([]);
  const push = publisher.publish();
  expect(push?.version).toBe("2026-11-23T03:33:06Z/1");
  expect(store.version).toBe("2026-11-23T03:33:06Z/1");
  expect(namesOf(store, ADDRESS_TYPE)).toEqual(["Kubernetes//Pod/app/a", "app/web.app.svc.cluster.local"]);
  expect(namesOf(store, WORKLOAD_TYPE)).toEqual(["Kubernetes//Pod/app/a"]);
  expect(namesOf(store, AUTHORIZATION_TYPE)).toEqual(["app/deny"]);
});

test("each waypoint has resources of its own, and hears of the others' nothing", () => {
  const { store, publisher } = setUp();
  const service = { ...aWaypointService(), namespace: "app", hostname: "web" };
  const config = (waypoint: string) => ({ kind: "service", waypoint, name: "app/web", service }) as const;
  const gather = (waypointConfigs: AmbientChanges["waypointConfigs"]) =>
    publisher.gather({ addresses: NOTHING, authorizations: NOTHING, waypointConfigs });
  gather({ updated: [config("app/one"), config("app/two")], removed: [] });
  expect(publisher.publish()?.changed).toEqual(new Map([[WAYPOINT_SERVICE_TYPE, new Set(["app/web"])]]));
  const of = (waypoint: string) => store.collection(WAYPOINT_SERVICE_TYPE, waypoint)?.all() ?? [];
  expect(of("app/one").map(({ name }) => name)).toEqual(["app/web"]);
  expect(decodeWaypointService(of("app/one")[0]?.payload ?? new Uint8Array())).toEqual({
    kind: "service",
    service,
  });
  const before = store.collection(WAYPOINT_SERVICE_TYPE, "app/two")?.position;
  gather({ updated: [], removed: ["app/one|service|app/web"] });
  publisher.publish();
  expect(of("app/one")).toEqual([]);
  expect(of("app/two")).toHaveLength(1);
  expect(store.collection(WAYPOINT_SERVICE_TYPE, "app/two")?.position).toBe(before);
  expect(store.collection(WAYPOINT_SERVICE_TYPE)).toBeUndefined();
});

test("resources have their names, aliases, followers and nodes, and a version of their bytes", () => {
  const { store, publisher } = setUp();
  publisher.gather({
    ...NO_CONFIGS,
    addresses: { updated: [aWorkload("a"), aService()], removed: [] },
    authorizations: { updated: [policy], removed: [] },
  });
  publisher.publish();
  const workload = store.collection(ADDRESS_TYPE)?.get("Kubernetes//Pod/app/a");
  expect(workload).toMatchObject({
    aliases: ["/10.0.0.1"],
    follows: ["app/web.app.svc.cluster.local"],
    node: "n1",
    version: expect.stringMatching(/^[1-9a-f][0-9a-f]{0,15}$/),
  });
  expect(Address.decode(workload?.payload ?? new Uint8Array()).workload?.name).toBe("a");
  expect(store.collection(AUTHORIZATION_TYPE)?.get("app/deny")?.version).toMatch(/^[1-9a-f][0-9a-f]{0,15}$/);
});

test("what changes and comes and goes between two pushes is told as it is in the end", () => {
  const { store, publisher } = setUp();
  const apply = (updated: readonly AddressResource[], removed: readonly string[] = []) =>
    publisher.gather({ ...NO_CONFIGS, addresses: { updated, removed }, authorizations: NOTHING });
  apply([aWorkload("a"), aWorkload("b")]);
  publisher.publish();
  apply([aWorkload("a", "n2")]);
  apply([aWorkload("a", "n3"), aWorkload("c")]);
  apply([], ["Kubernetes//Pod/app/c", "Kubernetes//Pod/app/b"]);
  expect(publisher.waiting).toBe(3);
  const push = publisher.publish();
  expect([...(push?.changed.get(ADDRESS_TYPE) ?? [])]).toEqual([
    "Kubernetes//Pod/app/a",
    "Kubernetes//Pod/app/b",
  ]);
  expect(store.collection(ADDRESS_TYPE)?.get("Kubernetes//Pod/app/a")?.node).toBe("n3");
  expect(publisher.waiting).toBe(0);
});

test("what is as before in the end is no push", () => {
  const { store, publisher } = setUp();
  publisher.gather({
    ...NO_CONFIGS,
    addresses: { updated: [aWorkload("a")], removed: [] },
    authorizations: NOTHING,
  });
  publisher.publish();
  const before = store.version;
  publisher.gather({
    ...NO_CONFIGS,
    addresses: { updated: [aWorkload("a", "n2")], removed: [] },
    authorizations: NOTHING,
  });
  publisher.gather({
    ...NO_CONFIGS,
    addresses: { updated: [aWorkload("a")], removed: [] },
    authorizations: NOTHING,
  });
  expect(publisher.publish()).toBeUndefined();
  expect(store.version).toBe(before);
  expect(publisher.gather({ ...NO_CONFIGS, addresses: NOTHING, authorizations: NOTHING })).toBe(false);
});

test("versions count on", () => {
  expect(formatPushVersion(NOW_MS, 85)).toBe("2026-11-23T03:33:06Z/85");
});
