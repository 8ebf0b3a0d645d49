import { findIpAddress, type IpAddress, parseCidr } from "@ambit/addr";
import { parseDestination, parseNamespacedHostname } from "../destination.ts";
import { type PortMap, serviceKey } from "../service.ts";
import type { GatewayAddress, WorkloadStatus } from "../workload.ts";
import { showValue } from "./config-problems.ts";
import {
  ConfigFields,
  type ConfigValue,
  type Read,
  readMap,
  readOneOf,
  readParsed,
  readPort,
  readText,
} from "./config-value.ts";

/** A key `namespace/hostname`, as text. */
export const readServiceKey: Read<string> = readParsed((text) => serviceKey(parseNamespacedHostname(text)));

export const readStatus: Read<WorkloadStatus> = readOneOf("Healthy", "Unhealthy");

export const readCidr = readParsed(parseCidr);

export function readIpAddress(value: ConfigValue): IpAddress | undefined {
  const text = readText(value);
  return text === undefined
    ? undefined
    : (findIpAddress(text) ?? value.fail(`not an IP address: ${showValue(text)}`));
}

/** `{80: 8080}`. Quoted keys are accepted too: JSON, which is YAML, has no others. */
export const readPortMap: Read<PortMap> = readMap(readPortKey, readPort);

export function readGateway(value: ConfigValue): GatewayAddress | undefined {
  const fields = new ConfigFields(value);
  const gateway: GatewayAddress = {
    destination: fields.required("destination", readParsed(parseDestination), NOWHERE),
    hboneMtlsPort: fields.required("hboneMtlsPort", readPort, 0),
  };
  fields.finish();
  return gateway;
}

const NOWHERE: GatewayAddress["destination"] = { kind: "hostname", namespace: "", hostname: "" };

const PORT_PATTERN = /^\d{1,5}$/;
const MAX_PORT = 0xffff;

function readPortKey(value: ConfigValue): number | undefined {
  const text = readText(value);
  if (text === undefined) {
    return undefined;
  }
  const port = PORT_PATTERN.test(text) ? Number(text) : MAX_PORT + 1;
  return port <= MAX_PORT ? port : value.fail(`expected a port as the key, found ${showValue(text)}`);
}
