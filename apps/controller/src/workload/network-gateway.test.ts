import { expect, test } from "vitest";
import {
  AmbientMesh,
  aNamespace,
  aServiceEntry,
  aWorkloadEntry,
  type Json,
} from "../collections/testing/ambient-mesh.ts";

const VM = "Kubernetes/networking.istio.io/WorkloadEntry/shop/vm";
const GATEWAY = "NetworkGateway/far/203.0.113.9/15008";

function aRemoteGateway(parts: {
  readonly name?: string;
  readonly gatewayClassName?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly protocol?: string;
  readonly addresses?: readonly object[];
}): Json {
  const { name = "far", gatewayClassName = "istio-remote", protocol = "HBONE" } = parts;
  return {
    kind: "Gateway",
    metadata: {
      name,
      namespace: "istio-system",
      labels: parts.labels ?? { "topology.istio.io/network": "far" },
      annotations: parts.annotations,
    },
    spec: {
      gatewayClassName,
      addresses: parts.addresses ?? [{ type: "IPAddress", value: "203.0.113.9" }],
      listeners: [{ name: "cross-network", port: 15_008, protocol }],
    },
  };
}

/** One in the network of the gateway. */
const farVm = aWorkloadEntry({ name: "vm", spec: { address: "10.9.9.9", network: "far" } });

test("a workload of another network has the gateway into it, which is a workload too", () => {
  const mesh = new AmbientMesh();
  mesh.apply(farVm, aRemoteGateway({}));
  expect(mesh.json(VM)).toMatchObject({
    network: "far",
    networkGateway: { address: { network: "far", address: expect.any(String) }, hboneMtlsPort: 15_008 },
  });
  expect(mesh.json(GATEWAY)).toEqual({
    uid: GATEWAY,
    namespace: "istio-system",
    serviceAccount: "far-istio-remote",
    network: "far",
    addresses: [expect.any(String)],
  });
});

test("so has an endpoint of a ServiceEntry; a host name is looked up in the gateway's namespace", () => {
  const mesh = new AmbientMesh();
  mesh.apply(
    aServiceEntry({
      name: "far",
      spec: { resolution: "STATIC", endpoints: [{ address: "10.9.9.9", network: "far" }] },
    }),
    aRemoteGateway({ addresses: [{ type: "Hostname", value: "gw.example.com" }] }),
  );
  expect(mesh.json("Kubernetes/networking.istio.io/ServiceEntry/shop/far/10.9.9.9")).toMatchObject({
    networkGateway: { hostname: { namespace: "istio-system", hostname: "gw.example.com" } },
  });
  expect(mesh.json("NetworkGateway/far/gw.example.com/15008")).toMatchObject({ hostname: "gw.example.com" });
});

test("the annotation names the account the gateway runs as", () => {
  const mesh = new AmbientMesh();
  mesh.apply(aRemoteGateway({ annotations: { "gateway.istio.io/service-account": "edge" } }));
  expect(mesh.json(GATEWAY)).toMatchObject({ serviceAccount: "edge" });
});

test.each([
  { name: "without the network's label", gateway: { labels: {} } },
  { name: "of another class", gateway: { gatewayClassName: "istio-waypoint" } },
  { name: "that takes no HBONE", gateway: { protocol: "TLS" } },
  { name: "with an address of another type", gateway: { addresses: [{ type: "NamedAddress", value: "a" }] } },
])("a Gateway $name is none", ({ gateway }) => {
  const mesh = new AmbientMesh();
  mesh.apply(farVm, aRemoteGateway(gateway));
  expect(mesh.json(VM)).not.toHaveProperty("networkGateway");
  expect(mesh.json(GATEWAY)).toBeUndefined();
});

test("workloads of the cluster's own network have none", () => {
  const mesh = new AmbientMesh();
  mesh.apply(
    aNamespace({ name: "istio-system", labels: { "topology.istio.io/network": "far" } }),
    farVm,
    aRemoteGateway({}),
  );
  expect(mesh.json(VM)).not.toHaveProperty("networkGateway");
});

test("two Gateways with one address are one, which stays when one of them goes", () => {
  const mesh = new AmbientMesh();
  const twin = aRemoteGateway({ name: "a-twin" });
  mesh.apply(farVm, aRemoteGateway({}), twin);
  expect(mesh.json(GATEWAY)).toMatchObject({ serviceAccount: "a-twin-istio-remote" });
  mesh.remove("Gateway", "istio-system/a-twin");
  expect(mesh.json(GATEWAY)).toMatchObject({ serviceAccount: "far-istio-remote" });
  mesh.remove("Gateway", "istio-system/far");
  expect(mesh.json(GATEWAY)).toBeUndefined();
  expect(mesh.json(VM)).not.toHaveProperty("networkGateway");
});
