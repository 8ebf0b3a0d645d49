import { expect, test } from "vitest";
import type { Json } from "../collections/testing/ambient-mesh.ts";
import { anObject, aServiceOf, aWaypointGateway, hostOf, WaypointMesh } from "./testing/waypoint-mesh.ts";

/** A Telemetry that gives requests a label of its own name. */
function aTelemetry(name: string, namespace: string, more: Json = {}): Json {
  const tagOverrides = { [name]: { value: "1" } };
  return anObject(
    "Telemetry",
    { name, namespace },
    { spec: { metrics: [{ overrides: [{ tagOverrides }] }], ...more } },
  );
}

function labelsOf(mesh: WaypointMesh, service: string): readonly string[] {
  const changes = mesh.serviceOf(hostOf(service))?.telemetry.metricChanges ?? [];
  return changes.flatMap(({ labels }) => labels.map(({ name }) => name));
}

test("a Telemetry is for its targets, or for its namespace, and the more specific ones come last", () => {
  const mesh = new WaypointMesh();
  const target = (kind: string, name: string, group = "") => ({ targetRefs: [{ group, kind, name }] });
  mesh.apply(
    aWaypointGateway(),
    aServiceOf("echo"),
    aServiceOf("other"),
    aTelemetry("of_service", "shop", target("Service", "echo")),
    aTelemetry("of_gateway", "shop", target("Gateway", "waypoint", "gateway.networking.k8s.io")),
    aTelemetry("of_namespace", "shop"),
    aTelemetry("of_mesh", "istio-system"),
    aTelemetry("of_pods", "shop", { selector: { matchLabels: { app: "echo" } } }),
    aTelemetry("of_others", "elsewhere"),
  );
  expect(labelsOf(mesh, "echo")).toEqual(["of_mesh", "of_namespace", "of_gateway", "of_service"]);
  expect(labelsOf(mesh, "other")).toEqual(["of_mesh", "of_namespace", "of_gateway"]);
  const ofPods = mesh.settingsOf()?.workloadTelemetry.metricChanges ?? [];
  expect(ofPods[0]?.labels.map(({ name }) => name)).toEqual(["of_mesh", "of_namespace", "of_gateway"]);
  mesh.remove("Telemetry", "shop/of_service");
  expect(labelsOf(mesh, "echo")).not.toContain("of_service");
});
