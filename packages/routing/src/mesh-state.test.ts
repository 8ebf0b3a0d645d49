import { parseCidr, parseIpAddress } from "@ambit/addr";
import { MeshState } from "@ambit/mesh-state";
import type { Service, Workload } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { chooseUpstream } from "./choose-upstream.ts";
import type { RoutingState } from "./routing-state.ts";
import { gateway, request } from "./testing/mesh.ts";

const ip = parseIpAddress;
const client = aWorkload({ name: "client" });
const shop = aService({ name: "shop" });

function pod(name: string, address: string, fields: Partial<Workload> = {}): Workload {
  return aWorkload({ name, workloadIps: [ip(address)], services: [serviceKey(shop)], ...fields });
}

function meshState(services: readonly Service[], ...workloads: readonly Workload[]): RoutingState {
  const state = new MeshState();
  state.replaceAll([
    ...services.map((service) => serviceResource(service)),
    ...[client, ...workloads].map((workload) => workloadResource(workload)),
  ]);
  return state;
}

describe("on the real mesh state", () => {
  test("a service is balanced over its healthy endpoints", () => {
    const state = meshState(
      [shop],
      pod("a", "10.0.0.2"),
      pod("b", "10.0.0.3"),
      pod("sick", "10.0.0.4", { status: "Unhealthy" }),
    );
    const hops = [0, 0.5, 0.99].map((draw) => {
      const decision = chooseUpstream(state, request(client, "10.96.0.10:80"), () => draw);
      return decision.kind === "hbone" ? decision.authority : decision.kind;
    });
    expect(new Set(hops)).toEqual(new Set(["10.0.0.2:8080", "10.0.0.3:8080"]));
  });

  test("a service that allows all endpoints is balanced over the sick ones as well", () => {
    const loadBalancer = { mode: "Standard", routingPreferences: [], healthPolicy: "AllowAll" } as const;
    const sick = { status: "Unhealthy" } as const;
    const state = meshState([{ ...shop, loadBalancer }], pod("a", "10.0.0.2"), pod("sick", "10.0.0.4", sick));
    const hops = [0, 0.99].map((draw) => chooseUpstream(state, request(client, "10.96.0.10:80"), () => draw));
    expect(hops).toMatchObject([{ authority: "10.0.0.2:8080" }, { authority: "10.0.0.4:8080" }]);
  });

  test("a service by block of addresses, and its waypoint by name", () => {
    const waypoint = aService({ name: "waypoint", vips: [], ports: new Map([[15008, 15008]]) });
    const block = { network: "", cidr: parseCidr("192.0.2.0/24") };
    const service = { ...shop, vips: [], cidrVips: [block], waypoint: gateway(serviceKey(waypoint)) };
    const state = meshState(
      [waypoint, service],
      pod("waypoint-1", "10.0.0.9", { services: [serviceKey(waypoint)] }),
    );
    expect(chooseUpstream(state, request(client, "192.0.2.77:443"), () => 0)).toMatchObject({
      kind: "hbone",
      hop: { ip: "10.0.0.9", port: 15008 },
      authority: "192.0.2.77:443",
      viaWaypoint: true,
    });
  });

  test("a workload by address, and an address nobody owns", () => {
    const state = meshState([], pod("a", "10.0.0.2"));
    expect(chooseUpstream(state, request(client, "10.0.0.2:80"), () => 0)).toMatchObject({ kind: "hbone" });
    expect(chooseUpstream(state, request(client, "10.0.0.99:80"), () => 0)).toMatchObject({ kind: "tcp" });
  });
});
