/**
 * A ztunnel's `/config_dump`, as far as tables show it. Each item keeps the object it was read from, for the other
 * output formats.
 */
import { CliError } from "../cli-error.ts";
import { findText, isRecord, type JsonRecord, listOf, recordOf, textOf, textsOf } from "./json.ts";

/** A workload's record. */
export interface DumpedWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly node: string;
  readonly ips: readonly string[];
  readonly hostname: string | undefined;
  /** `namespace/hostname` or `network/address`; undefined without a waypoint. */
  readonly waypoint: string | undefined;
  readonly protocol: string;
  readonly raw: unknown;
}

/** A service with its endpoints. */
export interface DumpedService {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  /** Without the network. */
  readonly vips: readonly string[];
  readonly waypoint: string | undefined;
  readonly endpoints: number;
  readonly healthyEndpoints: number;
  readonly raw: unknown;
}

/** A policy. */
export interface DumpedPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly action: string;
  readonly scope: string;
  readonly raw: unknown;
}

/** One certificate of a chain. */
export interface DumpedCertificate {
  readonly serialNumber: string;
  readonly validFrom: string;
  readonly expirationTime: string;
}

/** What a ztunnel holds for one identity. */
export interface DumpedIdentity {
  readonly identity: string;
  readonly state: string;
  readonly chain: readonly DumpedCertificate[];
  readonly roots: readonly DumpedCertificate[];
  readonly raw: unknown;
}

/** One open connection. */
export interface DumpedConnection {
  readonly src: string;
  readonly originalDst: string | undefined;
  readonly actualDst: string;
  readonly protocol: string;
}

/** A pod that the ztunnel serves. */
export interface DumpedPod {
  readonly uid: string;
  readonly state: string;
  readonly name: string;
  readonly namespace: string;
  readonly inbound: readonly DumpedConnection[];
  readonly outbound: readonly DumpedConnection[];
  readonly raw: unknown;
}

/** Everything of one ztunnel. */
export interface ZtunnelDump {
  readonly workloads: readonly DumpedWorkload[];
  readonly services: readonly DumpedService[];
  readonly policies: readonly DumpedPolicy[];
  readonly identities: readonly DumpedIdentity[];
  readonly pods: readonly DumpedPod[];
  /** The text as it came, without the line break at its end. */
  readonly text: string;
  readonly raw: unknown;
}

/** Throws CliError "bad-answer" for what is no dump; `source` is named in it. */
export function decodeDump(text: string, source: string): ZtunnelDump {
  const raw = parseJson(text);
  if (!isRecord(raw) || !("workloads" in raw || "services" in raw || "certificates" in raw)) {
    throw new CliError("bad-answer", `${source} is no configuration dump of a ztunnel`);
  }
  return {
    workloads: listOf(raw["workloads"]).map(decodeWorkload),
    services: listOf(raw["services"]).map(decodeService),
    policies: listOf(raw["policies"]).map(decodePolicy),
    identities: listOf(raw["certificates"]).map(decodeIdentity),
    pods: Object.entries(recordOf(raw["workloadState"])).map(([uid, value]) => decodePod(uid, value)),
    text: text.trimEnd(),
    raw,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeWorkload(raw: unknown): DumpedWorkload {
  const fields = recordOf(raw);
  return {
    name: textOf(fields["name"]),
    namespace: textOf(fields["namespace"]),
    serviceAccount: textOf(fields["serviceAccount"]),
    node: textOf(fields["node"]),
    ips: textsOf(fields["workloadIps"]),
    hostname: findText(fields["hostname"]),
    waypoint: waypointOf(fields),
    protocol: textOf(fields["protocol"]),
    raw,
  };
}

function decodeService(raw: unknown): DumpedService {
  const fields = recordOf(raw);
  const endpoints = listOf(fields["endpoints"]).map(recordOf);
  // Older ztunnels do not say how an endpoint is: all of them can be used.
  const healthy = endpoints.filter(({ status }) => status === undefined || status === "Healthy");
  return {
    name: textOf(fields["name"]),
    namespace: textOf(fields["namespace"]),
    hostname: textOf(fields["hostname"]),
    vips: textsOf(fields["vips"]).map(withoutNetwork),
    waypoint: waypointOf(fields),
    endpoints: endpoints.length,
    healthyEndpoints: healthy.length,
    raw,
  };
}

function decodePolicy(raw: unknown): DumpedPolicy {
  const fields = recordOf(raw);
  return {
    name: textOf(fields["name"]),
    namespace: textOf(fields["namespace"]),
    action: textOf(fields["action"]),
    scope: textOf(fields["scope"]),
    raw,
  };
}

function decodeIdentity(raw: unknown): DumpedIdentity {
  const fields = recordOf(raw);
  return {
    identity: textOf(fields["identity"]),
    state: textOf(fields["state"]),
    chain: listOf(fields["certChain"]).map(decodeCertificate),
    roots: listOf(fields["rootCerts"]).map(decodeCertificate),
    raw,
  };
}

function decodeCertificate(raw: unknown): DumpedCertificate {
  const fields = recordOf(raw);
  return {
    serialNumber: textOf(fields["serialNumber"]),
    validFrom: textOf(fields["validFrom"]),
    expirationTime: textOf(fields["expirationTime"]),
  };
}

function decodePod(uid: string, raw: unknown): DumpedPod {
  const fields = recordOf(raw);
  const connections = recordOf(fields["connections"]);
  const info = recordOf(fields["info"]);
  return {
    uid,
    state: textOf(fields["state"]),
    name: textOf(info["name"]),
    namespace: textOf(info["namespace"]),
    inbound: listOf(connections["inbound"]).map(decodeConnection),
    outbound: listOf(connections["outbound"]).map(decodeConnection),
    raw,
  };
}

function decodeConnection(raw: unknown): DumpedConnection {
  const fields = recordOf(raw);
  return {
    src: textOf(fields["src"]),
    originalDst: findText(fields["originalDst"]),
    actualDst: textOf(fields["actualDst"]),
    protocol: textOf(fields["protocol"]),
  };
}

function waypointOf(fields: JsonRecord): string | undefined {
  const { waypoint } = fields;
  // Anything but nothing is a waypoint, even one whose destination cannot be read.
  return waypoint === undefined || waypoint === null ? undefined : textOf(recordOf(waypoint)["destination"]);
}

/** `network/address` to the address. */
function withoutNetwork(vip: string): string {
  return vip.slice(vip.lastIndexOf("/") + 1);
}
