import { STATUS, type XdsStatus } from "./status.ts";

/** Kinds of proxies that may connect. */
export type XdsNodeType = "sidecar" | "router" | "waypoint" | "ztunnel" | "agentgateway";

/** The parts of a node's id. */
export interface XdsNodeId {
  readonly type: XdsNodeType;
  readonly ip: string;
  /** The pod's name; with `namespace` the name by which a proxy is shown. */
  readonly name: string;
  readonly namespace: string;
  readonly domain: string;
}

const NODE_TYPES: readonly string[] = [
  "sidecar",
  "router",
  "waypoint",
  "ztunnel",
  "agentgateway",
] satisfies readonly XdsNodeType[];

/** Characters of an id that a message repeats. */
const MAX_SHOWN_CHARS = 256;

/** The parts, or the status that ends the stream of a client with such an id. */
export function parseXdsNodeId(id: string): XdsNodeId | XdsStatus {
  const shown = JSON.stringify(id.slice(0, MAX_SHOWN_CHARS));
  const parts = id.split("~");
  const [type = "", ip = "", pod = "", domain = ""] = parts;
  if (parts.length !== 4) return invalid(`missing parts in the service node ${shown}`);
  if (!isNodeType(type)) {
    return invalid(`invalid node type (valid types: ${NODE_TYPES.join(", ")}) in the service node ${shown}`);
  }
  const dot = pod.lastIndexOf(".");
  const [name, namespace] = dot < 0 ? [pod, ""] : [pod.slice(0, dot), pod.slice(dot + 1)];
  return { type, ip, name, namespace, domain };
}

/** The id of a node with these parts. */
export function formatXdsNodeId({ type, ip, name, namespace, domain }: XdsNodeId): string {
  return `${type}~${ip}~${name}.${namespace}~${domain}`;
}

function isNodeType(type: string): type is XdsNodeType {
  return NODE_TYPES.includes(type);
}

function invalid(message: string): XdsStatus {
  return { code: STATUS.invalidArgument, message };
}
