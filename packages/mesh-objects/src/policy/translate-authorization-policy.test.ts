import { Action, Scope } from "@ambit/proto/authorization";
import { describe, expect, test } from "vitest";
import { anAuthorizationPolicy } from "../testing/policy-objects.ts";
import { type PolicySettings, translateAuthorizationPolicy } from "./translate-authorization-policy.ts";

const settings: PolicySettings = { rootNamespace: "istio-system", isDryRunOffered: false, isStrict: false };

function translate(
  spec: object,
  { metadata = {}, ...changes }: Partial<PolicySettings> & { metadata?: object } = {},
) {
  return translateAuthorizationPolicy(anAuthorizationPolicy(spec, metadata), { ...settings, ...changes });
}

/** The groups of a policy with one rule. */
function matchesOf(rule: object, action = "ALLOW") {
  return translate({ action, rules: [rule] })?.authorization?.groups?.[0]?.rules?.map(
    ({ matches }) => matches,
  );
}

const principals = { principals: [{ exact: "cluster.local/ns/default/sa/a" }] };
const namespaces = { namespaces: [{ exact: "default" }] };
const both = { ...principals, ...namespaces };
const port80 = { destinationPorts: [80] };
const ip = { sourceIps: [{ address: Uint8Array.of(1, 2, 3, 4), length: 32 }] };
const notIp = { notSourceIps: [{ address: Uint8Array.of(5, 6, 7, 8), length: 32 }] };

const source = { principals: ["cluster.local/ns/default/sa/a"], namespaces: ["default"] };
const whenNamespace = { key: "source.namespace", values: ["default"] };
const whenIp = { key: "source.ip", values: ["1.2.3.4"], notValues: ["5.6.7.8"] };
const whenSni = { key: "connection.sni", values: ["example.com"] };

/** L4 and HTTP in every combination that matters. */
const mixedRules = [
  { from: [{ source: { ...source, requestPrincipals: ["*"] } }], to: [{ operation: { ports: ["80"] } }] },
  { from: [{ source }], to: [{ operation: { ports: ["80"], methods: ["GET"] } }] },
  { from: [{ source }], to: [{ operation: { ports: ["80"] } }] },
  {
    from: [{ source: { requestPrincipals: ["*"] } }],
    to: [{ operation: { paths: ["/x"], methods: ["GET"] } }],
  },
  { when: [whenNamespace, whenSni] },
  { when: [whenNamespace, whenIp] },
  { when: [whenSni, { key: "request.headers[x]", values: ["1"] }] },
];

const shapesOf = (action: string) =>
  translate({ action, rules: mixedRules })?.authorization?.groups?.map(({ rules }) =>
    rules?.map(({ matches }) => matches),
  );

describe("rules with HTTP in them", () => {
  test("go as a whole from an ALLOW policy, so that it allows less", () => {
    expect(shapesOf("ALLOW")).toEqual([
      [[port80], [both]],
      [[namespaces], [{ ...ip, ...notIp }]],
    ]);
  });

  test("keep what is L4 in a DENY policy, and an empty match for what is not", () => {
    expect(shapesOf("DENY")).toEqual([
      [[port80], [both]],
      [[port80], [both]],
      [[port80], [both]],
      [[{}], [{}]],
      [[namespaces], [{}]],
      [[namespaces], [{ ...ip, ...notIp }]],
      [[{}], [{}]],
    ]);
  });

  test.each<[consequence: string, spec: object, text: RegExp]>([
    [
      "ALLOW allows less",
      { rules: mixedRules },
      /connection\.sni, methods, paths, request\.headers\[x\].*left out/,
    ],
    ["DENY denies more", { action: "DENY", rules: mixedRules }, /enforced without them/],
    [
      "a DENY of nothing but HTTP does nothing",
      { action: "DENY", rules: [{ from: [{ source: { remoteIpBlocks: ["1.1.1.1"] } }] }] },
      /remoteIpBlocks.*denies nothing/,
    ],
  ])("are told in the status: %s", (_consequence, spec, text) => {
    expect(translate(spec)?.condition).toEqual({
      type: "ZtunnelAccepted",
      status: "True",
      reason: "UnsupportedValue",
      message: expect.stringMatching(text),
      observedGeneration: 3,
    });
  });

  test.each(["hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"])(
    "are known by the operation's %s",
    (field) => {
      expect(matchesOf({ to: [{ operation: { [field]: ["x"] } }] })).toBeUndefined();
    },
  );

  test.each(["requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks"])(
    "are known by the source's %s",
    (field) => {
      expect(matchesOf({ from: [{ source: { [field]: ["x"] } }] })).toBeUndefined();
    },
  );

  test.each(["remote.ip", "request.auth.claims[x]", "experimental.envoy.filters.a", "destination.user"])(
    "are known by the key %s",
    (key) => {
      expect(matchesOf({ when: [{ key, values: ["x"] }] })).toBeUndefined();
    },
  );
});

describe("L4 attributes", () => {
  test.each<[name: string, rule: object, expected: unknown]>([
    [
      "patterns of text",
      { from: [{ source: { principals: ["td/ns/a/sa/b", "*/sa/x", "td/*", "*"], notPrincipals: ["y"] } }] },
      [
        [
          {
            principals: [{ exact: "td/ns/a/sa/b" }, { suffix: "/sa/x" }, { prefix: "td/" }, { presence: {} }],
            notPrincipals: [{ exact: "y" }],
          },
        ],
      ],
    ],
    [
      "IP blocks, with the bits they are written with",
      { from: [{ source: { ipBlocks: ["10.1.2.3/8", "::1"], notIpBlocks: ["fd00::/8"] } }] },
      [
        [
          {
            sourceIps: [
              { address: Uint8Array.of(10, 1, 2, 3), length: 8 },
              { address: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), length: 128 },
            ],
            notSourceIps: [
              { address: Uint8Array.of(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), length: 8 },
            ],
          },
        ],
      ],
    ],
    [
      "service accounts, of the policy's namespace if they name none",
      { from: [{ source: { serviceAccounts: ["az/s1", "s2"], notServiceAccounts: ["other/s3"] } }] },
      [
        [
          {
            serviceAccounts: [
              { namespace: "az", serviceAccount: "s1" },
              { namespace: "foo", serviceAccount: "s2" },
            ],
            notServiceAccounts: [{ namespace: "other", serviceAccount: "s3" }],
          },
        ],
      ],
    ],
    [
      "conditions, each on its own",
      {
        when: [
          { key: "source.principal", values: ["a"], notValues: ["b"] },
          { key: "destination.ip", notValues: ["10.0.0.0/8"] },
          { key: "destination.port", values: ["80"], notValues: ["81"] },
        ],
      },
      [
        [{ principals: [{ exact: "a" }], notPrincipals: [{ exact: "b" }] }],
        [{ notDestinationIps: [{ address: Uint8Array.of(10, 0, 0, 0), length: 8 }] }],
        [{ destinationPorts: [80], notDestinationPorts: [81] }],
      ],
    ],
    [
      "clauses in order: to, from, when",
      {
        when: [whenNamespace],
        from: [{ source: { namespaces: ["a"] } }, { source: { namespaces: ["b*"] } }],
        to: [{ operation: { ports: ["80"], notPorts: ["443"] } }],
      },
      [
        [{ ...port80, notDestinationPorts: [443] }],
        [{ namespaces: [{ exact: "a" }] }, { namespaces: [{ prefix: "b" }] }],
        [namespaces],
      ],
    ],
    ["an empty operation, which matches nothing", { to: [{ operation: {} }] }, [[{}]]],
    ["an empty rule, which matches all", {}, []],
  ])("%s", (_name, rule, expected) => {
    expect(matchesOf(rule)).toEqual(expected);
  });
});

describe("values that cannot be read", () => {
  test.each<[name: string, rule: object, expected: unknown, path: string]>([
    [
      "an IP block",
      { from: [{ source: { ipBlocks: ["1.2.3.4", "bad", "10.0.0.0/33"] } }] },
      [[ip]],
      "spec.rules[0].from[0].source.ipBlocks[1]",
    ],
    [
      "a port",
      { to: [{ operation: { ports: ["80", "http", "65536", "-1", "8e1"] } }] },
      [[port80]],
      "spec.rules[0].to[0].operation.ports[1]",
    ],
    [
      "the only value of a condition",
      { when: [{ key: "destination.port", notValues: ["x"] }] },
      [[{}]],
      "spec.rules[0].when[0].notValues[0]",
    ],
  ])("are left out and named: %s", (_name, rule, expected, path) => {
    const translated = translate({ rules: [rule] });
    expect(matchesOf(rule)).toEqual(expected);
    expect(translated?.problems[0]?.path).toBe(path);
    expect(translated?.condition).toMatchObject({ status: "True", reason: "Accepted" });
    expect(translated?.condition.message).toContain(path);
  });

  test("lose an ALLOW rule as a whole when strict, for it would allow more without them", () => {
    const rules = [
      { from: [{ source: { namespaces: ["a"], notIpBlocks: ["bad"] } }] },
      { from: [{ source: { namespaces: ["b"] } }] },
    ];
    const sent = (action: string, isStrict: boolean) =>
      translate({ action, rules }, { isStrict })?.authorization?.groups?.length;
    expect([sent("ALLOW", false), sent("ALLOW", true), sent("DENY", true)]).toEqual([2, 1, 2]);
  });

  test("are named up to a number that nobody can blow up", () => {
    const ipBlocks = Array.from({ length: 1_000 }, () => "bad");
    const translated = translate({ rules: [{ from: [{ source: { ipBlocks } }] }] });
    expect(translated?.problems).toHaveLength(32);
    expect(translated?.condition.message.length).toBeLessThan(1_000);
  });

  test("of fields that nobody knows lose an ALLOW rule too", () => {
    const rules = [{ from: [{ source: { namespaces: ["a"], namespacez: ["b"] } }] }, {}];
    const translated = translate({ rules });
    expect(translated?.authorization?.groups).toEqual([{ rules: [] }]);
    expect(translated?.condition.message).toContain("spec.rules[0].from[0].source.namespacez");
  });
});

test("a field of the policy that nobody knows is told in the condition", () => {
  const translated = translate({ selectors: { matchLabels: { app: "a" } } });
  expect(translated?.condition).toMatchObject({ status: "True", reason: "Accepted" });
  expect(translated?.condition.message).toContain("spec.selectors");
  expect(translated?.problems).toEqual([]);
});

describe("the policy itself", () => {
  test.each<[name: string, spec: object, metadata: object, scope: Scope]>([
    ["the namespace", {}, {}, Scope.NAMESPACE],
    ["the mesh from the root namespace", {}, { namespace: "istio-system" }, Scope.GLOBAL],
    ["what its selector selects", { selector: { matchLabels: { app: "a" } } }, {}, Scope.WORKLOAD_SELECTOR],
    [
      "what its selector selects in the root namespace",
      { selector: { matchLabels: { app: "a" } } },
      { namespace: "istio-system" },
      Scope.WORKLOAD_SELECTOR,
    ],
  ])("is for %s", (_name, spec, metadata, scope) => {
    expect(translate(spec, { metadata })?.authorization?.scope).toBe(scope);
  });

  test("without rules allows nothing, or denies nothing", () => {
    expect(translate({})?.authorization).toMatchObject({ action: Action.ALLOW, groups: [] });
    expect(translate({ action: "DENY" })?.authorization).toMatchObject({ action: Action.DENY, groups: [] });
  });

  test("with targets is not for ztunnel", () => {
    expect(translate({ targetRefs: [{ kind: "Service", name: "a" }] })).toBeUndefined();
    expect(translate({ targetRef: { kind: "Gateway", name: "a" } })).toBeUndefined();
  });

  test.each<[name: string, spec: object, annotations: object, message: RegExp]>([
    ["CUSTOM", { action: "CUSTOM", rules: [{}] }, {}, /CUSTOM action/],
    ["AUDIT", { action: "AUDIT" }, {}, /AUDIT action/],
    ["dry run", {}, { "istio.io/dry-run": "true" }, /istio\.io\/dry-run/],
    ["a selector that cannot be read", { selector: { matchLabels: { app: 5 } } }, {}, /spec\.selector/],
  ])("is not sent: %s", (_name, spec, annotations, message) => {
    expect(translate(spec, { metadata: { annotations } })).toEqual({
      authorization: undefined,
      condition: {
        type: "ZtunnelAccepted",
        status: "False",
        reason: "UnsupportedValue",
        message: expect.stringMatching(message),
        observedGeneration: 3,
      },
      problems: [],
    });
  });

  test.each<[annotation: string, isOffered: boolean, isSent: boolean, dryRun: true | undefined]>([
    ["true", true, true, true],
    ["T", true, true, true],
    ["true", false, false, undefined],
    ["false", false, true, undefined],
    ["yes", true, true, undefined],
  ])("with the dry-run annotation %j, offered %s", (annotation, isDryRunOffered, isSent, dryRun) => {
    const metadata = { annotations: { "istio.io/dry-run": annotation } };
    const translated = translate({}, { metadata, isDryRunOffered });
    expect(translated?.authorization !== undefined).toBe(isSent);
    expect(translated?.authorization?.dryRun ?? undefined).toBe(dryRun);
    expect(translated?.problems.length).toBe(annotation === "yes" ? 1 : 0);
  });

  test("with a selector without labels selects nothing and says so; strict takes it as none", () => {
    const lenient = translate({ selector: {} });
    expect(lenient?.authorization?.scope).toBe(Scope.WORKLOAD_SELECTOR);
    expect(lenient?.condition.message).toContain("spec.selector");
    expect(translate({ selector: {} }, { isStrict: true })?.authorization?.scope).toBe(Scope.NAMESPACE);
  });
});
