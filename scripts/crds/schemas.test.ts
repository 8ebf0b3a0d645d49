import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { OPERATION_FIELDS, SOURCE_FIELDS } from "../../packages/mesh-objects/src/authorization-policy.ts";
import { SPEC_SCHEMAS, schemaOf } from "./definitions.ts";
import type { Schema } from "./schema.ts";
import { checkValue } from "./testing/check-value.ts";

/** Mistakes of an object that is written as YAML. */
function check(kind: string, spec: string): readonly string[] {
  return checkValue({ spec: parse(spec) }, schemaOf(kind), "");
}

describe("what users write is accepted", () => {
  test.each<[string, string, string]>([
    ["PeerAuthentication", "for the mesh", "mtls: { mode: STRICT }"],
    [
      "PeerAuthentication",
      "by port",
      "selector: { matchLabels: { app: a } }\nmtls: { mode: STRICT }\nportLevelMtls: { 8080: { mode: DISABLE } }",
    ],
    ["AuthorizationPolicy", "that denies everything", "{}"],
    [
      "AuthorizationPolicy",
      "with every field",
      `selector: { matchLabels: { app: a } }
action: DENY
rules:
  - from: [{ source: { principals: [a], namespaces: [b], ipBlocks: [10.0.0.0/8], notRemoteIpBlocks: [::1] } }]
    to: [{ operation: { ports: ["80"], methods: [GET], notPaths: ["/x*"], hosts: [a] } }]
    when: [{ key: source.ip, values: [10.0.0.1], notValues: [] }]
  - from: [{ source: { serviceAccounts: [ns/a], notServiceAccounts: [b] } }]`,
    ],
    [
      "AuthorizationPolicy",
      "of a waypoint",
      "targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]\naction: CUSTOM\nprovider: { name: ext }",
    ],
    [
      "RequestAuthentication",
      "with every field",
      `targetRef: { kind: Service, group: "", name: a }
jwtRules:
  - issuer: https://a
    audiences: [b]
    jwksUri: https://a/keys
    fromHeaders: [{ name: x, prefix: "Bearer " }]
    fromParams: [t]
    fromCookies: [c]
    outputPayloadToHeader: p
    forwardOriginalToken: true
    outputClaimToHeaders: [{ header: x-sub, claim: sub }]
    timeout: 5s`,
    ],
    [
      "ServiceEntry",
      "with endpoints",
      `hosts: [a.example, "*.b.example"]
addresses: [10.0.0.0/8]
ports: [{ number: 443, name: tls, protocol: TLS, targetPort: 8443 }]
location: MESH_EXTERNAL
resolution: STATIC
endpoints: [{ address: 10.0.0.1, ports: { tls: 8443 }, labels: { a: b }, network: n, locality: r/z, weight: 3, serviceAccount: s }]
exportTo: ["*"]
subjectAltNames: [spiffe://x]`,
    ],
    ["ServiceEntry", "that selects", "hosts: [a]\nworkloadSelector: { labels: { app: a } }"],
    ["WorkloadEntry", "by address", "address: 10.0.0.1\nlabels: { a: b }\nweight: 4294967295"],
    [
      "DestinationRule",
      "of any depth",
      "host: a\ntrafficPolicy: { tls: { mode: SIMPLE } }\nsubsets: [{ name: v1, labels: { a: b } }]",
    ],
    ["VirtualService", "of any depth", "hosts: [a]\nhttp: [{ route: [{ destination: { host: a } }] }]"],
    ["Telemetry", "of any depth", "accessLogging: [{ providers: [{ name: envoy }] }]"],
  ])("%s %s", (kind, _what, spec) => {
    expect(check(kind, spec)).toEqual([]);
  });
});

describe("what can never work is refused", () => {
  test.each<[string, string, string]>([
    [
      "PeerAuthentication",
      "mtls: { mode: strict }",
      ".spec.mtls.mode: none of UNSET, DISABLE, PERMISSIVE, STRICT",
    ],
    ["PeerAuthentication", "mtsl: { mode: STRICT }", ".spec.mtsl: unknown"],
    ["PeerAuthentication", "portLevelMtls: {}", ".spec.portLevelMtls: too few or too many"],
    ["AuthorizationPolicy", "action: REFUSE", ".spec.action: none of ALLOW, DENY, AUDIT, CUSTOM"],
    [
      "AuthorizationPolicy",
      "rules: [{ from: [{ source: { principal: [a] } }] }]",
      ".spec.rules[0].from[0].source.principal: unknown",
    ],
    [
      "AuthorizationPolicy",
      "rules: [{ to: [{ operation: { ports: [80] } }] }]",
      ".spec.rules[0].to[0].operation.ports[0]: a number is no string",
    ],
    ["AuthorizationPolicy", "rules: [{ when: [{ values: [a] }] }]", ".spec.rules[0].when[0].key: missing"],
    ["AuthorizationPolicy", "targetRefs: [{ kind: Gateway }]", ".spec.targetRefs[0].name: missing"],
    ["RequestAuthentication", "jwtRules: [{ jwks: x }]", ".spec.jwtRules[0].issuer: missing"],
    [
      "RequestAuthentication",
      "jwtRules: [{ issuer: a, outputClaimToHeaders: [{ header: 'a b', claim: c }] }]",
      ".spec.jwtRules[0].outputClaimToHeaders[0].header: not as ^[-_A-Za-z0-9]+$",
    ],
    ["ServiceEntry", "hosts: []", ".spec.hosts: too few or too many"],
    ["ServiceEntry", "ports: []", ".spec.hosts: missing"],
    [
      "ServiceEntry",
      "hosts: [a]\nports: [{ number: 70000, name: a }]",
      ".spec.ports[0].number: not from 1 to 65535",
    ],
    ["ServiceEntry", "hosts: [a]\nports: [{ number: 80 }]", ".spec.ports[0].name: missing"],
    [
      "ServiceEntry",
      "hosts: [a]\nresolution: dns",
      ".spec.resolution: none of NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS",
    ],
    ["WorkloadEntry", "adress: 10.0.0.1", ".spec.adress: unknown"],
    ["WorkloadEntry", "address: 10.0.0.1\nports: { a: 0 }", ".spec.ports.a: not from 1 to 65535"],
    ["DestinationRule", "trafficPolicy: {}", ".spec.host: missing"],
  ])("%s: %s", (kind, spec, mistake) => {
    expect(check(kind, spec)).toEqual([mistake]);
  });
});

test("a policy's schema has the fields that the mesh reads, whatever is added to them", () => {
  const rule = SPEC_SCHEMAS["AuthorizationPolicy"]?.properties?.["rules"]?.items?.properties;
  const fieldsOf = (part: string, inner: string): readonly string[] =>
    Object.keys(rule?.[part]?.items?.properties?.[inner]?.properties ?? {});
  expect(fieldsOf("from", "source")).toEqual(expect.arrayContaining([...SOURCE_FIELDS]));
  expect(fieldsOf("to", "operation")).toEqual(expect.arrayContaining([...OPERATION_FIELDS]));
});

test("a status has conditions by type, and whatever else its writers say", () => {
  expect(
    checkValue(
      { status: { conditions: [{ type: "a", status: "True" }], addresses: [] } },
      schemaOf("ServiceEntry"),
      "",
    ),
  ).toEqual([]);
  expect(checkValue({ status: { conditions: [{}] } }, schemaOf("ServiceEntry"), "")).toHaveLength(1);
});

test("the chart's definitions have no schema that is open at its top, and nothing that is not structural", () => {
  const text = readFileSync(
    new URL("../../charts/ambit/charts/crds/templates/definitions.yaml", import.meta.url),
    "utf8",
  );
  const kinds = [...text.matchAll(/^ {4}kind: (\w+)$/gm)].map(([, kind = ""]) => kind);
  expect(kinds.sort()).toEqual(Object.keys(SPEC_SCHEMAS).sort());
  for (const kind of kinds) {
    const schema = schemaOf(kind);
    expect(schema["x-kubernetes-preserve-unknown-fields"]).toBeUndefined();
    expectStructural(schema, kind);
  }
});

/** Every part has a type; lists have items; keys of keyed lists are required. */
function expectStructural(schema: Schema, path: string): void {
  expect(schema.type, path).toBeDefined();
  if (schema.type === "array") expect(schema.items, path).toBeDefined();
  for (const key of schema["x-kubernetes-list-map-keys"] ?? [])
    expect(schema.items?.required, path).toContain(key);
  const members = Object.entries(schema.properties ?? {});
  for (const [field, member] of members) expectStructural(member, `${path}.${field}`);
  for (const inner of [schema.items, schema.additionalProperties]) {
    if (inner !== undefined) expectStructural(inner, `${path}[]`);
  }
}
