import { describe, expect, test } from "vitest";
import { type AttachableService, attachService } from "./attach-service.ts";
import { aWaypoint } from "./testing/gateway-objects.ts";
import type { Waypoint } from "./waypoint.ts";

const USE = "istio.io/use-waypoint";
const CANARY = "istio.io/use-waypoint-canary";
const WEIGHT = "istio.io/use-waypoint-canary-weight";
const INGRESS = "istio.io/ingress-use-waypoint";

type Texts = Readonly<Record<string, string>>;

const at = (value: string, name: string, labels = {}): Waypoint =>
  aWaypoint({ metadata: { name, labels }, status: { addresses: [{ value }] } });
const waypoints = new Map([
  ["shop/main", at("10.0.0.1", "main")],
  ["shop/next", at("10.0.0.2", "next")],
  ["shop/workloads", at("10.0.0.3", "workloads", { "istio.io/waypoint-for": "workload" })],
]);

function attached({
  labels = {},
  annotations = {},
  home = {},
  homeAnnotations = {},
  kind = "Service",
}: {
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly home?: Texts;
  readonly homeAnnotations?: Texts;
  readonly kind?: AttachableService["kind"];
}) {
  return attachService(
    {
      findWaypoint: (key) => waypoints.get(key),
      findGateway: (key) => waypoints.get(key),
      domainSuffix: "cluster.local",
      namespace: () => ({ labels: home, annotations: homeAnnotations }),
      allNamespaceLabels: () => home,
      network: () => "net1",
    },
    { kind, meta: { namespace: "shop", labels, annotations }, visibility: "PUBLIC" },
  );
}

const gateway = (last: number) => ({
  address: { network: "net1", address: Uint8Array.of(10, 0, 0, last) },
  hboneMtlsPort: 15_008,
});

test("an attached service has the address of its waypoint, in the network of the cluster", () => {
  expect(attached({ labels: { [USE]: "main" } })).toMatchObject({
    waypoint: gateway(1),
    weightedWaypoints: [],
    waypointKeys: ["shop/main"],
    isIngressThroughWaypoint: false,
  });
});

test.each(["istio.io-mesh-controller", "istio.io-eastwest-controller"])(
  "the service of a gateway managed by %s has no waypoint",
  (controller) => {
    const labels = { "gateway.istio.io/managed": controller };
    expect(attached({ labels, home: { [USE]: "main" } }).waypoint).toBeUndefined();
    expect(attached({ labels, home: { [USE]: "main" }, kind: "ServiceEntry" }).waypoint).toEqual(gateway(1));
  },
);

describe("a waypoint that cannot be had", () => {
  const MISSING = "ambit.dev/waypoint-missing";
  const nowhere = {
    hostname: { namespace: "shop", hostname: "gone.shop.svc.cluster.local" },
    hboneMtlsPort: 15_008,
  };
  test.each([
    ["lets traffic go directly, as in Istio", {}, {}, undefined],
    ["refuses it where the object says so", { [MISSING]: "deny" }, {}, nowhere],
    ["refuses it where the namespace says so", {}, { [MISSING]: "deny" }, nowhere],
    ["leaves the last word to the object", { [MISSING]: "allow" }, { [MISSING]: "deny" }, undefined],
  ])("%s", (_name, labels, home, waypoint) => {
    const attachment = attached({ labels: { [USE]: "gone", ...labels }, home });
    expect(attachment).toMatchObject({ isDenied: waypoint !== undefined, waypointKeys: [] });
    expect(attachment.waypoint).toEqual(waypoint);
  });

  test("is none where nobody asks for one", () => {
    expect(attached({ labels: { [MISSING]: "deny" } }).waypoint).toBeUndefined();
  });
});

describe("a canary", () => {
  test("shares the connections by weight, and the primary stays the waypoint", () => {
    const labels = { [USE]: "main", [CANARY]: "next" };
    expect(attached({ labels, annotations: { [WEIGHT]: "20" } })).toMatchObject({
      waypoint: gateway(1),
      weightedWaypoints: [
        { destination: gateway(1), weight: 80 },
        { destination: gateway(2), weight: 20 },
      ],
      waypointKeys: ["shop/main", "shop/next"],
    });
  });

  test.each<[text: string | undefined, weight: number | undefined]>([
    [undefined, 0],
    ["0", 0],
    ["100", 100],
    ["101", undefined],
    ["-1", undefined],
    ["ten", undefined],
    ["1.5", undefined],
    ["", undefined],
  ])("with the weight %j", (text, weight) => {
    const annotations: Texts = text === undefined ? {} : { [WEIGHT]: text };
    const { canary } = attached({ labels: { [USE]: "main", [CANARY]: "next" }, annotations });
    expect(canary).toMatchObject(
      weight === undefined
        ? { kind: "refused", reason: "CanaryInvalidWeight" }
        : { kind: "attached", weight },
    );
  });

  test.each<[name: string, parts: Parameters<typeof attached>[0], expected: string]>([
    ["that is the primary", { labels: { [USE]: "main", [CANARY]: "main" } }, "CanarySameAsPrimary"],
    [
      "that is the primary, whatever its weight",
      { labels: { [USE]: "main", [CANARY]: "main" }, annotations: { [WEIGHT]: "x" } },
      "CanarySameAsPrimary",
    ],
    ["that is not there", { labels: { [USE]: "main", [CANARY]: "gone" } }, "WaypointIsNotReady"],
    ["for workloads", { labels: { [USE]: "main", [CANARY]: "workloads" } }, "UnsupportedTrafficType"],
    ["without a primary", { labels: { [CANARY]: "next" } }, "none"],
    ["of a primary that is refused", { labels: { [USE]: "gone", [CANARY]: "next" } }, "none"],
    [
      "of the namespace, for a primary of the namespace",
      { home: { [USE]: "main", [CANARY]: "next" } },
      "attached",
    ],
    [
      "of the namespace, for a primary of its own",
      { labels: { [USE]: "main" }, home: { [CANARY]: "next" } },
      "none",
    ],
    [
      "of its own, for a primary of the namespace",
      { labels: { [CANARY]: "next" }, home: { [USE]: "main", [CANARY]: "gone" } },
      "attached",
    ],
  ])("%s", (_name, parts, expected) => {
    const { canary, primary } = attached(parts);
    expect(canary.kind === "refused" ? canary.reason : canary.kind).toBe(expected);
    expect(canary.kind === "refused" ? primary.kind : "attached").toBe("attached");
  });

  test("of the namespace has the weight of the namespace", () => {
    const home = { [USE]: "main", [CANARY]: "next" };
    const { canary } = attached({ home, homeAnnotations: { [WEIGHT]: "7" }, annotations: { [WEIGHT]: "9" } });
    expect(canary).toMatchObject({ weight: 7 });
  });
});

describe("ingress through the waypoint", () => {
  test.each<[own: string | undefined, ofNamespace: string | undefined, expected: string]>([
    [undefined, undefined, "unset"],
    ["true", undefined, "on"],
    ["1", undefined, "on"],
    ["false", "true", "off"],
    ["F", "true", "off"],
    ["yes", "true", "on"],
    [undefined, "TRUE", "on"],
    [undefined, "False", "off"],
    ["yes", undefined, "unset"],
  ])("own label %j, the namespace's %j: %s", (own, ofNamespace, expected) => {
    const labels = (value: string | undefined): Texts => (value === undefined ? {} : { [INGRESS]: value });
    const { ingress, isIngressThroughWaypoint } = attached({
      labels: { [USE]: "main", ...labels(own) },
      home: labels(ofNamespace),
    });
    expect(ingress).toBe(expected);
    expect(isIngressThroughWaypoint).toBe(expected === "on");
  });

  test("needs a waypoint", () => {
    expect(attached({ labels: { [INGRESS]: "true" } }).isIngressThroughWaypoint).toBe(false);
  });
});
