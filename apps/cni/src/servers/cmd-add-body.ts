import { findIpAddress, type IpAddress } from "@ambit/addr";
import { isRecord } from "../plugin/json.ts";

/** A request of the plugin, decoded. Pure. */
export interface CmdAddRequest {
  readonly netnsPath: string;
  readonly namespace: string;
  readonly name: string;
  /** Undefined from Istio's plugin. */
  readonly uid: string | undefined;
  readonly ips: readonly IpAddress[];
}

/** The request, or what is wrong with it. Addresses that cannot be read are a mistake of the whole request. */
export function readCmdAddBody(text: string): CmdAddRequest | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: text === "" ? "unexpected end of JSON input" : String(error) };
  }
  if (!isRecord(value)) return { problem: "the request is no JSON object" };
  const { Netns: netnsPath, PodName: name, PodNamespace: namespace, PodUID: uid } = value;
  const texts = { Netns: netnsPath, PodName: name, PodNamespace: namespace };
  for (const [field, found] of Object.entries(texts)) {
    if (typeof found !== "string" || found === "") return { problem: `${field} is no text or empty` };
  }
  if (uid !== undefined && typeof uid !== "string") return { problem: "PodUID is no text" };
  const ips = readIps(value["IPs"] ?? []);
  if ("problem" in ips) return ips;
  return {
    netnsPath: String(netnsPath),
    name: String(name),
    namespace: String(namespace),
    uid: uid === "" ? undefined : uid,
    ips: ips.found,
  };
}

function readIps(list: unknown): { readonly found: readonly IpAddress[] } | { readonly problem: string } {
  if (!Array.isArray(list)) return { problem: "IPs is no list" };
  const found: IpAddress[] = [];
  for (const [index, item] of list.entries()) {
    const address: unknown = isRecord(item) ? item["Address"] : undefined;
    const text: unknown = isRecord(address) ? address["IP"] : undefined;
    const ip = typeof text === "string" ? findIpAddress(text) : undefined;
    if (ip === undefined) return { problem: `IPs[${index}].Address.IP is no IP address` };
    found.push(ip);
  }
  return { found };
}
