import { describe, expect, test } from "vitest";
import { type AttachmentTarget, attach } from "./attachment.ts";
import { aWaypoint, MESH_LISTENER } from "./testing/gateway-objects.ts";
import type { Waypoint } from "./waypoint.ts";

const USE = "istio.io/use-waypoint";
const USE_NAMESPACE = "istio.io/use-waypoint-namespace";

function allowing(namespaces: object) {
  return { listeners: [{ ...MESH_LISTENER, allowedRoutes: { namespaces } }] };
}

function waypoint(name: string, { namespace = "shop", labels = {}, spec = {} } = {}): Waypoint {
  return aWaypoint({ metadata: { namespace, name, labels }, spec });
}

const serving = (traffic: string) => ({ labels: { "istio.io/waypoint-for": traffic } });
const waypoints = new Map(
  [
    waypoint("waypoint"),
    waypoint("workloads", serving("workload")),
    waypoint("all", serving("all")),
    waypoint("idle", serving("none")),
    waypoint("odd", serving("sevice")),
    waypoint("nobody", { spec: allowing({ from: "None" }) }),
    waypoint("closed", { namespace: "infra" }),
    waypoint("open", { namespace: "infra", spec: allowing({ from: "All" }) }),
    waypoint("chosen", {
      namespace: "infra",
      spec: allowing({ from: "Selector", selector: { matchLabels: { team: "a" } } }),
    }),
  ].map((one) => [`${one.namespace}/${one.name}`, one]),
);

function decide(target: Partial<AttachmentTarget>): string {
  const attachment = attach(
    {
      namespace: "shop",
      labels: {},
      namespaceLabels: {},
      traffic: "service",
      isSameNamespaceOnly: false,
      allNamespaceLabels: () => target.namespaceLabels ?? {},
      ...target,
    },
    (key) => waypoints.get(key),
  );
  switch (attachment.kind) {
    case "none":
      return "none";
    case "attached":
      return `${attachment.waypoint.namespace}/${attachment.waypoint.name} by ${attachment.level}`;
    case "refused":
      return `${attachment.reason} ${attachment.waypoint}`;
  }
}

describe("the object's label", () => {
  test.each<[name: string, labels: Record<string, string>, namespaceLabels: Record<string, string>, string]>([
    ["names a waypoint", { [USE]: "waypoint" }, {}, "shop/waypoint by object"],
    [
      "names one of another namespace",
      { [USE]: "open", [USE_NAMESPACE]: "infra" },
      {},
      "infra/open by object",
    ],
    ["opts out of the namespace's", { [USE]: "none" }, { [USE]: "waypoint" }, "none"],
    [
      "does not fall back to the namespace's",
      { [USE]: "gone" },
      { [USE]: "waypoint" },
      "WaypointIsNotReady shop/gone",
    ],
    [
      "is not completed by the namespace's",
      { [USE]: "open" },
      { [USE_NAMESPACE]: "infra" },
      "WaypointIsNotReady shop/open",
    ],
    ["must be there", {}, {}, "none"],
  ])("%s", (_name, labels, namespaceLabels, expected) => {
    expect(decide({ labels, namespaceLabels })).toBe(expected);
  });
});

describe("the namespace's label", () => {
  test.each<[name: string, namespaceLabels: Record<string, string>, expected: string]>([
    ["names a waypoint for all in it", { [USE]: "waypoint" }, "shop/waypoint by namespace"],
    [
      "names one of another namespace",
      { [USE]: "open", [USE_NAMESPACE]: "infra" },
      "infra/open by namespace",
    ],
    ["is as good as absent with none", { [USE]: "none" }, "none"],
    ["may name what is not there", { [USE]: "gone" }, "WaypointIsNotReady shop/gone"],
  ])("%s", (_name, namespaceLabels, expected) => {
    expect(decide({ namespaceLabels })).toBe(expected);
  });
});

describe("traffic", () => {
  test.each<[traffic: "service" | "workload", name: string, expected: string]>([
    ["service", "waypoint", "shop/waypoint by object"],
    ["service", "all", "shop/all by object"],
    ["service", "workloads", "UnsupportedTrafficType shop/workloads"],
    ["service", "idle", "UnsupportedTrafficType shop/idle"],
    ["service", "odd", "UnsupportedTrafficType shop/odd"],
    ["workload", "waypoint", "UnsupportedTrafficType shop/waypoint"],
    ["workload", "all", "shop/all by object"],
    ["workload", "workloads", "shop/workloads by object"],
  ])("of a %s through %s", (traffic, name, expected) => {
    expect(decide({ traffic, labels: { [USE]: name } })).toBe(expected);
  });

  test("a workload has no quarrel with its namespace's waypoint for services", () => {
    expect(decide({ traffic: "workload", namespaceLabels: { [USE]: "waypoint" } })).toBe("none");
    expect(decide({ traffic: "service", namespaceLabels: { [USE]: "workloads" } })).toBe(
      "UnsupportedTrafficType shop/workloads",
    );
    expect(decide({ traffic: "workload", namespaceLabels: { [USE]: "gone" } })).toBe(
      "WaypointIsNotReady shop/gone",
    );
  });
});

describe("allowed routes", () => {
  test.each<[name: string, namespace: string, target: Partial<AttachmentTarget>, expected: string]>([
    ["closed", "infra", {}, "AttachmentDenied infra/closed"],
    ["open", "infra", {}, "infra/open by object"],
    ["nobody", "shop", {}, "AttachmentDenied shop/nobody"],
    ["chosen", "infra", {}, "AttachmentDenied infra/chosen"],
    ["chosen", "infra", { namespaceLabels: { team: "b" } }, "AttachmentDenied infra/chosen"],
    ["chosen", "infra", { namespaceLabels: { team: "a" } }, "infra/chosen by object"],
    ["closed", "infra", { namespace: "infra" }, "infra/closed by object"],
    ["open", "infra", { isSameNamespaceOnly: true }, "CrossNamespaceWaypointForbidden infra/open"],
    ["waypoint", "shop", { isSameNamespaceOnly: true }, "shop/waypoint by object"],
  ])("of %s", (name, namespace, target, expected) => {
    expect(decide({ labels: { [USE]: name, [USE_NAMESPACE]: namespace }, ...target })).toBe(expected);
  });
});
