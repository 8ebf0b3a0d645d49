import { describe, expect, test } from "vitest";
import { EMPTY_PROXY_CONFIG, mergeProxyConfig, readMeshConfig, readProxyConfig } from "./proxy-config.ts";

describe("proxy configuration", () => {
  test("is read from YAML with every key", () => {
    const { config, problems } = readProxyConfig(`
discoveryAddress: istiod:15012
proxyAdminPort: 15100
statsPort: 15120
concurrency: 3
proxyMetadata: { ISTIO_META_DNS_CAPTURE: "false", A: b }
holdApplicationUntilProxyStarts: true
`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      discoveryAddress: "istiod:15012",
      proxyAdminPort: 15100,
      statsPort: 15120,
      concurrency: 3,
      proxyMetadata: new Map([
        ["ISTIO_META_DNS_CAPTURE", "false"],
        ["A", "b"],
      ]),
    });
  });

  test.each([
    ["JSON without metadata", '{"concurrency": 2}', { concurrency: 2 }],
    ["nothing", "", {}],
    ["null", "null", {}],
    ["keys without a value", "concurrency:\nproxyMetadata:\n", {}],
    [
      "unquoted metadata",
      "proxyMetadata: {A: true, B: 5}",
      {
        proxyMetadata: new Map([
          ["A", "true"],
          ["B", "5"],
        ]),
      },
    ],
  ])("accepts %s", (_name, text, expected) => {
    expect(readProxyConfig(text)).toEqual({ config: { ...EMPTY_PROXY_CONFIG, ...expected }, problems: [] });
  });

  test.each([
    ["a list", "[1]", "must be a mapping"],
    ["text", "hello", "must be a mapping"],
    ["a port that is none", "statsPort: 65536", "statsPort must be an integer from 0 to 65535"],
    ["a port in quotes", 'proxyAdminPort: "15000"', "proxyAdminPort must be an integer from 0 to 65535"],
    ["negative concurrency", "concurrency: -1", "concurrency must be an integer from 0 to 1024"],
    ["an address that is no string", "discoveryAddress: 5", "discoveryAddress must be a string"],
    ["metadata that is no mapping", "proxyMetadata: x", "proxyMetadata must be a mapping"],
    ["nested metadata", "proxyMetadata: {A: {B: c}}", "proxyMetadata.A must be a string"],
  ])("names what is wrong with %s", (_name, text, problem) => {
    expect(readProxyConfig(text).problems).toEqual([problem]);
  });

  test("names every bad key and keeps the good ones", () => {
    const { config, problems } = readProxyConfig("concurrency: x\nstatsPort: y\nproxyAdminPort: 1");
    expect(problems).toHaveLength(2);
    expect(config.proxyAdminPort).toBe(1);
  });

  test("reports text that is not YAML in one line", () => {
    const [problem, ...rest] = readProxyConfig("{a: [").problems;
    expect(rest).toEqual([]);
    expect(problem).toMatch(/^is not YAML: [^\n]+$/);
  });

  test("is the member defaultConfig of a mesh configuration", () => {
    const { config, problems } = readMeshConfig("trustDomain: x\ndefaultConfig: {concurrency: 4}");
    expect(problems).toEqual([]);
    expect(config.concurrency).toBe(4);
    expect(readMeshConfig("trustDomain: x").config).toEqual(EMPTY_PROXY_CONFIG);
    expect(readMeshConfig("defaultConfig: {concurrency: -4}").problems).toEqual([
      "defaultConfig: concurrency must be an integer from 0 to 1024",
    ]);
    expect(readMeshConfig("[]").problems).toEqual(["must be a mapping"]);
  });

  test("merges key by key, the later source winning", () => {
    const mesh = readMeshConfig(
      "defaultConfig: {concurrency: 4, statsPort: 1, proxyMetadata: {A: a, B: b}}",
    ).config;
    const variable = readProxyConfig("{concurrency: 0, proxyMetadata: {B: c, C: d}}").config;
    expect(mergeProxyConfig(mesh, variable)).toEqual({
      ...EMPTY_PROXY_CONFIG,
      concurrency: 0,
      statsPort: 1,
      proxyMetadata: new Map([
        ["A", "a"],
        ["B", "c"],
        ["C", "d"],
      ]),
    });
  });
});
