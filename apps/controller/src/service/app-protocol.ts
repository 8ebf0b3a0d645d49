import { AppProtocol } from "@ambit/proto/workload";

/** The port of a Kubernetes Service, as far as its protocol goes. */
export interface NamedServicePort {
  readonly name: string;
  readonly port: number;
  /** TCP, UDP or SCTP. */
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

/** What a Kubernetes Service says about a port: the `appProtocol`, else the port's name up to its first hyphen. */
export function protocolOfServicePort({ name, port, protocol, appProtocol }: NamedServicePort): AppProtocol {
  if (protocol === "UDP") {
    return AppProtocol.UNKNOWN;
  }
  const standard = KUBERNETES_PROTOCOLS.get(appProtocol ?? "");
  if (standard !== undefined) {
    return standard;
  }
  const word = (appProtocol ?? name).toLowerCase();
  if (word.startsWith("grpc-web")) {
    return AppProtocol.UNKNOWN;
  }
  const [prefix = ""] = word.split("-", 1);
  if (OTHER_PROTOCOLS.has(prefix)) {
    return AppProtocol.UNKNOWN;
  }
  // As Istio: on these ports the server speaks first, so nothing may be sniffed there.
  return PROTOCOLS.get(prefix) ?? (SERVER_FIRST_PORTS.has(port) ? AppProtocol.TCP : AppProtocol.UNKNOWN);
}

/** The protocol a ServiceEntry names for a port. */
export function protocolOfEntryPort(protocol: string): AppProtocol {
  return PROTOCOLS.get(protocol.toLowerCase()) ?? AppProtocol.UNKNOWN;
}

const PROTOCOLS: ReadonlyMap<string, AppProtocol> = new Map([
  ["http", AppProtocol.HTTP11],
  ["http2", AppProtocol.HTTP2],
  ["grpc", AppProtocol.GRPC],
  ["tls", AppProtocol.TLS],
  ["https", AppProtocol.TLS],
  ["tcp", AppProtocol.TCP],
]);

/** Known to Istio, but not to ztunnels. */
const OTHER_PROTOCOLS: ReadonlySet<string> = new Set([
  "udp",
  "mongo",
  "mysql",
  "redis",
  "http_proxy",
  "hbone",
  "doublehbone",
]);

/** The names that Kubernetes gives to application protocols. */
const KUBERNETES_PROTOCOLS: ReadonlyMap<string, AppProtocol> = new Map([
  ["kubernetes.io/h2c", AppProtocol.HTTP2],
  ["kubernetes.io/ws", AppProtocol.HTTP11],
  ["kubernetes.io/wss", AppProtocol.TLS],
]);

/** SMTP, DNS, MySQL, MongoDB. */
const SERVER_FIRST_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);
