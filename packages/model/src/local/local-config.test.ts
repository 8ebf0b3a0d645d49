import { describe, expect, test } from "vitest";
import type { MeshResource } from "../mesh-batch.ts";
import { ModelError } from "../model-error.ts";
import { decodeLocalConfig } from "./local-config.ts";

function problemsOf(text: string): readonly string[] {
  return errorOf(text).problems.map(
    ({ item, field, line, message }) => `${line} ${item} ${field}: ${message}`,
  );
}

function errorOf(text: string): ModelError {
  try {
    decodeLocalConfig(text, "mesh.yaml");
  } catch (error) {
    if (error instanceof ModelError) {
      return error;
    }
    throw error;
  }
  throw new Error("expected a ModelError");
}

function only(text: string): MeshResource {
  const [resource, second] = decodeLocalConfig(text, "mesh.yaml");
  expect(second).toBeUndefined();
  if (resource === undefined) {
    throw new Error("expected one resource");
  }
  return resource;
}

const WORKLOAD = 'uid: u1, name: w, namespace: shop, workloadIps: ["10.0.0.1"], services: {}';
const SERVICE = 'name: s, namespace: shop, hostname: s.shop, vips: ["/10.96.0.1"], ports: {80: 8080}';
const POLICY = "name: p, namespace: shop, scope: Global, action: Deny, dryRun: true";

const workload = (fields: string) => `workloads:\n- {${WORKLOAD}, ${fields}}`;
const service = (fields: string) => `services:\n- {${SERVICE}, ${fields}}`;
const match = (fields: string) => `policies:\n- {${POLICY}, rules: [[[{${fields}}]]]}`;

describe("what is read", () => {
  test.each(["", "# nothing", "{}", "workloads:", "workloads: []\nservices: []\npolicies: []"])(
    "%j is an empty configuration",
    (text) => {
      expect(decodeLocalConfig(text, "mesh.yaml")).toEqual([]);
    },
  );

  test("a workload with only the required keys has ztunnel's defaults, which are not those of the wire", () => {
    expect(only(`workloads: [{${WORKLOAD}}]`)).toMatchObject({
      kind: "workload",
      workload: {
        trustDomain: "",
        serviceAccount: "",
        clusterId: "",
        protocol: "TCP",
        networkMode: "Standard",
        status: "Healthy",
        capacity: 1,
        locality: { region: "", zone: "", subzone: "" },
        waypoint: undefined,
        services: [],
      },
      endpoints: new Map(),
    });
  });

  test("a workload's services become its endpoints", () => {
    const text =
      'workloads: [{uid: u, name: w, namespace: n, workloadIps: [], services: {"n/h": {80: 0, "81": 8081}}}]';
    const ports = new Map([
      [80, 0],
      [81, 8081],
    ]);
    expect(only(text)).toMatchObject({ endpoints: new Map([["n/h", ports]]), workload: { services: [] } });
  });

  test.each([
    ['waypoint: {destination: "/10.0.0.9", hboneMtlsPort: 15008}', { waypoint: { hboneMtlsPort: 15008 } }],
    [
      "networkGateway: {destination: a/b, hboneMtlsPort: 1}",
      { networkGateway: { destination: { kind: "hostname" } } },
    ],
    [
      "applicationTunnel: {protocol: PROXY, port: 9000}",
      { applicationTunnel: { protocol: "PROXY", port: 9000 } },
    ],
    [
      "applicationTunnel: {protocol: NONE, port: 0}",
      { applicationTunnel: { protocol: "NONE", port: undefined } },
    ],
    ["locality: {zone: z}", { locality: { region: "", zone: "z", subzone: "" } }],
    ["capacity: 0", { capacity: 0 }],
    ["nativeTunnel: true, hostname: db.example.com", { nativeTunnel: true, hostname: "db.example.com" }],
    ["authorizationPolicies: [a/b]", { authorizationPolicies: ["a/b"] }],
    ["waypoint: null, node: ~", { waypoint: undefined, node: "" }],
  ])("workload: %s", (fields, expected) => {
    expect(only(workload(fields))).toMatchObject({ workload: expected });
  });

  test.each([
    ["", { canonical: false, visibility: "Public", subjectAltNames: [], loadBalancer: undefined }],
    [
      "loadBalancer: {}",
      { loadBalancer: { mode: "Standard", healthPolicy: "OnlyHealthy", routingPreferences: [] } },
    ],
    ["loadBalancer: {routingPreferences: [Network], mode: Strict}", { loadBalancer: { mode: "Strict" } }],
    [
      'cidrVips: [{network: "", cidr: 10.0.0.1/8}]',
      { cidrVips: [{ cidr: { ip: "10.0.0.1", prefixLength: 8 } }] },
    ],
    [
      "weightedWaypoints: [{destination: {destination: a/b, hboneMtlsPort: 1}, weight: 2}]",
      { weightedWaypoints: [{ weight: 2 }] },
    ],
    ["ipFamilies: Dual, visibility: Namespace", { ipFamilies: "Dual", visibility: "Namespace" }],
  ])("service: %s", (fields, expected) => {
    expect(only(service(fields))).toMatchObject({ service: expected });
  });

  test("a service's own endpoints are kept beside it", () => {
    expect(only(service("endpoints: {u: {workloadUid: u, port: {80: 1}, status: Unhealthy}}"))).toMatchObject(
      {
        endpoints: [{ workloadUid: "u", port: new Map([[80, 1]]), status: "Unhealthy" }],
      },
    );
  });

  test.each([
    [
      "principals: [{Exact: a}, {Prefix: b}]",
      {
        principals: [
          { kind: "exact", value: "a" },
          { kind: "prefix", value: "b" },
        ],
      },
    ],
    [
      "notNamespaces: [{Suffix: c}, {Presence: []}]",
      { notNamespaces: [{ kind: "suffix", value: "c" }, { kind: "presence" }] },
    ],
    [
      "serviceAccounts: [{namespace: n, serviceAccount: s}]",
      { serviceAccounts: [{ namespace: "n", serviceAccount: "s" }] },
    ],
    ["sourceIps: [10.0.0.0/8, fd00::1]", { sourceIps: [{ prefixLength: 8 }, { prefixLength: 128 }] }],
    ["notDestinationPorts: [80, 0]", { notDestinationPorts: [80, 0] }],
  ])("match: %s", (fields, expected) => {
    expect(only(match(fields))).toMatchObject({ policy: { rules: [[[expected]]] } });
  });

  test("rules, clauses and entries may be empty", () => {
    expect(only(`policies: [{${POLICY}, rules: [[[{}], []], []]}]`)).toMatchObject({
      policy: { rules: [[[{ principals: [] }], []], []] },
    });
  });

  test("an alias stands for what it names", () => {
    const text = `services:\n- {${SERVICE}, waypoint: &w {destination: a/b, hboneMtlsPort: 1}}\nworkloads:\n- {${WORKLOAD}, waypoint: *w}`;
    expect(decodeLocalConfig(text, "mesh.yaml")[0]).toMatchObject({
      workload: { waypoint: { hboneMtlsPort: 1 } },
    });
  });
});

describe("what is refused", () => {
  test.each([
    [
      "a word outside the set",
      workload("protocol: HTTP"),
      'protocol: expected "TCP" or "HBONE", found "HTTP"',
    ],
    ["another case of a word", workload("status: healthy"), "status: expected"],
    ["a number for a text", workload("canonicalRevision: 1.10"), "canonicalRevision: expected text"],
    ["a text for a switch", workload("nativeTunnel: yes"), "nativeTunnel: expected true or false"],
    ["a negative capacity", workload("capacity: -1"), "capacity: expected a whole number"],
    ["a capacity over 32 bits", workload("capacity: 4294967296"), "capacity: expected a whole number"],
    ["an unknown key", workload("colour: red"), "colour: unknown key"],
    ["an unknown key inside", workload("locality: {planet: x}"), "locality.planet: unknown key"],
    [
      "a policy name without namespace",
      workload("authorizationPolicies: [deny]"),
      "authorizationPolicies[0]: expected",
    ],
    [
      "a gateway without port",
      workload("waypoint: {destination: a/b}"),
      "waypoint: hboneMtlsPort is required",
    ],
    ["an empty gateway", workload("waypoint: {}"), "waypoint: destination is required"],
    [
      "a gateway of one word",
      workload("waypoint: {destination: a, hboneMtlsPort: 1}"),
      "waypoint.destination: expected",
    ],
    [
      "a port over 16 bits",
      workload("waypoint: {destination: a/b, hboneMtlsPort: 65536}"),
      "waypoint.hboneMtlsPort: expected",
    ],
    ["a list for a map", workload("locality: []"), "locality: expected a map, found a list"],
    [
      "a VIP without network",
      service("").replace("/10.96.0.1", "10.96.0.1"),
      'vips[0]: expected "network/ip"',
    ],
    ["a bad VIP", service("").replace("/10.96.0.1", "/10.96.0"), "vips[0]: expected"],
    ["a bad CIDR VIP", service('cidrVips: [{network: "", cidr: 10.0.0.0/33}]'), "cidrVips[0].cidr: "],
    [
      "a service port that is none",
      service("").replace("80: 8080", "http: 8080"),
      "ports.http: expected a port",
    ],
    [
      "a service port over 16 bits",
      service("").replace("80: 8080", "65536: 8080"),
      "expected a port as the key",
    ],
    [
      "a target port over 16 bits",
      service("").replace("80: 8080", "80: 65536"),
      'ports["80"]: expected a whole number',
    ],
    [
      "an endpoint with two names",
      service("endpoints: {u: {workloadUid: v, port: {}}}"),
      'endpoint "u" has another',
    ],
    [
      "an unknown preference",
      service("loadBalancer: {routingPreferences: [Planet]}"),
      "routingPreferences[0]: expected",
    ],
    [
      "a slash in the hostname",
      service("").replace("s.shop", "s/shop"),
      "hostname: must not contain a slash",
    ],
    ["an unknown match key", match("sourceIp: []"), "rules[0][0][0].sourceIp: unknown key"],
    ["a source block that is none", match("sourceIps: [10.0.0.0/8, 10.0.0.256]"), "sourceIps[1]: "],
    ["a destination block that is none", match("notDestinationIps: [any]"), "notDestinationIps[0]: "],
    [
      "a text match of two kinds",
      match("principals: [{Exact: a, Prefix: b}]"),
      "principals[0]: expected one of",
    ],
    ["a text match of no kind", match("principals: [{}]"), "principals[0]: expected one of"],
    ["a bare text match", match("principals: [a]"), "principals[0]: expected one of"],
    ["a text match of another kind", match("principals: [{Regex: a}]"), "principals[0].Regex: unknown kind"],
    [
      "presence of something",
      match("principals: [{Presence: [a]}]"),
      "principals[0].Presence: expected an empty list",
    ],
    [
      "a rule that is no list",
      `policies: [{${POLICY}, rules: [{}]}]`,
      "rules[0]: expected a list, found a map",
    ],
    ["a policy without rules", `policies: [{${POLICY}}]`, "rules is required"],
    ["a second document", "workloads: []\n---\npolicies: []", "multiple documents"],
    ["a duplicate key", "workloads: []\nworkloads: []", 'duplicate key "workloads"'],
    ["an unknown top-level key", "workload: []", "workload: unknown key"],
    ["a list at the top", "[]", "expected a map, found a list"],
    ["a text at the top", "hello", "expected a map"],
    ["an unknown tag", "workloads: !list []", "tag"],
    ["bad YAML", "workloads: [", "Flow sequence"],
    ["an alias without anchor", "workloads: *w", "names nothing before it"],
    ["an alias inside what it names", "workloads: &w [*w]", "names nothing before it"],
    ["a map as a key", "{a: 1}: 2", "a key has to be"],
  ])("%s", (_, text, expected) => {
    expect(problemsOf(text).join("\n")).toContain(expected);
  });

  test.each([
    ["workloads", "uid: u, name: w, namespace: n, workloadIps: [], services: {}"],
    ["services", "name: s, namespace: n, hostname: h, vips: [], ports: {}"],
    ["policies", "name: p, namespace: n, scope: Global, action: Deny, dryRun: true, rules: []"],
  ])("%s: each required key is named when it is missing", (list, fields) => {
    const pairs = fields.split(", ");
    for (const pair of pairs) {
      const [name] = pair.split(":");
      const rest = pairs.filter((other) => other !== pair).join(", ");
      expect(problemsOf(`${list}: [{${rest}}]`)).toEqual([expect.stringContaining(`: ${name} is required`)]);
    }
  });

  test.each([
    ["workloads", `{${WORKLOAD}}`],
    ["services", `{${SERVICE}}`],
    ["policies", `{${POLICY}, rules: []}`],
  ])("%s: a second item of the same key", (list, item) => {
    expect(problemsOf(`${list}: [${item}, ${item}]`)).toEqual([
      expect.stringContaining("the key of an earlier item"),
    ]);
  });

  test("a fault of the text is told once for a line, without what it makes of the rest", () => {
    expect(problemsOf("workloads:\n- {uid: u, locality: {region: r, ports: {a: 1")).toEqual([
      expect.stringContaining("must be sufficiently indented and end with a }"),
    ]);
  });

  test("one error lists every problem with its file, line, item and field", () => {
    const text = [
      "workloads:",
      `- {${WORKLOAD}}`,
      "- {uid: u2, name: server-1, namespace: shop, workloadIps: [nowhere],",
      "   protocol: HTTP}",
      "policies:",
      `- {${POLICY}, rules: [[[{sourceIps: [10.0.0.0/40]}]]]}`,
    ].join("\n");
    expect(errorOf(text).message.split("\n")).toEqual([
      "4 problems in local configuration mesh.yaml",
      '  mesh.yaml:3: workloads[1] (shop/server-1): workloadIps[0]: not an IP address: "nowhere"',
      '  mesh.yaml:4: workloads[1] (shop/server-1): protocol: expected "TCP" or "HBONE", found "HTTP"',
      "  mesh.yaml:3: workloads[1] (shop/server-1): services is required",
      expect.stringContaining("  mesh.yaml:6: policies[0] (shop/p): rules[0][0][0].sourceIps[0]: "),
    ]);
  });
});

describe("bounds", () => {
  test("a text over the limit is not parsed", () => {
    expect(problemsOf(" ".repeat(16 * 1024 * 1024 + 1))).toEqual([expect.stringContaining("longer than")]);
  });

  test.each([
    ["lists", "[".repeat(100) + "]".repeat(100)],
    ["maps", "{a: ".repeat(100) + "}".repeat(100)],
    ["far more lists than the parser can take", "[".repeat(20_000)],
    ["block lists", "- ".repeat(20_000)],
  ])("nesting of %s is limited", (_, text) => {
    expect(errorOf(text).code).toBe("invalid-local-config");
  });

  test("aliases that multiply are refused before anything walks them", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const item = level === 0 ? "x" : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(10).fill(item).join(", ")}]`;
    });
    expect(problemsOf(levels.join("\n")).join("\n")).toContain("values");
  });

  test("the message of a file full of mistakes is limited", () => {
    const error = errorOf(`workloads: [${"1,".repeat(5000)}]`);
    expect(error.problems.length).toBeLessThanOrEqual(200);
    expect(error.message).toMatch(/^5000 problems.*\n(.*\n)*.*and 4800 more$/);
  });

  test("a very long text is refused, and cut in the message", () => {
    const error = errorOf(workload(`node: ${"n".repeat(100_000)}, protocol: ${"x".repeat(4000)}`));
    expect(error.message).toContain("node: longer than");
    expect(error.message.length).toBeLessThan(1000);
  });
});
