import type { JsonObject } from "@ambit/model";
import { describe, expect, test } from "vitest";
import { dedicatedConfig } from "../config/testing/demo-config.ts";
import { readGolden, recordedClientConfig, recordedNodeConfig } from "../config/testing/recorded-config.ts";
import { dumpConfig, formatRunningConfig } from "./config-yaml.ts";

/** What only this program prints, after everything ztunnel prints. */
const OWN_KEYS = [
  "localXds",
  "fakeCaCertPath",
  "fakeCaKeyPath",
  "tls12Enabled",
  "compliancePolicy",
  "authzPolicyInfoLogging",
  "strictPolicyReferences",
  "localFastPath",
  "logFormat",
];

/** Most of them are of a DNS library that this program does not have. */
const RESOLVER_OPTIONS = "dnsResolverOpts";

/** A text without the resolver's options and with hash-ordered parts in the order that we print. */
function comparable(recorded: string): string {
  return recorded
    .replace(/^dnsResolverOpts:[^]*?^(?=inpodUds:)/m, "")
    .replace(/^(?:- 15\d{3}\n)+(?=network:)/m, "- 15001\n- 15006\n- 15008\n")
    .replace(
      "  ENABLE_HBONE: 'true'\n  CLUSTER_ID: Kubernetes\n",
      "  CLUSTER_ID: Kubernetes\n  ENABLE_HBONE: 'true'\n",
    );
}

function withoutOwn(text: string): string {
  return text.slice(0, text.search(new RegExp(`^${OWN_KEYS[0]}:`, "m")));
}

function recordedMessage(log: string): string {
  for (const line of log.split("\n")) {
    const message = line === "" ? "" : String((JSON.parse(line) as { readonly message?: string }).message);
    if (message.startsWith("running with config: ")) return message;
  }
  throw new Error("not recorded");
}

describe("the start-up line", () => {
  test("of a dedicated proxy is the recorded one", () => {
    const recorded = recordedMessage(readGolden("client.json-log.txt"));
    expect(comparable(withoutOwn(formatRunningConfig(recordedClientConfig())))).toBe(comparable(recorded));
  });

  test("of a node's proxy is the recorded one", () => {
    const [, recorded = ""] =
      /\t(running with config: [^\t]*)\t/.exec(readGolden("startup-log-n1.txt")) ?? [];
    expect(comparable(withoutOwn(formatRunningConfig(recordedNodeConfig("ztunnel-z8grq"))))).toBe(
      comparable(recorded),
    );
  });

  test("ends with what only this program has", () => {
    const text = formatRunningConfig(dedicatedConfig({ FAKE_CA_CERT: "/c.pem", FAKE_CA_KEY: "/k.pem" }));
    expect(text.split("\n").slice(-OWN_KEYS.length - 1)).toEqual([
      "localXds: !File /input.yaml",
      "fakeCaCertPath: /c.pem",
      "fakeCaKeyPath: /k.pem",
      "tls12Enabled: false",
      "compliancePolicy: ''",
      "authzPolicyInfoLogging: false",
      "strictPolicyReferences: false",
      "localFastPath: false",
      "logFormat: plain",
      "",
    ]);
  });
});

describe("config of the dump", () => {
  test.each([
    ["client.config_dump.json", recordedClientConfig()],
    ["config_dump-n1.json", recordedNodeConfig("ztunnel-ktb9x")],
  ])("is that of %s", (name, config) => {
    const { config: recorded } = JSON.parse(readGolden(name)) as { readonly config: JsonObject };
    const dumped = dumpConfig(config) as JsonObject;
    expect(recorded[RESOLVER_OPTIONS]).toMatchObject(dumped[RESOLVER_OPTIONS] as JsonObject);
    expect(without(dumped, [...OWN_KEYS, RESOLVER_OPTIONS])).toEqual({
      ...without(recorded, [RESOLVER_OPTIONS]),
      illegalPorts: [15001, 15006, 15008],
    });
    expect(Object.keys(dumped).slice(-OWN_KEYS.length)).toEqual(OWN_KEYS);
  });

  test("shows no secret in either form", () => {
    const config = dedicatedConfig({
      AUTH_TOKEN: "hunter2",
      XDS_HEADER_A: "hunter2",
      CA_HEADER_B: "hunter2",
      XDS_ROOT_CA: "-----BEGIN hunter2",
      LOCAL_XDS_PATH: undefined,
      LOCAL_XDS: "# hunter2",
    });
    expect(formatRunningConfig(config)).not.toContain("hunter2");
    expect(JSON.stringify(dumpConfig(config))).not.toContain("hunter2");
    expect(dumpConfig(config)).toMatchObject({
      xdsHeaders: ["a:<redacted>"],
      caHeaders: ["b:<redacted>"],
      xdsRootCert: "Static",
      localXds: "Inline",
    });
  });
});

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
