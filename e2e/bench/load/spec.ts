/** What the runner tells a load generator, and what it answers: one line of JSON each way. */

/** Ports of the application side. The first three are redirected to the client proxy, as a pod's traffic is. */
export const PORT = { sink: 7001, echo: 7002, source: 7003, control: 7100 } as const;

/** TCP ports that the client's namespace redirects. */
export const REDIRECTED_PORTS = [PORT.sink, PORT.echo, PORT.source] as const;

export type LoadKind =
  | "upload"
  | "download"
  | "round-trips"
  | "new-connections"
  | "idle-streams"
  | "idle-client-tunnels"
  | "idle-server-tunnels";

/** Whose a proxy is: the client's, the server's, or the node's, which is both. */
export type ProxyRole = "client" | "server" | "node";

/** A proxy that is measured while the load runs. */
export interface ObservedProcess {
  readonly role: ProxyRole;
  readonly pid: number;
}

/** The certificate that a load generator speaks HBONE with, as PEM text. */
export interface LoadMaterial {
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly privateKeyPkcs8Base64: string;
}

export interface LoadSpec {
  readonly kind: LoadKind;
  /** The application's address. */
  readonly ip: string;
  readonly proxies: readonly ObservedProcess[];
  /** Application and peers: their CPU is ours too when foreign load is worked out. */
  readonly companions: readonly number[];
  /** Concurrent connections, or how many streams or tunnels to leave idle. */
  readonly connections: number;
  readonly warmupMs: number;
  /** Of the measured window; for idle loads, how long idleness is watched. */
  readonly durationMs: number;
  /** Only for idle tunnels that the load generator opens itself. */
  readonly material?: LoadMaterial;
}

/** Of one proxy, over the measured window. */
export interface ProcessUse {
  readonly role: ProxyRole;
  readonly cpuSeconds: number;
  readonly cpuSecondsByThread: Readonly<Record<string, number>>;
  readonly startRssBytes: number;
  readonly endRssBytes: number;
}

export interface LoadResult {
  readonly seconds: number;
  /** Bytes at the receiver, round trips, connections, or idle things opened. */
  readonly units: number;
  readonly p50Us: number | undefined;
  readonly p99Us: number | undefined;
  readonly processes: readonly ProcessUse[];
  /** Share of the machine that was used by processes that have nothing to do with the measurement. */
  readonly foreignShare: number;
  readonly failures: number;
}
