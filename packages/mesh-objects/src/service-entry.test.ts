import { expect, test } from "vitest";
import { decodeServiceEntry } from "./service-entry.ts";
import { decodeWorkloadEntry } from "./workload-entry.ts";

const metadata = { name: "ext", namespace: "shop" };

test("an entry is read with its endpoints and what was allocated to it", () => {
  const spec = {
    hosts: ["a.example.com"],
    addresses: ["240.1.1.1", "198.51.100.7/24"],
    ports: [{ number: 80, name: "http", protocol: "HTTP", targetPort: 8080 }, { number: 443 }],
    location: "MESH_EXTERNAL",
    resolution: "STATIC",
    endpoints: [{ address: "203.0.113.1", ports: { http: 9999 }, weight: 3, locality: "r/z", network: "n" }],
    workloadSelector: { labels: { app: "x" } },
    subjectAltNames: ["spiffe://x"],
    exportTo: ["*"],
  };
  const status = { addresses: [{ value: "240.240.0.1", host: "a.example.com" }] };
  const { object, problems } = decodeServiceEntry({ metadata, spec, status });
  expect(problems).toEqual([]);
  expect(object).toMatchObject({
    hosts: ["a.example.com"],
    addresses: [
      { ip: "240.1.1.1", prefixLength: 32 },
      { ip: "198.51.100.7", prefixLength: 24 },
    ],
    hasOwnAddresses: true,
    ports: [
      { number: 80, name: "http", protocol: "HTTP", targetPort: 8080 },
      { number: 443, name: "", protocol: "", targetPort: 443 },
    ],
    resolution: "STATIC",
    endpoints: [
      {
        address: "203.0.113.1",
        ports: { http: 9999 },
        labels: {},
        network: "n",
        locality: "r/z",
        weight: 3,
        serviceAccount: "",
      },
    ],
    workloadSelector: { app: "x" },
    subjectAltNames: ["spiffe://x"],
    allocated: [{ value: "240.240.0.1", host: "a.example.com" }],
    statusShape: "with-addresses",
  });
});

test("parts that cannot be used are named, the rest applies", () => {
  const spec = {
    hosts: ["a.example.com", 7],
    addresses: ["240.1.1.1", "10.0.0.0/40"],
    ports: [{ number: 80 }, { number: 0 }],
    resolution: "MAGIC",
    endpoints: [{ address: "203.0.113.1", ports: { http: 99_999, tls: 443 }, wieght: 3 }],
    adresses: [],
  };
  const { object, problems } = decodeServiceEntry({ metadata, spec });
  expect(object).toMatchObject({
    hosts: ["a.example.com"],
    addresses: [{ ip: "240.1.1.1" }],
    ports: [{ number: 80 }],
    resolution: "NONE",
    endpoints: [{ ports: { tls: 443 } }],
    statusShape: "none",
  });
  expect(problems.map(({ path }) => path).sort()).toEqual([
    "spec.addresses[1]",
    "spec.adresses",
    "spec.endpoints[0].ports.http",
    "spec.endpoints[0].wieght",
    "spec.hosts[1]",
    "spec.ports[1].number",
    "spec.resolution",
  ]);
});

test("addresses that cannot be read are addresses of its own all the same: nothing is allocated instead", () => {
  const { object } = decodeServiceEntry({
    metadata,
    spec: { addresses: ["nonsense"], ports: [{ number: 80 }] },
  });
  expect(object).toMatchObject({ addresses: [], hasOwnAddresses: true });
});

test("a WorkloadEntry is read as an endpoint", () => {
  const { object, problems } = decodeWorkloadEntry({
    metadata,
    spec: { address: "vm.example.com", adress: "x" },
  });
  expect(object.endpoint).toMatchObject({ address: "vm.example.com", weight: 0, ports: {} });
  expect(problems).toEqual([{ path: "spec.adress", reason: "unknown field, it has no effect" }]);
});
