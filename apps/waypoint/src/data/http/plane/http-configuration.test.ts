import { parseIpAddress } from "@ambit/addr";
import type { WaypointResource, WaypointService } from "@ambit/model/http";
import { aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { HttpConfiguration } from "./http-configuration.ts";

const hostnameOf = (number: number): string => `s${number}.shop.svc.cluster.local`;

/** So many services, which count how often somebody looks at the routes or the ports of one of them. */
function countedServices(count: number): { upserts: WaypointResource[]; looks: () => number } {
  let looks = 0;
  const counted: ProxyHandler<WaypointService> = {
    get(service, name) {
      if (name === "routeTables" || name === "ports") looks++;
      return Reflect.get(service, name) as unknown;
    },
  };
  const upserts = Array.from({ length: count }, (_, number): WaypointResource => {
    const service = aWaypointService({ hostname: hostnameOf(number), routeTables: [aRouteTable()] });
    return { kind: "service", service: new Proxy(service, counted) };
  });
  return { upserts, looks: () => looks };
}

test("a change of one service among thousands looks at no route and no port of the others", () => {
  const configuration = new HttpConfiguration();
  const { upserts, looks } = countedServices(2_000);
  configuration.apply({ upserts, removals: [] });
  const changed = aWaypointService({ hostname: hostnameOf(7), routeTables: [] });
  configuration.apply({ upserts: [{ kind: "service", service: changed }], removals: [] });
  configuration.apply({ upserts: [], removals: [{ kind: "service", name: `shop/${hostnameOf(8)}` }] });
  expect(looks()).toBe(0);
  expect(configuration.findService(`shop/${hostnameOf(7)}`)).toBe(changed);
  expect(configuration.findService(`shop/${hostnameOf(8)}`)).toBeUndefined();
  const destination = {
    kind: "service",
    service: `shop/${hostnameOf(9)}`,
    port: 80,
    address: parseIpAddress("10.96.0.9"),
  } as const;
  expect(configuration.chainOf(destination, "http")?.service?.hostname).toBe(hostnameOf(9));
  expect(looks()).toBe(1);
});
