/** The result of the plugin before us: passed on as it came, in the version of the configuration. */
import { findIpAddress, ipFamily } from "@ambit/addr";
import { type CniVersion, findCniVersion, isAtLeast } from "./cni-version.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import { PluginError } from "./plugin-error.ts";

/** An address in a result. */
export interface ResultAddress {
  readonly interfaceIndex: number | undefined;
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string | undefined;
}

/** Fields that came with 1.1.0, which older readers need not know. */
const NEW_INTERFACE_FIELDS = ["mtu", "socketPath", "pciID"];
const NEW_ROUTE_FIELDS = ["mtu", "advmss", "priority", "table", "scope"];

/** What a plugin answers that has nothing to pass on. */
export function emptyResult(cniVersion: CniVersion): JsonRecord {
  return { cniVersion, dns: {} };
}

/**
 * The same result in version `cniVersion`. Untouched if it is in that version, which runtimes see to; a result that does
 * not say its version is in that of the configuration. Throws PluginError "undecodable".
 */
export function resultAs(result: JsonRecord, cniVersion: CniVersion): JsonRecord {
  const stated = result["cniVersion"] ?? cniVersion;
  if (stated === cniVersion) return result["cniVersion"] === undefined ? { cniVersion, ...result } : result;
  const from = findCniVersion(stated);
  if (from === undefined) {
    throw new PluginError("incompatible-version", "incompatible CNI versions", {
      details: `prevResult is ${JSON.stringify(stated).slice(0, 64)}, config is "${cniVersion}"`,
    });
  }
  const converted: Record<string, unknown> = { ...result, cniVersion };
  if (result["ips"] !== undefined) {
    converted["ips"] = records(result, "ips").map((ip) => addressAs(ip, cniVersion));
  }
  if (isAtLeast(from, "1.1.0")) {
    for (const [list, fields] of [
      ["interfaces", NEW_INTERFACE_FIELDS],
      ["routes", NEW_ROUTE_FIELDS],
    ] as const) {
      if (result[list] !== undefined) {
        converted[list] = records(result, list).map((item) => without(item, fields));
      }
    }
  }
  return converted;
}

/** The addresses in a result, of any supported version. Throws PluginError "undecodable" that names the one. */
export function resultAddresses(result: JsonRecord): readonly ResultAddress[] {
  return records(result, "ips").map((entry, index) => {
    const where = `prevResult.ips[${index}]`;
    const [, ip = "", prefix = ""] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(String(entry["address"])) ?? [];
    if (Number(prefix) > addressBits(ip))
      throw new PluginError("undecodable", `${where}.address is no address with a prefix`);
    const { interface: interfaceIndex, gateway = "" } = entry;
    if (interfaceIndex !== undefined && interfaceIndex !== null && !isIndex(interfaceIndex)) {
      throw new PluginError("undecodable", `${where}.interface is no index`);
    }
    if (typeof gateway !== "string") throw new PluginError("undecodable", `${where}.gateway is no text`);
    return {
      interfaceIndex: isIndex(interfaceIndex) ? interfaceIndex : undefined,
      ip,
      prefixLength: Number(prefix),
      gateway: gateway === "" ? undefined : gateway,
    };
  });
}

/** Not by node:net, whose pattern for IPv6 takes milliseconds to compile. */
function addressBits(text: string): number {
  const ip = findIpAddress(text);
  if (ip === undefined) return -1;
  return ipFamily(ip) === 4 ? 32 : 128;
}

/** Addresses had their family beside them before 1.0.0. */
function addressAs(address: JsonRecord, cniVersion: CniVersion): JsonRecord {
  const { version: _version, ...rest } = address;
  if (isAtLeast(cniVersion, "1.0.0")) return rest;
  return { version: String(rest["address"]).includes(":") ? "6" : "4", ...rest };
}

function without(item: JsonRecord, fields: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !fields.includes(name)));
}

function records(result: JsonRecord, name: string): readonly JsonRecord[] {
  const list = result[name] ?? [];
  if (!Array.isArray(list)) throw new PluginError("undecodable", `prevResult.${name} is no list`);
  return list.map((item: unknown) => {
    if (!isRecord(item))
      throw new PluginError("undecodable", `prevResult.${name} has an item that is no object`);
    return item;
  });
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
