// Waypoints at a real controller: each is told what is for itself, in time, and nobody else is told it.
import { systemClock } from "@ambit/lifecycle";
import {
  decodeWaypointService,
  WAYPOINT_SERVICE_TYPE,
  WAYPOINT_SETTINGS_TYPE,
} from "@ambit/model/http/proto";
import type { XdsNode } from "@ambit/xds";
import { openDeltaStream } from "@ambit/xds-grpc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEPLOYMENTS, GATEWAYS, SERVICES } from "../src/kube/resources.ts";
import { Rig, type RunningController, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

const SHOP = { namespace: "shop" };
/** A machine at work. */
const OPEN_LIMIT_MS = 60_000;
const TYPES = [WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE];

let rig: Rig;
let controller: RunningController;

beforeAll(async () => {
  rig = await aMesh();
  controller = await rig.controller({ env: { AMBIT_WAYPOINT_IMAGE: "hub/waypoint:1" } });
}, OPEN_LIMIT_MS);

afterAll(async () => {
  await controller[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

async function aMesh(): Promise<Rig> {
  const made = await Rig.open();
  await made.create({ kind: "Namespace", metadata: { name: "shop" } });
  for (const name of ["one", "two"]) {
    await made.create({
      kind: "Gateway",
      metadata: { name, ...SHOP },
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
      },
    });
    await made.create({
      kind: "Service",
      metadata: { name: `of-${name}`, ...SHOP, labels: { "istio.io/use-waypoint": name } },
      spec: { ports: [{ name: "http", port: 80 }] },
    });
  }
  return made;
}

function nodeOf(gateway: string): XdsNode {
  return {
    id: `waypoint~10.0.0.3~${gateway}-x.shop~shop.svc.cluster.local`,
    metadata: {
      NAMESPACE: "shop",
      SERVICE_ACCOUNT: gateway,
      LABELS: { "gateway.networking.k8s.io/gateway-name": gateway },
    },
  };
}

test("a waypoint is told what it serves and hears of its changes; another's are not its own", async () => {
  const pod = await rig.pod("one-x", { ...SHOP, account: "one", ip: "10.0.0.3", isEnrolled: false });
  const token = await rig.token("shop", "one", { pod });
  const endpoint = controller.endpoint(token);
  await using proxy = await TestProxy.open({ endpoint, node: nodeOf("one"), typeUrls: TYPES });
  const name = "shop/of-one.shop.svc.cluster.local";
  expect(proxy.names(WAYPOINT_SERVICE_TYPE)).toEqual([name]);
  expect(proxy.names(WAYPOINT_SETTINGS_TYPE)).toEqual(["shop/one"]);
  const route = (to: string) =>
    rig.create({
      kind: "HTTPRoute",
      metadata: { name: `to-${to}`, ...SHOP },
      spec: {
        parentRefs: [{ group: "", kind: "Service", name: to }],
        rules: [{ matches: [{ path: { type: "Exact", value: "/x" } }] }],
      },
    });
  await route("of-two");
  await route("of-one");
  await soon(() => {
    const payload = proxy.payload(WAYPOINT_SERVICE_TYPE, name) ?? new Uint8Array();
    expect(decodeWaypointService(payload)).toMatchObject({
      service: { routeTables: [{ rules: [{ name: "shop/to-of-one/0" }] }] },
    });
  });
  expect(proxy.names(WAYPOINT_SERVICE_TYPE)).toEqual([name]);
});

test("who runs as another account of the namespace is told nothing", async () => {
  const pod = await rig.pod("thief", { ...SHOP, account: "thief", ip: "10.0.0.4", isEnrolled: false });
  const token = await rig.token("shop", "thief", { pod });
  const node = { ...nodeOf("one"), metadata: { ...nodeOf("one").metadata, SERVICE_ACCOUNT: "thief" } };
  using stream = await openDeltaStream({
    endpoint: controller.endpoint(token),
    clock: systemClock,
    signal: new AbortController().signal,
  });
  stream.send({
    node,
    typeUrl: WAYPOINT_SERVICE_TYPE,
    subscribe: ["*"],
    unsubscribe: [],
    initialVersions: new Map(),
    responseNonce: "",
  });
  expect(await stream.next()).toMatchObject({
    message: expect.stringMatching(/^status 7: not allowed to be waypoint shop\/one/),
  });
});

test("a Gateway gets its Deployment and Service", async () => {
  await soon(async () => {
    const named = { ...SHOP, name: "one" };
    const deployment = await rig.api.get(DEPLOYMENTS, named);
    expect(deployment).toMatchObject({
      spec: { template: { spec: { serviceAccountName: "one", containers: [{ image: "hub/waypoint:1" }] } } },
    });
    expect(await rig.api.get(SERVICES, named)).toMatchObject({
      spec: { ports: [{ port: 15_021 }, { port: 15_008 }] },
    });
    expect(await rig.api.get(GATEWAYS, named)).toMatchObject({
      metadata: { annotations: { "gateway.istio.io/controller-version": "5" } },
    });
  });
});
