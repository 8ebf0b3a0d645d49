/** What is spoken on the ports of a service, as a waypoint has to know it. */
import type { KubeServicePort, ServiceEntryPort } from "@ambit/mesh-objects";
import type { PortProtocol, WaypointPort } from "@ambit/model/http";

/** Ports of a Kubernetes Service: the `appProtocol`, else the port's name up to its first hyphen. Those of UDP are not served. */
export function portsOfService(ports: readonly KubeServicePort[]): readonly WaypointPort[] {
  return ports.flatMap(({ name, port, protocol, appProtocol }) => {
    if (protocol !== "TCP") return [];
    const word = (appProtocol ?? name).toLowerCase();
    const known = wordProtocol(word) ?? (appProtocol === undefined ? undefined : wordProtocol(name));
    return [{ number: port, protocol: known ?? (SERVER_FIRST_PORTS.has(port) ? "tcp" : "detect") }];
  });
}

/** Ports of a ServiceEntry, which name their protocol. */
export function portsOfEntry(ports: readonly ServiceEntryPort[]): readonly WaypointPort[] {
  return ports.flatMap(({ number, protocol }) =>
    protocol.toLowerCase() === "udp"
      ? []
      : [{ number, protocol: wordProtocol(protocol.toLowerCase()) ?? "detect" }],
  );
}

function wordProtocol(word: string): PortProtocol | undefined {
  const whole = PROTOCOLS.get(word);
  if (whole !== undefined) return whole;
  if (word.startsWith("grpc-web")) return "http2";
  return PROTOCOLS.get(word.split("-", 1)[0] ?? "");
}

/** Without those of which only the server knows what it speaks; theirs is "tcp". */
const PROTOCOLS: ReadonlyMap<string, PortProtocol> = new Map<string, PortProtocol>([
  ["http", "http"],
  ["http2", "http2"],
  ["grpc", "http2"],
  ["kubernetes.io/h2c", "http2"],
  ["kubernetes.io/ws", "http"],
  ["kubernetes.io/wss", "tls"],
  ["https", "tls"],
  ["tls", "tls"],
  ["tcp", "tcp"],
  ["mongo", "tcp"],
  ["redis", "tcp"],
  ["mysql", "tcp"],
]);

/** SMTP, DNS, MySQL, MongoDB: the server speaks first, so nothing may be sniffed there. */
const SERVER_FIRST_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);
