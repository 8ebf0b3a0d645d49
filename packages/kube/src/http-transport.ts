/** One HTTP exchange with the API server, over node:https with the credentials of the moment. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { ConnectionSettings, TlsSettings } from "./connection-settings.ts";
import type { Credentials } from "./credentials.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With query. */
  readonly path: string;
  readonly body?: string | undefined;
  readonly contentType?: string | undefined;
  /** Stays open for minutes: must not take a connection from the others. */
  readonly isWatch: boolean;
  /** Whether it does no harm twice: it may be, where nobody knows whether the server has seen it. */
  readonly isRepeatable: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Throws when the connection breaks before the end. Reading it to the end, or leaving the loop, frees the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Gives the answer as soon as its head is there; everything that fails, or is aborted, rejects. */
export interface HttpTransport extends Disposable {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>;
  /** The server did not know who we are: read token and certificates again before the next request. */
  renewCredentials(): void;
}

/** Connections for calls; each watch has one of its own beside them. */
const MAX_CONNECTIONS = 32;
const MAX_IDLE_CONNECTIONS = 8;
/** Before the first TCP keepalive probe; ten more follow by the second, so a dead peer is noticed in half a minute. */
const KEEPALIVE_DELAY_MS = 15_000;

interface Agents {
  readonly settings: ConnectionSettings;
  readonly calls: HttpAgent;
  readonly watches: HttpAgent;
}

/** Sends over HTTP/1.1: one connection for each watch, a few for everything else. */
export class NodeTransport implements HttpTransport {
  readonly #credentials: Credentials;
  #agents: Agents | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const settings = await this.#credentials.fetch();
    signal.throwIfAborted();
    const agents = this.#agentsFor(settings);
    const message = await exchangeTwice(request, { settings, signal, agent: agentFor(agents, request) });
    return {
      status: message.statusCode ?? 0,
      retryAfter: message.headers["retry-after"],
      body: message,
    };
  }

  renewCredentials(): void {
    this.#credentials.invalidate();
  }

  [Symbol.dispose](): void {
    this.#agents?.calls.destroy();
    this.#agents?.watches.destroy();
    this.#agents?.settings.proxyAgent?.destroy();
    this.#agents = undefined;
  }

  /** New connections when certificates change; those in use end with their requests. */
  #agentsFor(settings: ConnectionSettings): Agents {
    const old = this.#agents;
    if (old !== undefined && hasSameTls(old.settings, settings)) {
      return old;
    }
    retire(old?.calls);
    retire(old?.watches);
    this.#agents = makeAgents(settings);
    return this.#agents;
  }
}

function agentFor({ settings, calls, watches }: Agents, { isWatch }: HttpRequest): HttpAgent {
  return settings.proxyAgent ?? (isWatch ? watches : calls);
}

function makeAgents(settings: ConnectionSettings): Agents {
  const options: AgentOptions = {
    keepAlive: true,
    keepAliveMsecs: KEEPALIVE_DELAY_MS,
    maxFreeSockets: MAX_IDLE_CONNECTIONS,
    ...(settings.server.protocol === "https:" ? settings.tls : {}),
  };
  const make = (maxSockets: number) =>
    settings.server.protocol === "https:"
      ? new HttpsAgent({ ...options, maxSockets })
      : new HttpAgent({ ...options, maxSockets });
  return { settings, calls: make(MAX_CONNECTIONS), watches: make(Number.POSITIVE_INFINITY) };
}

class IdleConnectionError extends Error {}

interface ExchangeOptions {
  readonly settings: ConnectionSettings;
  readonly signal: AbortSignal;
  readonly agent: HttpAgent;
}

/** A server may close an idle connection in the moment in which we use it: what can be repeated goes on another one. */
async function exchangeTwice(request: HttpRequest, options: ExchangeOptions): Promise<IncomingMessage> {
  try {
    return await exchange(request, options);
  } catch (error) {
    if (request.isRepeatable && error instanceof IdleConnectionError) {
      return await exchange(request, options);
    }
    throw error;
  }
}

function exchange(
  request: HttpRequest,
  { settings, signal, agent }: ExchangeOptions,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { server } = settings;
    const send = server.protocol === "https:" ? httpsRequest : httpRequest;
    const sent = send(
      {
        protocol: server.protocol,
        hostname: unbracketed(server.hostname),
        port: server.port,
        method: request.method,
        path: prefixOf(server) + request.path,
        headers: headersOf(request, settings),
        agent,
        signal,
      },
      resolve,
    );
    sent.once("error", (error: NodeJS.ErrnoException) => {
      const isClosed = error.code === "ECONNRESET" || error.code === "EPIPE";
      const isIdleClose = sent.reusedSocket && isClosed && !signal.aborted;
      reject(isIdleClose ? new IdleConnectionError("closed while idle", { cause: error }) : error);
    });
    sent.once("socket", (socket) => socket.setKeepAlive(true, KEEPALIVE_DELAY_MS));
    sent.end(request.body);
  });
}

function headersOf(request: HttpRequest, settings: ConnectionSettings): Record<string, string> {
  const headers: Record<string, string> = { ...settings.headers, accept: "application/json" };
  if (request.body !== undefined) {
    headers["content-type"] = request.contentType ?? "application/json";
    headers["content-length"] = String(Buffer.byteLength(request.body));
  }
  return headers;
}

/** A server may stand below a path, as behind a proxy. */
function prefixOf(server: URL): string {
  return server.pathname.replace(/\/+$/, "");
}

function unbracketed(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function retire(agent: HttpAgent | undefined): void {
  if (agent === undefined) {
    return;
  }
  agent.maxFreeSockets = 0;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) {
      socket.destroy();
    }
  }
}

function hasSameTls(left: ConnectionSettings, right: ConnectionSettings): boolean {
  return (
    left.server.href === right.server.href &&
    left.proxyAgent === right.proxyAgent &&
    TLS_FIELDS.every((field) => left.tls[field] === right.tls[field])
  );
}

const TLS_FIELDS = [
  "ca",
  "cert",
  "key",
  "passphrase",
  "servername",
  "rejectUnauthorized",
] as const satisfies readonly (keyof TlsSettings)[];
