/**
 * The one HTTP server of every program of ours: bounds on what a client may send or hold open, whole responses only,
 * and a drain that finishes what is in hand. What is served is the handler's matter.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { formatSocketAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import { display, type Logger } from "@ambit/telemetry";
import { HttpServerError } from "./http-server-error.ts";

/** Where an HTTP server listens. */
export type ListenAddress =
  /** 127.0.0.1, and ::1 too when `ipv6` is set. */
  | { readonly kind: "localhost"; readonly ipv6: boolean; readonly port: number }
  | { readonly kind: "socket"; readonly address: SocketAddress };

/** What a handler sees of a request. Bodies are discarded: nothing here takes one. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The client's address. */
  readonly client: string;
  /** Lower-case name; several lines of one name joined as node:http joins them. */
  header(name: string): string | undefined;
}

/** A whole response; length and date are added. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A handler that throws is answered with 500 and logged. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** What is served where. */
export interface HttpServerOptions {
  /** Log field: which server of the program this is (admin, stats, readiness). */
  readonly component: string;
  readonly address: ListenAddress;
  readonly handler: HttpHandler;
  readonly logger: Logger;
  readonly limits?: Partial<HttpLimits>;
}

/** Bounds on what a client may send or hold open. */
export interface HttpLimits {
  readonly headerTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** For a whole request, so that an endless body ends too. */
  readonly requestTimeoutMs: number;
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
}

/** Two seconds and 8 KiB as ztunnel; the rest bounds what ztunnel leaves open. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  headerTimeoutMs: 2_000,
  idleTimeoutMs: 60_000,
  requestTimeoutMs: 10_000,
  maxHeaderBytes: 8 * 1024,
  maxConnections: 512,
};

/** A listening server. It is a drain member: hold it in a `Drain`, or dispose it to close at once. */
export interface BoundHttpServer extends AsyncDisposable {
  /** Real addresses: ports are known even when 0 was asked for. Never empty. */
  readonly addresses: readonly SocketAddress[];
  /** The first of `addresses`. */
  readonly address: SocketAddress;
  /** Settles when every listener and connection is closed; never rejects. */
  readonly closed: Promise<void>;
  /** Stops accepting; requests in hand are answered ("immediate": cut off). Repeating it does nothing. */
  drain(mode: "graceful" | "immediate"): void;
  /** Cuts everything off. */
  destroy(reason: Error): void;
}

/**
 * Listens and answers from this moment on. Throws HttpServerError("bind-failed") when an address cannot be taken; the
 * one exception is ::1 beside 127.0.0.1 on a machine without IPv6, which only warns.
 */
export async function bindHttpServer(options: HttpServerOptions): Promise<BoundHttpServer> {
  const listeners: Listener[] = [];
  try {
    for (const target of listenTargets(options.address)) {
      const port = target.port === 0 ? (listeners[0]?.address.port ?? 0) : target.port;
      const listener = await bindListener({ ...target, port }, options);
      if (listener !== undefined) listeners.push(listener);
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close("immediate")));
    throw error;
  }
  return new HttpServerGroup(listeners);
}

/** Plain text with the status. */
export function textResponse(status: number, body: string): HttpResponse {
  return { status, headers: { "content-type": "text/plain" }, body };
}

/** A status without a body or a content type, as ztunnel answers a wrong path or method. */
export function emptyResponse(status: number): HttpResponse {
  return { status };
}

interface ListenTarget extends SocketAddress {
  /** The machine may lack this address. */
  readonly optional: boolean;
}

function listenTargets(address: ListenAddress): readonly ListenTarget[] {
  if (address.kind === "socket") return [{ ...address.address, optional: false }];
  const { port } = address;
  const v4 = { ip: parseIpAddress("127.0.0.1"), port, optional: false };
  return address.ipv6 ? [v4, { ip: parseIpAddress("::1"), port, optional: true }] : [v4];
}

async function bindListener(target: ListenTarget, options: HttpServerOptions): Promise<Listener | undefined> {
  const { component, logger } = options;
  const listener = new Listener(options);
  try {
    await listener.listen(target);
  } catch (error) {
    const address = formatSocketAddress(target);
    if (target.optional && isAddressMissing(error)) {
      logger.warn("no IPv6 loopback, listening on IPv4 only", { address: display(address), component });
      return undefined;
    }
    throw new HttpServerError("bind-failed", `cannot listen on ${address} (${component})`, { cause: error });
  }
  logger.info("listener established", { address: display(listener.text), component });
  return listener;
}

function isAddressMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
}

/** One listening socket with its connections. */
class Listener {
  readonly #server: Server;
  readonly #options: HttpServerOptions;
  /** Connections, with the requests that are in hand on each. */
  readonly #connections = new Map<Socket, number>();
  #address: SocketAddress | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: HttpServerOptions) {
    const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
    this.#options = options;
    this.#server = createServer(
      {
        headersTimeout: limits.headerTimeoutMs,
        requestTimeout: limits.requestTimeoutMs,
        keepAliveTimeout: limits.idleTimeoutMs,
        // The default looks for late headers only every 30 s.
        connectionsCheckingInterval: Math.ceil(limits.headerTimeoutMs / 4),
        maxHeaderSize: limits.maxHeaderBytes,
      },
      (request, response) => this.#serve(request, response),
    );
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on("connection", (socket) => {
      this.#connections.set(socket, 0);
      socket.once("close", () => this.#connections.delete(socket));
    });
  }

  get address(): SocketAddress {
    if (this.#address === undefined) throw new HttpServerError("bind-failed", "the listener is not bound");
    return this.#address;
  }

  get text(): string {
    return formatSocketAddress(this.address);
  }

  listen(target: SocketAddress): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen({ host: target.ip, port: target.port }, () => {
      this.#server.off("error", reject);
      // Failures of accept (out of descriptors) come here later; the listener goes on.
      this.#server.on("error", (error) =>
        this.#options.logger.warn("listener error", {
          component: this.#options.component,
          error: formatErrorChain(error),
        }),
      );
      this.#address = { ip: target.ip, port: boundPort(this.#server.address()) };
      resolve();
    });
    return promise;
  }

  close(mode: "graceful" | "immediate"): Promise<void> {
    this.#closing ??= this.#close();
    if (mode === "immediate") this.#server.closeAllConnections();
    return this.#closing;
  }

  #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => {
      this.#options.logger.info("listener drained", {
        address: display(this.text),
        component: this.#options.component,
      });
      resolve();
    });
    // closeIdleConnections spares those that never made a request, and close() ends the check that times them out
    // (Node 24).
    for (const [socket, requests] of this.#connections) {
      if (requests === 0) socket.destroy();
    }
    return promise;
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    incoming.resume();
    this.#countRequest(incoming.socket, 1);
    outgoing.once("close", () => this.#countRequest(incoming.socket, -1));
    // A client that went away is no error of ours.
    outgoing.on("error", () => {});
    const respond = (response: HttpResponse): void => {
      // Once draining, a connection must not wait for another request.
      if (this.#closing !== undefined) outgoing.setHeader("connection", "close");
      writeResponse(outgoing, response);
    };
    answer(this.#options, incoming).then(respond, (error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  }

  #countRequest(socket: Socket, change: 1 | -1): void {
    const requests = this.#connections.get(socket);
    if (requests !== undefined) this.#connections.set(socket, requests + change);
  }
}

class HttpServerGroup implements BoundHttpServer {
  readonly addresses: readonly SocketAddress[];
  readonly address: SocketAddress;
  readonly closed: Promise<void>;
  readonly #listeners: readonly Listener[];
  readonly #resolveClosed: () => void;

  constructor(listeners: readonly Listener[]) {
    const [first] = listeners;
    if (first === undefined) throw new HttpServerError("bind-failed", "no address to listen on");
    this.#listeners = listeners;
    this.addresses = listeners.map((listener) => listener.address);
    this.address = first.address;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
  }

  drain(mode: "graceful" | "immediate"): void {
    const closings = this.#listeners.map((listener) => listener.close(mode));
    // close() never rejects.
    void Promise.all(closings).then(() => this.#resolveClosed());
  }

  destroy(_reason: Error): void {
    this.drain("immediate");
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.drain("immediate");
    return this.closed;
  }
}

async function answer(options: HttpServerOptions, incoming: IncomingMessage): Promise<HttpResponse> {
  const request = readRequest(incoming);
  try {
    return await options.handler(request);
  } catch (error) {
    const text = formatErrorChain(error);
    options.logger.error("request failed", { component: options.component, path: request.path, error: text });
    return textResponse(500, `${text}\n`);
  }
}

/** Splits the target by hand: URL would take `//a/b` for host `a` and resolve `..`, and nothing here wants that. */
function readRequest(incoming: IncomingMessage): HttpRequest {
  const target = (incoming.url ?? "").replace(/^https?:\/\/[^/?]*/i, "");
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "",
    path: (mark < 0 ? target : target.slice(0, mark)) || "/",
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    client: incoming.socket.remoteAddress ?? "",
    header: (name) => {
      const value = incoming.headers[name];
      return typeof value === "string" ? value : value?.join(", ");
    },
  };
}

/** The header fields of ztunnel's servers in their order, and no others. */
function writeResponse(outgoing: ServerResponse, response: HttpResponse): void {
  const body = response.body ?? "";
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  // Node 24 names a connection that is kept open, which HTTP/1.1 has by default (RFC 9112 section 9.3).
  if (outgoing.shouldKeepAlive && !outgoing.hasHeader("connection")) outgoing.removeHeader("connection");
  outgoing.writeHead(response.status, {
    ...response.headers,
    "content-length": length,
    date: new Date().toUTCString(),
  });
  outgoing.end(body);
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") {
    throw new HttpServerError("bind-failed", "the listener has no port");
  }
  return address.port;
}
