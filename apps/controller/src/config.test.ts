import { ConfigError } from "@ambit/config";
import { describe, expect, test } from "vitest";
import { type ControllerConfig, describeConfig, loadConfig, readCommandLine } from "./config.ts";

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly mesh?: string;
}

function load({ env = {}, args = [], mesh }: Given = {}): ControllerConfig {
  const input = {
    environment: new Map(Object.entries(env)),
    args,
    host: {
      readFile: (path: string) => (path === "./etc/istio/config/mesh" ? mesh : undefined),
      hostname: "istiod-1",
      hasIpv6: true,
    },
  };
  return loadConfig(input, readCommandLine(input));
}

function problemsOf(given: Given): readonly string[] {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  return [];
}

describe("without any setting", () => {
  test("the controller has Istio's ports, times and names", () => {
    expect(load()).toMatchObject({
      grpcAddress: { ip: undefined, port: 15_010 },
      secureGrpcAddress: { port: 15_012 },
      monitoringAddress: { port: 15_014 },
      httpAddress: { port: 8080 },
      podNamespace: "istio-system",
      podName: "istiod-1",
      clusterId: "Kubernetes",
      tokenAudiences: ["istio-ca"],
      trustedNodeAccounts: [],
      xdsAuth: true,
      debounceAfterMs: 100,
      debounceMaxMs: 10_000,
      defaultCertificateTtlMs: 24 * 3_600_000,
      maxCertificateTtlMs: 90 * 24 * 3_600_000,
      maxConnectionAgeMs: Number.POSITIVE_INFINITY,
      anyAddress: "::",
      mesh: { trustDomain: "cluster.local", rootNamespace: "istio-system", discoverySelectors: undefined },
    });
  });

  test("its description can be logged whole", () => {
    expect(JSON.parse(describeConfig(load()))).toMatchObject({ maxConnectionAgeMs: "infinity" });
  });
});

describe("the command line of Istio's chart", () => {
  const args = [
    "discovery",
    "--monitoringAddr=:15014",
    "--log_output_level=default:info,ca:debug",
    "--domain",
    "cluster.example",
    "--log_as_json",
    "--cniNamespace=istio-system",
    "--keepaliveMaxServerConnectionAge",
    "30m",
  ];

  test("is understood, with the value behind an equals sign or a space", () => {
    expect(load({ args })).toMatchObject({
      monitoringAddress: { port: 15_014 },
      logOutputLevel: "info,ca=debug",
      domain: "cluster.example",
      logFormat: "json",
      maxConnectionAgeMs: 1_800_000,
    });
  });

  test("a switch may be turned off, and takes no word that follows it", () => {
    const env = { LOG_FORMAT: "json" };
    expect(load({ env, args: ["--log_as_json=false", "discovery"] }).logFormat).toBe("json");
    expect(load({ args: ["--log_as_json=false"] }).logFormat).toBe("plain");
    expect(load({ args: ["--log_as_json", "discovery"] }).logFormat).toBe("json");
  });

  test("KUBECONFIG may name a file that is not there, where a pod has its own way to the API", () => {
    const env = { KUBECONFIG: "/var/run/secrets/remote/config", KUBERNETES_SERVICE_HOST: "10.96.0.1" };
    expect(load({ env }).kubeconfig).toBeUndefined();
    expect(load({ env: { KUBECONFIG: env.KUBECONFIG } }).kubeconfig).toBe(env.KUBECONFIG);
    expect(load({ env: { ...env, KUBECONFIG: "./etc/istio/config/mesh" }, mesh: "{}" }).kubeconfig).toBe(
      "./etc/istio/config/mesh",
    );
    expect(load({ env, args: ["--kubeconfig=/nowhere"] }).kubeconfig).toBe("/nowhere");
  });

  test.each([
    { args: [], command: "discovery" },
    { args: ["version"], command: "version" },
    { args: ["--version"], command: "version" },
    { args: ["-h"], command: "help" },
    { args: ["discovery", "--help"], command: "help" },
    { args: ["proxy"], command: "unknown" },
    { args: ["discovery", "now"], command: "unknown" },
  ])("$args asks for $command", ({ args: words, command }) => {
    const host = { readFile: () => undefined, hostname: "", hasIpv6: false };
    expect(readCommandLine({ environment: new Map(), args: words, host }).command).toBe(command);
  });

  test.each([
    { args: ["--grpcAdr=:1"], problem: "--grpcAdr is no flag of this program" },
    { args: ["--domain"], problem: "--domain has no value" },
    { args: ["--grpcAddr=15010"], problem: /--grpcAddr is "15010", accepted is a port/ },
    { args: ["--log_output_level=default:loud"], problem: /--log_output_level is "default:loud"/ },
    { args: ["--log_output_level=a:b:c"], problem: /--log_output_level/ },
  ])("$args is refused: $problem", ({ args: words, problem }) => {
    expect(problemsOf({ args: words })).toEqual([expect.stringMatching(problem)]);
  });
});

describe("the environment", () => {
  test("names the trusted node accounts, and switches as Go reads booleans", () => {
    const env = {
      CA_TRUSTED_NODE_ACCOUNTS: "istio-system/ztunnel, kube-system/ztunnel",
      XDS_AUTH: "0",
      PILOT_IP_AUTOALLOCATE_IPV4_PREFIX: "10.9.0.0/24",
    };
    expect(load({ env })).toMatchObject({
      trustedNodeAccounts: [
        { namespace: "istio-system", name: "ztunnel" },
        { namespace: "kube-system", name: "ztunnel" },
      ],
      xdsAuth: false,
      autoallocateIpv4: { ip: "10.9.0.0", prefixLength: 24 },
    });
  });

  test("is refused as a whole, with every problem", () => {
    const env = {
      XDS_AUTH: "maybe",
      PILOT_DEBOUNCE_AFTER: "soon",
      PILOT_IP_AUTOALLOCATE_IPV6_PREFIX: "10.0.0.0/8",
      CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE: "1024",
    };
    expect(problemsOf({ env, args: ["--httpAddr=x"] }).map((problem) => problem.split(" ")[0])).toEqual([
      "PILOT_IP_AUTOALLOCATE_IPV6_PREFIX",
      "XDS_AUTH",
      "PILOT_DEBOUNCE_AFTER",
      "CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE",
      "--httpAddr",
    ]);
  });

  test.each([
    { env: { CA_TRUSTED_NODE_ACCOUNTS: "ztunnel" }, says: "CA_TRUSTED_NODE_ACCOUNTS" },
    {
      env: { DEFAULT_WORKLOAD_CERT_TTL: "48h", MAX_WORKLOAD_CERT_TTL: "24h" },
      says: "MAX_WORKLOAD_CERT_TTL",
    },
    { env: { PILOT_DEBOUNCE_AFTER: "2s", PILOT_DEBOUNCE_MAX: "1s" }, says: "PILOT_DEBOUNCE_MAX" },
    { env: { TOKEN_AUDIENCES: " , " }, says: "TOKEN_AUDIENCES" },
  ])("is refused where settings do not fit each other: $env", ({ env, says }) => {
    expect(problemsOf({ env })).toEqual([expect.stringContaining(says)]);
  });
});

describe("the mesh configuration", () => {
  test("has what the control plane goes by; other keys are ignored", () => {
    const mesh = `
trustDomain: example.org
rootNamespace: mesh-root
defaultConfig: {discoveryAddress: "istiod.istio-system.svc:15012"}
discoverySelectors:
- matchLabels: {mesh: "on"}
serviceEntryVisibility:
  defaultVisibility: NAMESPACE
  policies:
  - visibility: PUBLIC
    matchingRules: [{namespaceSelector: {matchLabels: {team: a}}}]
`;
    expect(load({ mesh }).mesh).toMatchObject({
      kind: "MeshConfig",
      trustDomain: "example.org",
      trustDomainAliases: [],
      rootNamespace: "mesh-root",
      discoverySelectors: [{ matchLabels: { mesh: "on" }, matchExpressions: [] }],
      serviceEntryVisibility: {
        defaultVisibility: "NAMESPACE",
        policies: [
          {
            visibility: "PUBLIC",
            namespaceSelectors: [{ matchLabels: { team: "a" }, matchExpressions: [] }],
          },
        ],
      },
    });
  });

  test.each([
    { mesh: "trustDomain: [", says: "not YAML" },
    { mesh: "- a", says: "expected an object" },
    { mesh: "trustDomain: Not_A_Domain!", says: "trustDomain expected a trust domain" },
    { mesh: "discoverySelectors: [{matchExpressions: [{key: a}]}]", says: "discoverySelectors[0]" },
    {
      mesh: "serviceEntryVisibility: {defaultVisibility: SOME}",
      says: "serviceEntryVisibility.defaultVisibility",
    },
  ])("with $mesh is refused at start", ({ mesh, says }) => {
    expect(problemsOf({ mesh })).toEqual([expect.stringContaining(says)]);
    expect(problemsOf({ mesh })[0]).toContain("./etc/istio/config/mesh");
  });
});
