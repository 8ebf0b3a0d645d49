/** The configuration of this program and the only reader of its environment and command line. */
import { existsSync } from "node:fs";
import { parseIpAddress, type SocketAddress } from "@ambit/addr";
import { ConfigError } from "@ambit/config";
import type { WorkloadKey } from "@ambit/data-plane/messages";
import type { ListenAddress } from "@ambit/http-server";
import {
  type ControlPlaneSettings,
  findControlPlaneAddress,
  rootCertificateOf,
  tokenSourceOf,
} from "@ambit/proxy/config";
import { ENVIRONMENT } from "./config/environment.ts";
import { translateVariables } from "./config/istio-variables.ts";

/** Every setting, resolved. */
export interface WaypointConfig extends ControlPlaneSettings {
  readonly workload: WorkloadKey;
  readonly gatewayName: string;
  readonly instanceIp: string;
  readonly localNode: string | undefined;
  readonly network: string;
  readonly secretTtlMs: number;
  readonly drainDeadlineMs: number;
  readonly workerThreads: number;
  readonly acceptsHttp10: boolean;
  readonly logFormat: "plain" | "json";
  readonly logFilter: string;
  readonly istioVersion: string;
  readonly inboundAddress: SocketAddress;
  readonly adminAddress: ListenAddress;
  readonly statsAddress: ListenAddress;
  readonly readinessAddress: ListenAddress;
}

/** What configuration is read from. */
export interface ConfigInput {
  readonly environment: ReadonlyMap<string, string>;
  /** Command line after the program's name. */
  readonly args: readonly string[];
  readonly exists: (path: string) => boolean;
}

/** The real environment, command line and file system. */
export function systemConfigInput(): ConfigInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  return { environment, args: process.argv.slice(2), exists: existsSync };
}

/** `proxy waypoint --flag value ...`, as Istio's template starts it: flags are Envoy's, and accepted. */
export function parseCommand([command = "proxy", role = "waypoint"]: readonly string[]):
  | "proxy"
  | "version"
  | "help"
  | "unknown" {
  if (command === "--version") return "version";
  if (command === "--help" || command === "-h") return "help";
  if (command === "proxy") return role === "waypoint" || role.startsWith("-") ? "proxy" : "unknown";
  return command === "version" || command === "help" ? command : "unknown";
}

/** Throws one ConfigError that names every bad variable. */
export function loadConfig({ environment, exists }: ConfigInput): WaypointConfig {
  const env = ENVIRONMENT.parse(translateVariables(environment));
  const files = { exists };
  const listen = (ip: string, port: number): ListenAddress => ({
    kind: "socket",
    address: { ip: parseIpAddress(ip), port },
  });
  return Object.freeze({
    workload: { name: env.podName, namespace: env.podNamespace, serviceAccount: env.serviceAccount },
    gatewayName: env.gatewayName,
    instanceIp: env.instanceIp,
    localNode: env.nodeName,
    network: env.network,
    clusterId: env.clusterId,
    xdsAddress: addressOf("XDS_ADDRESS", env.xdsAddress),
    xdsRoot: rootCertificateOf(env.xdsRootCa, files),
    altXdsHostname: undefined,
    xdsHeaders: [],
    caAddress: addressOf("CA_ADDRESS", env.caAddress),
    caRoot: rootCertificateOf(env.caRootCa, files),
    altCaHostname: undefined,
    caHeaders: [],
    authToken: tokenSourceOf(env.authToken, files),
    fakeCa: false,
    tls12: false,
    compliancePolicy: "",
    secretTtlMs: env.secretTtlMs,
    drainDeadlineMs: env.drainDeadlineMs,
    workerThreads: env.workerThreads,
    acceptsHttp10: env.http10,
    logFormat: env.logFormat,
    logFilter: env.logFilter,
    istioVersion: env.istioVersion,
    inboundAddress: { ip: parseIpAddress("::"), port: 15_008 },
    adminAddress: listen("127.0.0.1", 15_000),
    statsAddress: listen("::", 15_020),
    readinessAddress: listen("::", 15_021),
  });
}

function addressOf(name: string, text: string): string {
  const found = findControlPlaneAddress(text);
  if (found?.address === undefined)
    throw new ConfigError("invalid-config", [
      `${name} is ${JSON.stringify(text)}: host:port or https://host:port`,
    ]);
  return found.address;
}
