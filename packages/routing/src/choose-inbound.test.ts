import { parseIpAddress } from "@ambit/addr";
import type { ApplicationTunnel, PortMap, Workload } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { parseAuthority } from "./authority.ts";
import type { InboundDecision } from "./choose-inbound.ts";
import { chooseInbound } from "./choose-inbound.ts";
import type { MeshFixture } from "./testing/mesh.ts";
import { FakeRoutingState, gateway, routed } from "./testing/mesh.ts";

const ip = parseIpAddress;
const ILLEGAL_PORTS = new Set([15001, 15006, 15008, 15080]);
const local = aWorkload({ name: "server", workloadIps: [ip("10.0.0.2")] });
const service = aService({ name: "shop" });
const HOST = "shop.default.svc.cluster.local";

interface Asked {
  readonly workload?: Workload;
  readonly mesh?: MeshFixture;
  readonly network?: string;
}

function choose(text: string, { workload = local, mesh = {}, network = "" }: Asked = {}): InboundDecision {
  const authority = parseAuthority(text);
  if (authority === undefined) throw new Error(`bad authority ${text}`);
  return chooseInbound(new FakeRoutingState(mesh), {
    local: workload,
    connectionIp: ip("10.0.0.2"),
    authority,
    network,
    isIllegalPort: (port) => ILLEGAL_PORTS.has(port),
  });
}

function accepted(port: number): object {
  return { kind: "accept", destination: { ip: "10.0.0.2", port } };
}

describe("an address authority", () => {
  test("equal to the connection's own is accepted with its port", () => {
    expect(choose("10.0.0.2:8080")).toEqual({
      kind: "accept",
      destination: { ip: "10.0.0.2", port: 8080 },
      service: undefined,
      proxyDestination: undefined,
    });
  });

  test("that differs is a bad request", () => {
    expect(choose("10.0.0.3:8080", { mesh: { workloads: [local] } })).toEqual({
      kind: "reject",
      status: 400,
      code: "ip-mismatch",
      message: "ip mismatch: 10.0.0.3 != 10.0.0.2",
    });
  });

  test("another address of the same workload is a mismatch too", () => {
    const dual = { ...local, workloadIps: [ip("10.0.0.2"), ip("fd00::2")] };
    expect(choose("[fd00::2]:80", { workload: dual, mesh: { workloads: [dual] } })).toMatchObject({
      status: 400,
    });
  });

  test.each<[string, ApplicationTunnel]>([
    ["PROXY", { protocol: "PROXY", port: 15088 }],
    ["no protocol", { protocol: "NONE", port: undefined }],
  ])("any is accepted by an application tunnel of %s", (_name, applicationTunnel) => {
    expect(choose("10.0.0.3:8080", { workload: { ...local, applicationTunnel } })).toMatchObject({
      kind: "accept",
    });
  });

  test.each([15001, 15006, 15008, 15080])("port %d leads back into the proxy", (port) => {
    expect(choose(`10.0.0.2:${port}`)).toEqual({
      kind: "reject",
      status: 503,
      code: "illegal-port",
      message: "attempted recursive call to ourselves",
    });
  });
});

describe("an address authority at a waypoint", () => {
  const other = aWorkload({ name: "other", workloadIps: [ip("10.0.0.7")] });
  const waypointService = aService({
    name: "waypoint",
    vips: [{ network: "", address: ip("10.96.0.99") }],
  });
  const byName = gateway("default/waypoint.default.svc.cluster.local");
  const containing = routed(waypointService, [local]);
  const vip = "10.96.0.10:80";

  type Row = readonly [string, MeshFixture, string, boolean];
  const table: readonly Row[] = [
    [
      "a workload whose waypoint service contains this workload",
      { workloads: [local, { ...other, waypoint: byName }], services: [containing] },
      "10.0.0.7:80",
      true,
    ],
    [
      "a service whose waypoint service contains this workload",
      { workloads: [local], services: [containing, routed({ ...service, waypoint: byName }, [])] },
      vip,
      true,
    ],
    [
      "a service whose waypoint is this workload's address",
      { workloads: [local], services: [routed({ ...service, waypoint: gateway("/10.0.0.2") }, [])] },
      vip,
      true,
    ],
    [
      "a workload whose waypoint is the address of a service that contains this workload",
      { workloads: [local, { ...other, waypoint: gateway("/10.96.0.99") }], services: [containing] },
      "10.0.0.7:80",
      true,
    ],
    [
      "a workload whose waypoint is this workload by hostname",
      {
        workloads: [
          { ...local, hostname: "waypoint.example.com" },
          { ...other, waypoint: gateway("default/waypoint.example.com") },
        ],
      },
      "10.0.0.7:80",
      true,
    ],
    [
      "a service with this workload among its weighted waypoints",
      {
        workloads: [local],
        services: [
          routed({ ...service, weightedWaypoints: [{ destination: gateway("/10.0.0.2"), weight: 1 }] }, []),
        ],
      },
      vip,
      true,
    ],
    ["a workload without waypoint", { workloads: [local, other] }, "10.0.0.7:80", false],
    ["a service without waypoint", { workloads: [local], services: [routed(service, [local])] }, vip, false],
    [
      "a workload whose waypoint service does not contain this workload",
      { workloads: [local, { ...other, waypoint: byName }], services: [routed(waypointService, [other])] },
      "10.0.0.7:80",
      false,
    ],
    [
      "a workload whose waypoint is another address",
      {
        workloads: [
          local,
          other,
          { ...other, uid: "third", workloadIps: [ip("10.0.0.8")], waypoint: gateway("/10.0.0.7") },
        ],
      },
      "10.0.0.8:80",
      false,
    ],
    [
      "a workload whose waypoint nobody knows",
      { workloads: [local, { ...other, waypoint: gateway("default/nobody") }] },
      "10.0.0.7:80",
      false,
    ],
    ["an address nobody knows", { workloads: [local] }, "10.0.0.7:80", false],
  ];

  test.each(table)("%s", (_name, mesh, authority, isAccepted) => {
    expect(choose(authority, { mesh })).toMatchObject(
      isAccepted ? accepted(80) : { kind: "reject", status: 400, code: "ip-mismatch" },
    );
  });

  test("the address is looked up in the configured network", () => {
    const mesh: MeshFixture = { workloads: [local, { ...other, waypoint: byName }], services: [containing] };
    expect(choose("10.0.0.7:80", { mesh, network: "far" })).toMatchObject({ status: 400 });
  });

  test("the service is found whatever its visibility: no client asks here", () => {
    const hidden = { ...service, namespace: "other", visibility: "Namespace" as const, waypoint: byName };
    const mesh: MeshFixture = { workloads: [local], services: [containing, routed(hidden, [])] };
    expect(choose(vip, { mesh })).toMatchObject(accepted(80));
  });
});

describe("a hostname authority", () => {
  type Row = readonly [string, PortMap, PortMap, number | undefined];
  const none: PortMap = new Map();
  const table: readonly Row[] = [
    ["the service's target port", new Map([[80, 8080]]), none, 8080],
    ["the endpoint's own port wins", new Map([[80, 8080]]), new Map([[80, 9090]]), 9090],
    ["a named port comes from the endpoint", new Map([[80, 0]]), new Map([[80, 9090]]), 9090],
    ["a named port the endpoint lacks", new Map([[80, 0]]), none, undefined],
    ["a port the service lacks", new Map([[81, 8081]]), none, undefined],
  ];

  test.each(table)("%s", (_name, ports, own, port) => {
    const named = { ...service, ports };
    const mesh: MeshFixture = { services: [routed(named, [local], { server: own })] };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject(
      port === undefined
        ? { kind: "reject", status: 503, code: "no-service-port" }
        : { ...accepted(port), service: named },
    );
  });

  test("a workload outside the service still gets its numeric target port", () => {
    const mesh: MeshFixture = { services: [routed(service, [])] };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject(accepted(8080));
  });

  test("the workload's own services are looked up by their key, where a name alone cannot be asked for", () => {
    const asked: string[] = [];
    class Nameless extends FakeRoutingState {
      override chooseServiceByHostname(): undefined {
        return undefined;
      }

      override findService(key: string) {
        asked.push(key);
        return super.findService(key);
      }
    }
    const own = { ...local, services: [`default/${HOST}`] };
    const inbound = {
      local: own,
      connectionIp: ip("10.0.0.2"),
      authority: { kind: "hostname", hostname: HOST, port: 80 },
      network: "",
      isIllegalPort: () => false,
    } as const;
    expect(chooseInbound(new Nameless({ services: [routed(service, [own])] }), inbound)).toMatchObject(
      accepted(8080),
    );
    expect(asked).toEqual([`default/${HOST}`]);
    const hidden = { ...service, namespace: "other", visibility: "Namespace" as const };
    const stranger = { ...inbound, local: { ...local, services: [`other/${HOST}`] } };
    expect(chooseInbound(new Nameless({ services: [routed(hidden, [own])] }), stranger)).toMatchObject({
      code: "unknown-hostname",
    });
  });

  test("an unknown name is refused", () => {
    expect(choose(`${HOST}:80`)).toEqual({
      kind: "reject",
      status: 503,
      code: "unknown-hostname",
      message: `unknown service: ${HOST}:80`,
    });
  });

  test("the service of the local workload's namespace is preferred", () => {
    const own = { ...service, canonical: false, ports: new Map([[80, 1111]]) };
    const canonical = { ...service, namespace: "other" };
    const mesh: MeshFixture = { services: [routed(canonical, []), routed(own, [])] };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject({ ...accepted(1111), service: own });
  });

  test("a service hidden from the local workload's namespace is unknown", () => {
    const mesh: MeshFixture = {
      services: [routed({ ...service, namespace: "other", visibility: "Namespace" }, [])],
    };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject({ status: 503, code: "unknown-hostname" });
  });

  test("a target port that leads back into the proxy is refused", () => {
    const mesh: MeshFixture = { services: [routed({ ...service, ports: new Map([[80, 15006]]) }, [local])] };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject({ status: 503, code: "illegal-port" });
  });
});

describe("an application tunnel", () => {
  function behind(applicationTunnel: ApplicationTunnel): Workload {
    return { ...local, applicationTunnel };
  }

  test("with a port overrides the port that was asked for", () => {
    const workload = behind({ protocol: "NONE", port: 15088 });
    expect(choose("10.0.0.2:80", { workload })).toEqual({
      kind: "accept",
      destination: { ip: "10.0.0.2", port: 15088 },
      service: undefined,
      proxyDestination: undefined,
    });
  });

  test("without a port keeps the port that was asked for", () => {
    const workload = behind({ protocol: "PROXY", port: undefined });
    expect(choose("10.0.0.2:80", { workload })).toMatchObject(accepted(80));
  });

  test("of PROXY gets the address authority as it was sent", () => {
    const workload = behind({ protocol: "PROXY", port: 15088 });
    expect(choose("10.96.0.10:80", { workload })).toMatchObject({
      ...accepted(15088),
      proxyDestination: { ip: "10.96.0.10", port: 80 },
    });
  });

  test("does not make an illegal port legal", () => {
    const workload = behind({ protocol: "PROXY", port: 15088 });
    expect(choose("10.0.0.2:15008", { workload })).toMatchObject({ code: "illegal-port" });
  });

  test("quirk: its own port is not checked", () => {
    const workload = behind({ protocol: "NONE", port: 15006 });
    expect(choose("10.0.0.2:80", { workload })).toMatchObject(accepted(15006));
  });

  type Row = readonly [string, readonly (readonly [string, string])[], string | undefined];
  const table: readonly Row[] = [
    [
      "IPv4 of the own network",
      [
        ["far", "10.96.0.1"],
        ["", "fd00::1"],
        ["", "10.96.0.2"],
      ],
      "10.96.0.2",
    ],
    [
      "IPv6 of the own network",
      [
        ["far", "10.96.0.1"],
        ["", "fd00::1"],
      ],
      "fd00::1",
    ],
    [
      "any other",
      [
        ["far", "10.96.0.1"],
        ["far", "10.96.0.2"],
      ],
      "10.96.0.1",
    ],
    ["none", [], undefined],
  ];

  test.each(table)(
    "of PROXY with a hostname authority needs an address of the service: %s",
    (_name, vips, expected) => {
      const addresses = vips.map(([network, address]) => ({ network, address: ip(address) }));
      const mesh: MeshFixture = { services: [routed({ ...service, vips: addresses }, [local])] };
      const workload = behind({ protocol: "PROXY", port: 15088 });
      expect(choose(`${HOST}:80`, { workload, mesh })).toMatchObject(
        expected === undefined
          ? { kind: "reject", status: 503, code: "no-proxy-address" }
          : { ...accepted(15088), proxyDestination: { ip: expected, port: 80 } },
      );
    },
  );

  test("without PROXY a hostname authority needs no address", () => {
    const mesh: MeshFixture = { services: [routed({ ...service, vips: [] }, [local])] };
    expect(choose(`${HOST}:80`, { mesh })).toMatchObject(accepted(8080));
  });
});
