import { expect, test } from "vitest";
import { countUnbound } from "./count-unbound.ts";
import { anObject, StatusMesh } from "./testing/status-mesh.ts";

test("objects that ask for a waypoint and are attached to none are counted by the reason, until it is there", () => {
  const mesh = new StatusMesh();
  const service = (name: string, labels = {}) =>
    anObject("Service", { name, namespace: "shop", labels }, { spec: { ports: [{ port: 80 }] } });
  const gateway = (labels = {}) =>
    anObject(
      "Gateway",
      { name: "waypoint", namespace: "shop", labels },
      {
        spec: {
          gatewayClassName: "istio-waypoint",
          listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
        },
        status: { addresses: [{ value: "10.0.0.1" }] },
      },
    );
  const asking = { "istio.io/use-waypoint": "waypoint" };
  const denying = { ...asking, "ambit.dev/waypoint-missing": "deny" };
  mesh.apply(service("a", asking), service("b", denying), service("c"));
  expect(countUnbound(mesh.statuses.values())).toEqual(new Map([["WaypointIsNotReady", 2]]));
  mesh.apply(gateway({ "istio.io/waypoint-for": "workload" }));
  expect(countUnbound(mesh.statuses.values())).toEqual(new Map([["UnsupportedTrafficType", 2]]));
  mesh.apply(gateway());
  expect(countUnbound(mesh.statuses.values())).toEqual(new Map());
});
