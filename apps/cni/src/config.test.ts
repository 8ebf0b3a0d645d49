import { ConfigError } from "@ambit/config";
import { describe, expect, test } from "vitest";
import { DEFAULT_SELECTORS } from "./config/enablement-selectors.ts";
import { type AgentConfig, loadConfig, readCommandLine } from "./config.ts";

function load(environment: Readonly<Record<string, string>>, ...args: readonly string[]): AgentConfig {
  const input = { environment: new Map(Object.entries(environment)), args };
  return loadConfig(input, readCommandLine(input));
}

function problemsOf(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): readonly string[] {
  try {
    load(environment, ...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  test("has Istio's defaults", () => {
    expect(load({})).toMatchObject({
      ambientEnabled: false,
      dnsCapture: false,
      excludeNamespaces: ["kube-system"],
      runDir: "/var/run/istio-cni",
      ztunnelSocket: "/var/run/ztunnel/ztunnel.sock",
      monitoringPort: 15014,
      healthPort: 8000,
      probeIpv4: "169.254.7.127",
      probeIpv6: "fd16:9254:7127:1337:ffff:ffff:ffff:ffff",
      hostRoot: "/host",
      kubeconfigMode: 0o600,
      selectors: DEFAULT_SELECTORS,
    });
  });

  test("takes flags, which win", () => {
    const config = load(
      { AMBIENT_IPV6: "false", NODE_NAME: "a" },
      "--ambient-ipv6",
      "--node-name",
      "b",
      "--ambient-enabled=true",
      "--log_output_level=default:warn",
      "--log_as_json",
    );
    expect(config).toMatchObject({
      ipv6: true,
      nodeName: "b",
      ambientEnabled: true,
      logOutputLevel: "warn",
      logFormat: "json",
    });
  });

  test("an empty host root is the node's own file system", () => {
    expect(load({ AMBIT_HOST_ROOT: "" }).hostRoot).toBe("");
  });

  test("names every bad value at once", () => {
    const problems = problemsOf({ AMBIENT_IPV6: "yes", HOST_PROBE_SNAT_IP: "::1", KUBECONFIG_MODE: "rw" });
    expect(problems).toEqual([
      'AMBIENT_IPV6 is "yes", accepted is true or false',
      'KUBECONFIG_MODE is "rw", accepted is an octal file mode such as 0600',
      'HOST_PROBE_SNAT_IP is "::1", accepted is an IPv4 address',
    ]);
  });

  test("needs to know its node", () => {
    expect(problemsOf({ AMBIENT_ENABLED: "true" })).toEqual([
      "NODE_NAME is not set: without it the agent does not know which pods are its own",
    ]);
  });

  test("refuses flags that it does not know, and those without a value", () => {
    expect(() => readCommandLine({ environment: new Map(), args: ["--nope", "--node-name"] })).toThrow(
      expect.objectContaining({
        problems: ["--nope is no flag of this program", "--node-name has no value"],
      }),
    );
  });

  test.each([
    { args: [], command: "run" },
    { args: ["version"], command: "version" },
    { args: ["--help"], command: "help" },
    { args: ["--version"], command: "version" },
    { args: ["--log_output_level=info", "--log_as_json"], command: "run" },
    { args: ["install"], command: "unknown" },
    { args: ["version", "now"], command: "unknown" },
  ])("$args asks for $command", ({ args, command }) => {
    expect(readCommandLine({ environment: new Map(), args }).command).toBe(command);
  });

  test("warns of what has no effect", () => {
    const node = { NODE_NAME: "n1" };
    const both = { ...node, REPAIR_DELETE_PODS: "true", REPAIR_LABEL_PODS: "true" };
    expect(load(both).warnings).toHaveLength(1);
    expect(load({ ...node, REPAIR_DELETE_PODS: "true" }).warnings).toHaveLength(0);
  });

  test.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{}, undefined],
    [{ REPAIR_LABEL_PODS: "true" }, "label"],
    [{ REPAIR_LABEL_PODS: "true", REPAIR_DELETE_PODS: "true" }, "delete"],
    [{ REPAIR_DELETE_PODS: "true", REPAIR_REPAIR_PODS: "true" }, "repair"],
    [{ REPAIR_REPAIR_PODS: "true", REPAIR_ENABLED: "false" }, undefined],
  ])("does with broken pods what comes first: %j", (variables, type) => {
    expect(load({ NODE_NAME: "n1", ...variables }).repairType).toBe(type);
  });

  test("needs to know whose pods are repaired", () => {
    expect(() => load({ REPAIR_REPAIR_PODS: "true" })).toThrow(/REPAIR_NODE_NAME/);
    expect(load({ REPAIR_REPAIR_PODS: "true", REPAIR_NODE_NAME: "n1" }).repairType).toBe("repair");
  });
});

describe("selectors", () => {
  test("are read from YAML as Istio's chart writes them", () => {
    const text = `
- podSelector:
    matchLabels:
      istio.io/dataplane-mode: ambient
- namespaceSelector:
    matchLabels:
      istio.io/dataplane-mode: ambient
  podSelector:
    matchExpressions:
    - key: istio.io/dataplane-mode
      operator: NotIn
      values:
      - none
`;
    const { selectors } = load({ AMBIENT_ENABLEMENT_SELECTOR: text });
    expect(selectors).toMatchObject(DEFAULT_SELECTORS);
  });

  test.each([
    { text: "a: b", problem: "is no list of selectors" },
    { text: "- podSelectr: {}", problem: "[0].podSelectr is not known" },
    { text: "- podSelector: {matchLabels: {a: 1}}", problem: "[0].podSelector.matchLabels.a is no text" },
    {
      text: "- podSelector: {matchExpressions: [{key: a, operator: Is}]}",
      problem: "[0].podSelector.matchExpressions[0].operator is none of In, NotIn, Exists, DoesNotExist",
    },
    {
      text: "- podSelector: {matchExpressions: [{key: a, operator: In}]}",
      problem: "[0].podSelector.matchExpressions[0].values must not be empty with In",
    },
    {
      text: "- podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
      problem: "[0].podSelector.matchExpressions[0].values must be empty with Exists",
    },
  ])("$text: $problem", ({ text, problem }) => {
    expect(problemsOf({ AMBIENT_ENABLEMENT_SELECTOR: text })).toEqual([
      `AMBIENT_ENABLEMENT_SELECTOR ${problem}`,
    ]);
  });

  test("that are no YAML are refused", () => {
    expect(problemsOf({ AMBIENT_ENABLEMENT_SELECTOR: "- {" })[0]).toMatch(
      /^AMBIENT_ENABLEMENT_SELECTOR is no YAML: /,
    );
  });
});
