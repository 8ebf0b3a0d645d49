import { ConfigError } from "@ambit/config";
import { describe, expect, test } from "vitest";
import { configInput, dedicatedConfig, dedicatedInput, fakeHost } from "./config/testing/demo-config.ts";
import { type ConfigInput, loadConfig, parseCommand } from "./config.ts";

function problemsOf(input: ConfigInput): readonly string[] {
  try {
    loadConfig(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("defaults of a dedicated proxy", () => {
  const { environment, host } = configInput(
    { FAKE_CA: "true", XDS_ADDRESS: "", PROXY_MODE: "dedicated", PROXY_WORKLOAD_INFO: "ns/pod/sa" },
    fakeHost({}, 8),
  );
  const config = loadConfig({ environment, host, args: [] });

  test.each(
    Object.entries({
      proxy: true,
      dnsProxy: true,
      workload: { namespace: "ns", name: "pod", serviceAccount: "sa" },
      proxyArgs: "",
      istioVersion: "unknown",
      workerThreads: 2,
      drainDeadlineMs: 5_000,
      adminAddress: { kind: "localhost", ipv6: true, port: 15000 },
      statsAddress: { kind: "socket", address: { ip: "::", port: 15020 } },
      readinessAddress: { kind: "socket", address: { ip: "::", port: 15021 } },
      dnsProxyAddress: { kind: "localhost", ipv6: true, port: 15053 },
      inboundAddress: { ip: "::", port: 15008 },
      inboundPlaintextAddress: { ip: "::", port: 15006 },
      outboundAddress: { ip: "::", port: 15001 },
      socks5Address: undefined,
      illegalPorts: [15001, 15006, 15008],
      ipv6: true,
      network: "",
      localNode: undefined,
      clusterId: "Kubernetes",
      clusterDomain: "cluster.local",
      instanceIp: "1.1.1.1",
      self: undefined,
      xdsAddress: undefined,
      xdsHeaders: [],
      xdsOnDemand: false,
      localXds: undefined,
      preferredServiceNamespace: undefined,
      caAddress: undefined,
      caHeaders: [],
      authToken: undefined,
      secretTtlMs: 86_400_000,
      fakeCa: true,
      fakeCaFiles: undefined,
      crlPath: undefined,
      tls12: false,
      compliancePolicy: "",
      streamWindowBytes: 4_194_304,
      connectionWindowBytes: 16_777_216,
      maxFrameBytes: 1_048_576,
      poolMaxStreamsPerConnection: 100,
      poolUnusedReleaseTimeoutMs: 300_000,
      keepalive: { enabled: true, timeMs: 180_000, intervalMs: 180_000, retries: 9 },
      userTimeoutEnabled: false,
      inpodUds: "/var/run/ztunnel/ztunnel.sock",
      inpodPortReuse: true,
      packetMark: undefined,
      requireOriginalSource: undefined,
      localhostAppTunnel: true,
      enableResponseBaggage: true,
      authzPolicyInfoLogging: false,
      strictPolicyReferences: false,
      localFastPath: false,
      logFilter: "info",
      logFormat: "plain",
    }),
  )("%s", (key, expected) => {
    expect(config[key as keyof typeof config]).toEqual(expected);
  });
});

test("name servers and search list are those of this process", () => {
  const files = { "/etc/resolv.conf": "search corp\nnameserver 192.0.2.1\n" };
  const config = dedicatedConfig({ ISTIO_META_DNS_CAPTURE: undefined }, fakeHost(files));
  expect(config.resolver).toMatchObject({ nameServers: [{ ip: "192.0.2.1", port: 53 }], search: ["corp"] });
  expect(config.warnings.join()).not.toContain("name server");
});

describe("single variables", () => {
  test.each<[name: string, variables: Record<string, string | undefined>, expected: object]>([
    ["no IPv6", { IPV6_ENABLED: "false" }, { outboundAddress: { ip: "0.0.0.0", port: 15001 } }],
    [
      "SOCKS5 is one more port of our own",
      { UNSTABLE_ENABLE_SOCKS5: "true" },
      { socks5Address: { ip: "127.0.0.1", port: 15080 }, illegalPorts: [15001, 15006, 15008, 15080] },
    ],
    ["a packet mark", { PACKET_MARK: "1337" }, { packetMark: 1337 }],
    [
      "empty is unset for what is optional",
      { PACKET_MARK: "", NODE_NAME: "", ENABLE_ORIG_SRC: "" },
      { packetMark: undefined, localNode: undefined, requireOriginalSource: undefined },
    ],
    ["original source off", { ENABLE_ORIG_SRC: "false" }, { requireOriginalSource: false }],
    ["original source required", { ENABLE_ORIG_SRC: "true" }, { requireOriginalSource: true }],
    ["a grace period", { TERMINATION_GRACE_PERIOD_SECONDS: "30" }, { drainDeadlineMs: 25_000 }],
    [
      "a deadline wins over it",
      { TERMINATION_GRACE_PERIOD_SECONDS: "30", CONNECTION_TERMINATION_DEADLINE: "1m30s" },
      { drainDeadlineMs: 90_000 },
    ],
    ["a share of the CPUs", { ZTUNNEL_WORKER_THREADS: "50%", ZTUNNEL_CPU_LIMIT: "16" }, { workerThreads: 8 }],
    [
      "the container's CPUs",
      { ZTUNNEL_RESOURCE_CPU_LIMIT: "500m", ZTUNNEL_RESOURCE_CPU_REQUEST: "100m" },
      { workerThreads: 1 },
    ],
    ["a cluster id", { CLUSTER_ID: "a" }, { clusterId: "a" }],
    [
      "a cluster id in the metadata wins",
      { CLUSTER_ID: "a", ISTIO_META_CLUSTER_ID: "b" },
      { clusterId: "b" },
    ],
    ["a version in the metadata", { ISTIO_META_ISTIO_VERSION: "1.29" }, { istioVersion: "1.29" }],
    ["DNS in capitals", { ISTIO_META_DNS_CAPTURE: "TRUE" }, { dnsProxy: true }],
    ["DNS with another word", { ISTIO_META_DNS_CAPTURE: "yes" }, { dnsProxy: false }],
    [
      "a DNS port",
      { ISTIO_META_DNS_PROXY_ADDR: "localhost:53" },
      { dnsProxyAddress: { kind: "localhost", ipv6: false, port: 53 } },
    ],
    [
      "a DNS address",
      { ISTIO_META_DNS_PROXY_ADDR: "[::1]:53" },
      { dnsProxyAddress: { kind: "socket", address: { ip: "::1", port: 53 } } },
    ],
    [
      "inline mesh state",
      { LOCAL_XDS_PATH: "", LOCAL_XDS: "workloads: []" },
      { localXds: { kind: "inline", text: "workloads: []" } },
    ],
    [
      "a root for the built-in CA",
      { FAKE_CA_CERT: "/c.pem", FAKE_CA_KEY: "/k.pem" },
      { fakeCaFiles: { certPath: "/c.pem", keyPath: "/k.pem" } },
    ],
    [
      "the built-in CA wins over an address",
      { CA_ADDRESS: "ca:15012" },
      { caAddress: undefined, fakeCa: true },
    ],
    [
      "a control plane",
      { XDS_ADDRESS: "istiod:15012", CA_ADDRESS: "https://ca:1", FAKE_CA: "false" },
      { xdsAddress: "https://istiod:15012", caAddress: "https://ca:1", fakeCa: false },
    ],
    [
      "the control plane of a machine",
      { XDS_ADDRESS: undefined, FAKE_CA: undefined },
      { xdsAddress: "https://localhost:15012", caAddress: "https://localhost:15012" },
    ],
    [
      "the control plane of a cluster",
      { XDS_ADDRESS: undefined, FAKE_CA: undefined, KUBERNETES_SERVICE_HOST: "x" },
      {
        xdsAddress: "https://istiod.istio-system.svc:15012",
        caAddress: "https://istiod.istio-system.svc:15012",
      },
    ],
    [
      "a control plane by proxy configuration",
      { XDS_ADDRESS: undefined, PROXY_CONFIG: "discoveryAddress: d:1" },
      { xdsAddress: "https://d:1" },
    ],
    ["addresses on demand", { XDS_ON_DEMAND: "true", XDS_ADDRESS: "d:1" }, { xdsOnDemand: true }],
    ["a literal token", { AUTH_TOKEN: "abc" }, { authToken: { kind: "static", token: "abc" } }],
    ["roots of the system", { CA_ROOT_CA: "SYSTEM" }, { caRoot: { kind: "system" } }],
    ["a root in PEM", { XDS_ROOT_CA: "-----BEGIN" }, { xdsRoot: { kind: "static", pem: "-----BEGIN" } }],
    [
      "extra headers",
      { XDS_HEADER_X_Tenant: "a b", CA_HEADER_B: "c" },
      { xdsHeaders: [{ name: "x_tenant", value: "a b" }], caHeaders: [{ name: "b", value: "c" }] },
    ],
    [
      "JSON metadata",
      { ISTIO_METAJSON_LABELS: '{"a":"b"}' },
      { jsonMetadata: new Map([["LABELS", '{"a":"b"}']]) },
    ],
    ["post-quantum only", { COMPLIANCE_POLICY: "pqc" }, { compliancePolicy: "pqc" }],
    ["a log filter", { RUST_LOG: "info,access=debug" }, { logFilter: "info,access=debug" }],
    [
      "a pod's own facts do nothing in dedicated mode",
      { POD_NAME: "p", POD_NAMESPACE: "n", SERVICE_ACCOUNT: "s" },
      { podName: "p", self: undefined },
    ],
  ])("%s", (_name, variables, expected) => {
    expect(dedicatedConfig(variables)).toMatchObject(expected);
  });

  test("files that exist are files", () => {
    const host = fakeHost({
      "./var/run/secrets/istio/root-cert.pem": "",
      "./var/run/secrets/tokens/istio-token": "",
      "/my/token": "",
    });
    expect(dedicatedConfig({}, host)).toMatchObject({
      caRoot: { kind: "file", path: "./var/run/secrets/istio/root-cert.pem" },
      xdsRoot: { kind: "file", path: "./var/run/secrets/istio/root-cert.pem" },
      authToken: { kind: "file", path: "./var/run/secrets/tokens/istio-token" },
    });
    expect(dedicatedConfig({ AUTH_TOKEN: "/my/token" }, host).authToken).toEqual({
      kind: "file",
      path: "/my/token",
    });
  });

  test("the command line is recorded", () => {
    expect(loadConfig(dedicatedInput({}, fakeHost(), ["proxy", "ztunnel"])).proxyArgs).toBe("proxy ztunnel");
  });
});

describe("proxy configuration", () => {
  const mesh = {
    "./etc/istio/config/mesh":
      "defaultConfig: {concurrency: 3, statsPort: 1000, proxyMetadata: {A: mesh, B: mesh, C: mesh}}",
  };

  test("is overridden from the mesh file to PROXY_CONFIG to single variables", () => {
    const variables = {
      PROXY_CONFIG:
        '{"statsPort": 1001, "proxyAdminPort": 1002, "proxyMetadata": {"ISTIO_META_B": "proxy", "C": "proxy"}}',
      ISTIO_META_C: "variable",
      ISTIO_META_DNS_CAPTURE: "false",
    };
    expect(dedicatedConfig(variables, fakeHost(mesh))).toMatchObject({
      workerThreads: 3,
      statsAddress: { address: { port: 1001 } },
      adminAddress: { port: 1002 },
      proxyMetadata: new Map([
        ["A", "mesh"],
        ["B", "proxy"],
        ["C", "variable"],
        ["DNS_CAPTURE", "false"],
      ]),
    });
    expect(dedicatedConfig({ ZTUNNEL_WORKER_THREADS: "1" }, fakeHost(mesh)).workerThreads).toBe(1);
  });

  test("works without metadata", () => {
    expect(dedicatedConfig({ PROXY_CONFIG: "concurrency: 4" }).workerThreads).toBe(4);
  });

  test("can turn DNS off", () => {
    const variables = {
      ISTIO_META_DNS_CAPTURE: undefined,
      PROXY_CONFIG: "proxyMetadata: {DNS_CAPTURE: false}",
    };
    expect(dedicatedConfig(variables).dnsProxy).toBe(false);
  });

  test("an unreadable mesh file is told", () => {
    const host = {
      ...fakeHost(),
      readFile: () => {
        throw new Error("EACCES");
      },
    };
    expect(problemsOf(dedicatedInput({}, host))).toEqual(["./etc/istio/config/mesh: cannot be read: EACCES"]);
  });
});

describe("bad values", () => {
  test.each<[name: string, variables: Record<string, string | undefined>, problem: RegExp]>([
    ["a boolean that is none", { ENABLE_PROXY: "yes" }, /^ENABLE_PROXY is "yes", accepted is true or false$/],
    ["a mode that is none", { PROXY_MODE: "sidecar" }, /^PROXY_MODE is "sidecar", .* shared, dedicated$/],
    ["a duration without unit", { SECRET_TTL: "24" }, /^SECRET_TTL is "24"/],
    ["a certificate of no life", { SECRET_TTL: "0s" }, /^SECRET_TTL is "0s", .* at least 1s$/],
    [
      "a frame size HTTP/2 forbids",
      { HTTP2_FRAME_SIZE: "1024" },
      /^HTTP2_FRAME_SIZE .* from 16384 to 16777215$/,
    ],
    ["a window HTTP/2 forbids", { HTTP2_STREAM_WINDOW_SIZE: "2147483648" }, /^HTTP2_STREAM_WINDOW_SIZE /],
    [
      "a connection window below the first",
      { HTTP2_CONNECTION_WINDOW_SIZE: "65534" },
      /^HTTP2_CONNECTION_WINDOW_SIZE /,
    ],
    ["no streams", { POOL_MAX_STREAMS_PER_CONNECTION: "0" }, /^POOL_MAX_STREAMS_PER_CONNECTION /],
    ["keepalive the kernel refuses", { KEEPALIVE_TIME: "10h" }, /^KEEPALIVE_TIME .* at most 32767s$/],
    ["probes the kernel refuses", { KEEPALIVE_RETRIES: "128" }, /^KEEPALIVE_RETRIES /],
    ["a share above all", { ZTUNNEL_WORKER_THREADS: "101%" }, /^ZTUNNEL_WORKER_THREADS is "101%"/],
    [
      "a quantity that is none",
      { ZTUNNEL_RESOURCE_CPU_LIMIT: "2Gi" },
      /^ZTUNNEL_RESOURCE_CPU_LIMIT is "2Gi"/,
    ],
    ["a mark of more than 32 bits", { PACKET_MARK: "4294967296" }, /^PACKET_MARK /],
    [
      "a negative grace period",
      { TERMINATION_GRACE_PERIOD_SECONDS: "-1" },
      /^TERMINATION_GRACE_PERIOD_SECONDS /,
    ],
    [
      "an instance that is no IP",
      { INSTANCE_IP: "node" },
      /^INSTANCE_IP is "node", accepted is an IP address$/,
    ],
    ["a log format that is none", { LOG_FORMAT: "xml" }, /^LOG_FORMAT /],
    ["a log filter that is none", { RUST_LOG: "access=loud" }, /^RUST_LOG: .*access=loud/],
    ["a policy that is none", { COMPLIANCE_POLICY: "fips" }, /^COMPLIANCE_POLICY /],
    ["a proxy configuration that is none", { PROXY_CONFIG: "[" }, /^PROXY_CONFIG: is not YAML: /],
    [
      "a bad key in the proxy configuration",
      { PROXY_CONFIG: "statsPort: x" },
      /^PROXY_CONFIG: statsPort must be /,
    ],
    ["a header that is none", { "XDS_HEADER_A B": "x" }, /^XDS_HEADER_A B does not name a header$/],
    [
      "a reserved header",
      { CA_HEADER_GRPC_X: "x", "CA_HEADER_grpc-x": "x" },
      /^CA_HEADER_grpc-x does not name a header$/,
    ],
    [
      "a header with a line break",
      { CA_HEADER_A: "hunter2\n" },
      /^CA_HEADER_A is \(secret\), accepted is printable ASCII$/,
    ],
    ["metadata that is no JSON", { ISTIO_METAJSON_A: "{" }, /^ISTIO_METAJSON_A is "\{", accepted is JSON$/],
    [
      "a DNS address that is none",
      { ISTIO_META_DNS_PROXY_ADDR: "localhost" },
      /^ISTIO_META_DNS_PROXY_ADDR is "localhost"/,
    ],
    [
      "a DNS port that is none",
      { ISTIO_META_DNS_PROXY_ADDR: "localhost:65536" },
      /^ISTIO_META_DNS_PROXY_ADDR /,
    ],
    ["workload info of two parts", { PROXY_WORKLOAD_INFO: "ns/name" }, /^PROXY_WORKLOAD_INFO is "ns\/name"/],
    ["workload info with a hole", { PROXY_WORKLOAD_INFO: "ns//sa" }, /^PROXY_WORKLOAD_INFO is "ns\/\/sa"/],
    [
      "no workload info",
      { PROXY_WORKLOAD_INFO: undefined },
      /^PROXY_WORKLOAD_INFO is not set, PROXY_MODE=dedicated needs /,
    ],
    ["two local files", { LOCAL_XDS: "{}" }, /^LOCAL_XDS and LOCAL_XDS_PATH are both set/],
    ["half a root", { FAKE_CA_CERT: "/c" }, /^FAKE_CA_CERT is set without FAKE_CA_KEY/],
    ["the other half", { FAKE_CA_KEY: "/k" }, /^FAKE_CA_KEY is set without FAKE_CA_CERT/],
    [
      "xDS without TLS",
      { XDS_ADDRESS: "http://istiod:15010" },
      /^XDS_ADDRESS is "http:\/\/istiod:15010", accepted is /,
    ],
    [
      "a CA without TLS",
      { FAKE_CA: undefined, CA_ADDRESS: "http://ca" },
      /^CA_ADDRESS is "http:\/\/ca", accepted/,
    ],
    ["no CA", { FAKE_CA: undefined, CA_ADDRESS: "" }, /^CA_ADDRESS is empty, .*: set it, or FAKE_CA=true/],
  ])("%s", (_name, variables, problem) => {
    expect(problemsOf(dedicatedInput(variables))).toEqual([expect.stringMatching(problem)]);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ["on demand with DNS", { XDS_ON_DEMAND: "true", ISTIO_META_DNS_CAPTURE: undefined }],
    ["only DNS", { ENABLE_PROXY: "false", ISTIO_META_DNS_CAPTURE: undefined }],
  ])("none: %s", (_name, variables) => {
    expect(problemsOf(dedicatedInput(variables))).toEqual([]);
  });

  test("neither proxy nor DNS", () => {
    expect(problemsOf(dedicatedInput({ ENABLE_PROXY: "false" }))).toContain(
      "ENABLE_PROXY and ISTIO_META_DNS_CAPTURE are both false: there is nothing to run, set one to true",
    );
  });

  test("are named all at once, from every source", () => {
    const input = dedicatedInput({
      ENABLE_PROXY: "1",
      LOG_FORMAT: "xml",
      PROXY_CONFIG: "concurrency: x",
      "XDS_HEADER_?": "a",
    });
    expect(problemsOf(input)).toHaveLength(4);
    expect(() => loadConfig(input)).toThrow(/ENABLE_PROXY.*LOG_FORMAT.*PROXY_CONFIG.*XDS_HEADER_\?/);
  });

  test("a path of the agent's socket that no socket can have", () => {
    const problems = problemsOf(configInput({ INPOD_UDS: `/${"x".repeat(107)}` }));
    expect(problems).toEqual([expect.stringMatching(/^INPOD_UDS has 108 bytes, .* at most 107$/)]);
  });

  test("a root of a CA that is off", () => {
    const variables = { FAKE_CA: "false", FAKE_CA_CERT: "/c", FAKE_CA_KEY: "/k" };
    expect(problemsOf(dedicatedInput(variables))).toContain("FAKE_CA_CERT and FAKE_CA_KEY need FAKE_CA=true");
  });
});

describe("warnings", () => {
  test.each<[name: string, variables: Record<string, string | undefined>, warning: RegExp]>([
    [
      "DNS without a name server",
      { ISTIO_META_DNS_CAPTURE: undefined },
      /no name server in \/etc\/resolv\.conf.* or set ISTIO_META_DNS_CAPTURE=false$/,
    ],
    ["no state", { LOCAL_XDS_PATH: undefined }, /set XDS_ADDRESS or LOCAL_XDS_PATH$/],
    [
      "on demand without a node",
      { XDS_ON_DEMAND: "true", XDS_ADDRESS: "d:1", NODE_NAME: undefined },
      /^XDS_ON_DEMAND=true without NODE_NAME/,
    ],
    [
      "TLS 1.2 after all",
      { TLS12_ENABLED: "true", COMPLIANCE_POLICY: "pqc" },
      /^TLS12_ENABLED has no effect/,
    ],
  ])("%s", (_name, variables, warning) => {
    expect(dedicatedConfig(variables).warnings).toContainEqual(expect.stringMatching(warning));
  });

  test("the built-in CA is always one", () => {
    expect(dedicatedConfig().warnings).toEqual([expect.stringMatching(/^FAKE_CA=true: /)]);
  });
});

test.each([
  [[], "proxy"],
  [["proxy"], "proxy"],
  [["proxy", "ztunnel"], "proxy"],
  [["version"], "version"],
  [["help"], "help"],
  [["run"], "unknown"],
  [["--version"], "version"],
  [["--help"], "help"],
  [["--serve"], "unknown"],
] as const)("the command line %j means %s", (args, command) => {
  expect(parseCommand(args)).toBe(command);
});

test("an empty environment is a node's proxy beside a local control plane", () => {
  const config = loadConfig(configInput({}));
  expect(config).toMatchObject({
    proxyMode: "shared",
    workload: undefined,
    packetMark: 1337,
    inpodPortReuse: true,
    inpodUds: "/var/run/ztunnel/ztunnel.sock",
    xdsAddress: "https://localhost:15012",
  });
});
