import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { REDIRECTION } from "./well-known.ts";

/** A pod, with what is used of it. */
export interface Pod extends ObjectMeta {
  readonly kind: "Pod";
  /** Empty until the pod is scheduled. */
  readonly node: string;
  readonly serviceAccount: string;
  readonly isHostNetwork: boolean;
  readonly isTerminating: boolean;
  /** Named TCP ports: of the containers, then of the init containers that keep running. */
  readonly namedPorts: readonly NamedPort[];
  /** The one that made it, if the pod has a generated name. */
  readonly controller: PodController | undefined;
  /** Pending, Running, Succeeded, Failed or Unknown. */
  readonly phase: string;
  readonly isReady: boolean;
  /** Empty also when one of them cannot be read: half an address is none. */
  readonly ips: readonly IpAddress[];
}

export interface NamedPort {
  readonly name: string;
  readonly port: number;
}

/** The owner reference that is marked as controller. */
export interface PodController {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

export function decodePod(json: unknown): Decoded<Pod> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const status = reader.field("status");
  const object: Pod = {
    kind: "Pod",
    ...readMeta(reader, [REDIRECTION]),
    node: spec.field("nodeName").text() ?? "",
    serviceAccount: spec.field("serviceAccountName").text() ?? "",
    isHostNetwork: spec.field("hostNetwork").boolean() ?? false,
    isTerminating: reader.at("metadata", "deletionTimestamp").isPresent,
    namedPorts: readNamedPorts(spec),
    controller: readController(reader.field("metadata")),
    phase: status.field("phase").text() ?? "",
    isReady: isReady(status),
    ips: readIps(status),
  };
  return { object, problems: reader.problems };
}

function readNamedPorts(spec: ObjectReader): readonly NamedPort[] {
  const init = spec
    .field("initContainers")
    .list()
    .filter((container) => container.field("restartPolicy").text() === "Always");
  return [...spec.field("containers").list(), ...init].flatMap((container) =>
    container.field("ports").list().flatMap(readNamedPort),
  );
}

function readNamedPort(port: ObjectReader): readonly NamedPort[] {
  const name = port.field("name").text() ?? "";
  if (name === "" || (port.field("protocol").text() ?? "TCP") !== "TCP") {
    return [];
  }
  const number = port.field("containerPort").integer(1, 0xffff);
  return number === undefined ? [] : [{ name, port: number }];
}

function readController(metadata: ObjectReader): PodController | undefined {
  if ((metadata.field("generateName").text() ?? "") === "") {
    return undefined;
  }
  const owner = metadata
    .field("ownerReferences")
    .list()
    .find((reference) => reference.field("controller").boolean() === true);
  return (
    owner && {
      apiVersion: owner.field("apiVersion").text() ?? "",
      kind: owner.field("kind").text() ?? "",
      name: owner.field("name").text() ?? "",
    }
  );
}

function isReady(status: ObjectReader): boolean {
  const ready = status
    .field("conditions")
    .list()
    .find((condition) => condition.field("type").text() === "Ready");
  return ready?.field("status").text() === "True";
}

/** All of them, or the one of the older field if there is no list. */
function readIps(status: ObjectReader): readonly IpAddress[] {
  const listed = status
    .field("podIPs")
    .list()
    .map((item) => item.field("ip"));
  const present = listed.filter(hasText);
  const chosen = present.length > 0 ? present : [status.field("podIP")].filter(hasText);
  const ips = chosen.map((item) => item.parsed(parseIpAddress));
  return ips.every((ip) => ip !== undefined) ? ips : [];
}

function hasText(item: ObjectReader): boolean {
  return (item.text() ?? "") !== "";
}
