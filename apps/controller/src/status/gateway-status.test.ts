import { describe, expect, test } from "vitest";
import { CONTROLLERS, type Controller } from "../waypoint/gateway-classes.ts";
import { aGateway, MESH_LISTENER } from "../waypoint/testing/gateway-objects.ts";
import { gatewayPlaces, type ServiceReadiness } from "./gateway-places.ts";
import type { FoundPlace } from "./gateway-programmed.ts";
import { gatewayStatus } from "./gateway-status.ts";

const SUFFIX = "cluster.local";
const HOST = "waypoint.shop.svc.cluster.local";
const ready: ServiceReadiness = {
  clusterIps: ["10.96.0.1"],
  externalAddresses: [],
  isAddressPending: false,
  ports: new Set([15_008]),
  readyPorts: new Set([15_008]),
  isManaged: true,
};

function at(service: ServiceReadiness | undefined, hostname = HOST): FoundPlace {
  return { hostname, serviceName: "waypoint", service };
}

function statusOf(
  parts: Parameters<typeof aGateway>[0],
  places: readonly FoundPlace[] = [at(ready)],
  controller: Controller = CONTROLLERS.waypoint,
) {
  const gateway = aGateway(parts);
  const { unsupported } = gatewayPlaces(gateway, controller, SUFFIX);
  return gatewayStatus(gateway, controller, { places, unsupported });
}

function conditionOf(type: string, { status }: ReturnType<typeof statusOf>): string | undefined {
  const condition = status.conditions?.find((one) => one.type === type);
  return condition && `${condition.status} ${condition.reason}`;
}

test("a waypoint that is ready is programmed, and shows its addresses", () => {
  const { status, manager, isShown } = statusOf({ status: {} });
  expect({ manager, isShown }).toEqual({ manager: "istio-gateway", isShown: false });
  expect(status.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
    "Accepted Accepted",
    "Programmed Programmed",
    "ResolvedRefs ResolvedRefs",
  ]);
  expect(status.conditions?.[1]?.message).toBe(`Assigned to ${HOST}:15008.`);
  expect(status.addresses).toEqual([
    { type: "IPAddress", value: "10.96.0.1" },
    { type: "Hostname", value: HOST },
  ]);
  expect(status.listeners).toMatchObject([{ name: "mesh", attachedRoutes: 0, supportedKinds: [] }]);
  expect(
    status.listeners?.[0]?.conditions.map(({ type, status: is, reason }) => `${type} ${is} ${reason}`),
  ).toEqual([
    "Accepted True Accepted",
    "Conflicted False NoConflicts",
    "Programmed True Programmed",
    "ResolvedRefs True ResolvedRefs",
  ]);
});

describe("is not programmed", () => {
  test.each<[name: string, places: readonly FoundPlace[], expected: string]>([
    ["without a Service", [at(undefined)], "False AddressNotUsable"],
    ["while nothing is ready", [at({ ...ready, readyPorts: new Set() })], "False AddressNotAssigned"],
    [
      "if the Service lacks the port",
      [at({ ...ready, ports: new Set([80]), readyPorts: new Set([80]) })],
      "False AddressNotUsable",
    ],
    [
      "if one of two Services is missing",
      [at(ready), at(undefined, "x.shop.svc.cluster.local")],
      "False AddressNotUsable",
    ],
    ["without an address that can be served", [], "False UnsupportedAddress"],
  ])("%s", (_name, places, expected) => {
    expect(conditionOf("Programmed", statusOf({}, places))).toBe(expected);
  });

  test("but a port of its own Service whose endpoints are on their way does not make it so", () => {
    const places = [at({ ...ready, readyPorts: new Set([15_021]) })];
    expect(conditionOf("Programmed", statusOf({}, places))).toBe("True Programmed");
    expect(
      conditionOf(
        "Programmed",
        statusOf({}, [at({ ...ready, isManaged: false, readyPorts: new Set([80]) })]),
      ),
    ).toBe("False AddressNotUsable");
  });
});

describe("addresses", () => {
  test("once shown stay, when nothing is ready any more", () => {
    const addresses = [{ type: "IPAddress", value: "10.96.0.9" }];
    expect(statusOf({ status: { addresses } }, [at(undefined)]).status.addresses).toEqual(addresses);
    expect(statusOf({ status: {} }, [at(undefined)]).status.addresses).toBeUndefined();
  });

  test.each<[type: string | undefined, controller: Controller, types: readonly string[]]>([
    [undefined, CONTROLLERS.waypoint, ["IPAddress", "Hostname"]],
    ["IPAddress", CONTROLLERS.waypoint, ["IPAddress"]],
    ["Hostname", CONTROLLERS.waypoint, ["Hostname"]],
    [undefined, CONTROLLERS.ingress, ["Hostname"]],
  ])("of type %s for %s", (type, controller, types) => {
    const annotations = type === undefined ? {} : { "networking.istio.io/address-type": type };
    const { status } = statusOf({ metadata: { annotations }, status: {} }, [at(ready)], controller);
    expect(status.addresses?.map((address) => address.type)).toEqual(types);
  });
});

describe("a load balancer", () => {
  test("that gave an address is where the Gateway is", () => {
    const places = [at({ ...ready, externalAddresses: ["198.51.100.1", "lb.example.com"] })];
    const status = statusOf({ status: {} }, places);
    expect(conditionOf("Programmed", status)).toBe("True Programmed");
    expect(status.status.addresses).toEqual([
      { type: "IPAddress", value: "198.51.100.1" },
      { type: "Hostname", value: "lb.example.com" },
    ]);
  });

  test("that has yet to give one keeps the Gateway waiting", () => {
    const status = statusOf({ status: {} }, [at({ ...ready, isAddressPending: true })]);
    expect(conditionOf("Programmed", status)).toBe("False AddressNotAssigned");
    expect(status.status.addresses).toEqual([{ type: "IPAddress", value: "10.96.0.1" }]);
  });
});

describe("listeners", () => {
  const http = { name: "http", port: 80, protocol: "HTTP" };
  const broken = { name: "broken", port: 15_009, protocol: "HBONE" };

  test.each<[name: string, listeners: readonly object[], accepted: string]>([
    ["all valid", [MESH_LISTENER], "True Accepted"],
    ["some invalid", [MESH_LISTENER, broken, http], "True ListenersNotValid"],
    ["none valid", [http], "False ListenersNotValid"],
  ])("%s", (_name, listeners, accepted) => {
    expect(conditionOf("Accepted", statusOf({ spec: { listeners } }))).toBe(accepted);
  });

  test.each<[controller: keyof typeof CONTROLLERS, listener: object, isValid: boolean]>([
    ["waypoint", MESH_LISTENER, true],
    ["waypoint", broken, false],
    ["waypoint", { ...MESH_LISTENER, protocol: "HTTP" }, false],
    ["ingress", http, true],
    ["ingress", { ...http, protocol: "TCP" }, true],
    ["ingress", { ...http, protocol: "UDP" }, false],
    ["ingress", MESH_LISTENER, false],
    ["eastWest", { ...MESH_LISTENER, tls: { mode: "Terminate" } }, true],
    ["eastWest", { ...MESH_LISTENER, tls: { mode: "Passthrough" } }, false],
    ["eastWest", { name: "tls", port: 15_443, protocol: "TLS", tls: { mode: "Passthrough" } }, true],
    ["eastWest", http, false],
  ])("of a %s Gateway: %j", (controller, listener, isValid) => {
    const { status } = statusOf({ spec: { listeners: [listener] } }, [at(ready)], CONTROLLERS[controller]);
    const [accepted, , programmed] = status.listeners?.[0]?.conditions ?? [];
    expect(accepted).toMatchObject(
      isValid ? { status: "True", reason: "Accepted" } : { status: "False", reason: "UnsupportedProtocol" },
    );
    expect(programmed?.status).toBe(isValid ? "True" : "False");
  });
});

test("a Gateway that asks for addresses which cannot be served is not accepted", () => {
  const addresses = [{ type: "Hostname", value: "mine" }, { value: "1.2.3.4" }];
  expect(conditionOf("Accepted", statusOf({ spec: { addresses } }))).toBe("False UnsupportedAddress");
  expect(conditionOf("Accepted", statusOf({ spec: { addresses: addresses.slice(0, 1) } }))).toBe(
    "True Accepted",
  );
});

test("a remote Gateway is as it says, and has no listeners here", () => {
  const spec = { addresses: [{ type: "Hostname", value: "remote.example.com" }] };
  const { status } = statusOf({ spec, status: {} }, [], CONTROLLERS.unmanaged);
  expect(status.conditions?.map(({ type, status: is }) => `${type} ${is}`)).toEqual([
    "Accepted True",
    "Programmed True",
  ]);
  expect(status.addresses).toEqual(spec.addresses);
  expect(status.listeners).toEqual([]);
});

test("a Gateway that shows its status is left alone until something of it differs", () => {
  const shownBy = (changes: object) => {
    const { status } = statusOf({ status: {} });
    return statusOf({ status: { ...status, ...changes } }).isShown;
  };
  expect(shownBy({})).toBe(true);
  expect(shownBy({ listeners: [] })).toBe(false);
  expect(shownBy({ conditions: [] })).toBe(false);
  expect(shownBy({ addresses: [{ type: "Hostname", value: "old.example.com" }] })).toBe(false);
  expect(shownBy({ listeners: [{ name: "mesh", attachedRoutes: 1, conditions: [] }] })).toBe(false);
});

describe("places", () => {
  test.each<
    [
      name: string,
      parts: Parameters<typeof aGateway>[0],
      controller: Controller,
      hostnames: readonly string[],
    ]
  >([
    ["a Service of its name", {}, CONTROLLERS.waypoint, [HOST]],
    [
      "with the class for an ingress",
      {},
      CONTROLLERS.ingress,
      ["waypoint-istio-waypoint.shop.svc.cluster.local"],
    ],
    [
      "of another name",
      { metadata: { annotations: { "gateway.istio.io/name-override": "other" } } },
      CONTROLLERS.waypoint,
      ["other.shop.svc.cluster.local"],
    ],
    ["with one IP address", { spec: { addresses: [{ value: "1.2.3.4" }] } }, CONTROLLERS.waypoint, [HOST]],
    [
      "that are asked for",
      {
        spec: {
          addresses: [
            { type: "Hostname", value: "mine" },
            { type: "Hostname", value: "x.example.com" },
          ],
        },
      },
      CONTROLLERS.waypoint,
      ["mine.shop.svc.cluster.local", "x.example.com"],
    ],
    [
      "that nobody can serve",
      { spec: { addresses: [{ value: "1.2.3.4" }, { value: "1.2.3.5" }] } },
      CONTROLLERS.waypoint,
      [],
    ],
  ])("%s", (_name, parts, controller, hostnames) => {
    const { places } = gatewayPlaces(aGateway(parts), controller, SUFFIX);
    expect(places.map(({ hostname }) => hostname)).toEqual(hostnames);
  });
});
