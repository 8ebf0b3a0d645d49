/** What a scenario asks of the agent that runs inside a pod's namespace. Plain JSON, one answer per request. */

/**
 * How a server in a pod behaves.
 * `echo`: sends back everything, and ends when the client ends.
 * `greet`: the same after one line that names both ends of the connection as the server sees them.
 * `answer-at-end`: is silent until the client has ended, then sends `got <n> bytes` and ends.
 * `end-first`: sends `bye`, ends its own direction at once, and goes on reading.
 */
export type ServerBehaviour = "echo" | "greet" | "answer-at-end" | "end-first";

/** How a connection stands: open, ended by the peer in order, or broken (with the system's code). */
export type ConnectionState = "open" | "ended" | (string & {});

export interface Received {
  readonly text: string;
  readonly state: ConnectionState;
}

export interface ServerFacts {
  readonly accepted: number;
  readonly open: number;
  readonly receivedBytes: number;
  /** `ip:port` of every client, as the server's socket names it. */
  readonly peers: readonly string[];
}

export interface TransferResult {
  readonly sentSha256: string;
  readonly receivedSha256: string;
  readonly receivedBytes: number;
  readonly durationMs: number;
}

export interface HttpResult {
  readonly status: number;
  readonly body: string;
}

/** A request of any client of HTTP. */
export interface L7Request {
  readonly protocol: "http1" | "http2" | "grpc";
  readonly ip: string;
  readonly port: number;
  /** Host and port, as the client names them. */
  readonly authority: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface L7Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly trailers: Readonly<Record<string, string>>;
}

export interface Target {
  readonly ip: string;
  readonly port: number;
  /** Through the SOCKS5 server on this port of 127.0.0.1. */
  readonly socks5Port?: number | undefined;
}

/** Parameters and result of each method. */
export type AgentMethods = {
  readonly listen: {
    readonly params: { readonly port: number; readonly behaviour: ServerBehaviour };
    readonly result: object;
  };
  readonly server: { readonly params: { readonly port: number }; readonly result: ServerFacts };
  /** Connected at TCP's level; behind a ztunnel that says only that the ztunnel has accepted. */
  readonly connect: {
    readonly params: Target;
    readonly result: { readonly connection: number; readonly local: string } | { readonly failure: string };
  };
  /** By the resolver of where the agent runs; nothing for a name that does not exist. */
  readonly resolve: {
    readonly params: { readonly name: string };
    readonly result: { readonly addresses: readonly string[] };
  };
  readonly send: {
    readonly params: { readonly connection: number; readonly text: string };
    readonly result: object;
  };
  readonly end: { readonly params: { readonly connection: number }; readonly result: object };
  /** Waits for that many bytes, or for the end of the connection if there are none. */
  readonly receive: {
    readonly params: { readonly connection: number; readonly bytes?: number; readonly timeoutMs: number };
    readonly result: Received;
  };
  readonly close: { readonly params: { readonly connection: number }; readonly result: object };
  /** Sends that many pseudo-random bytes, and takes in what comes back until the peer ends. */
  readonly transfer: {
    readonly params: Target & { readonly bytes: number };
    readonly result: TransferResult;
  };
  readonly http: {
    readonly params: { readonly port: number; readonly path: string; readonly method: string };
    readonly result: HttpResult;
  };
  /** One request on a connection of its own. A failure has the system's code, or the message of who found it. */
  readonly ask: {
    readonly params: L7Request;
    readonly result: L7Response | { readonly failure: string };
  };
};
