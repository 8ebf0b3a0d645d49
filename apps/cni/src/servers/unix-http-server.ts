/**
 * HTTP on a socket file, for the plugin on the same node: small bodies, whole answers, bounds on every client. The file
 * appears complete and takes the place of one that an earlier agent left; at the end it goes only if it is still ours.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { formatErrorChain } from "@ambit/errors";
import { bindSocketFile, type SocketFile, type SocketFileOptions } from "./socket-file.ts";

export interface UnixRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Lower-case name. */
  header(name: string): string | undefined;
}

export interface UnixResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Plain text; none for an empty one. */
  readonly body?: string;
}

export interface UnixHttpServerOptions extends SocketFileOptions {
  readonly maxBodyBytes: number;
  /** What it throws is answered with 500. */
  readonly handler: (request: UnixRequest) => UnixResponse | Promise<UnixResponse>;
}

/** A listening server. Disposing stops accepting, finishes what is in hand for a short time, and cuts the rest off. */
export interface UnixHttpServer extends AsyncDisposable {
  readonly path: string;
}

/** A request that takes longer to arrive is none of a plugin's. */
const REQUEST_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 10_000;
const MAX_HEADER_BYTES = 8 * 1024;
/** More than the pods of any node, which may all start at once; whoever holds more is no plugin. */
const MAX_CONNECTIONS = 1024;
/** At the end, for answers that are being worked on. */
const CLOSE_LIMIT_MS = 1_000;

/** Listens and answers from this moment on. Throws AgentError "bind-failed" that names the path. */
export async function bindUnixHttpServer(options: UnixHttpServerOptions): Promise<UnixHttpServer> {
  const server = new BoundServer(options);
  await server.listen();
  return server;
}

class BoundServer implements UnixHttpServer {
  readonly path: string;
  readonly #options: UnixHttpServerOptions;
  readonly #server: Server;
  readonly #connections = new Map<Socket, number>();
  #file: SocketFile | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: UnixHttpServerOptions) {
    this.path = options.path;
    this.#options = options;
    this.#server = createServer(
      {
        headersTimeout: REQUEST_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: IDLE_TIMEOUT_MS,
        connectionsCheckingInterval: 1_000,
        maxHeaderSize: MAX_HEADER_BYTES,
      },
      (incoming, outgoing) => void this.#serve(incoming, outgoing),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on("connection", (socket) => {
      this.#connections.set(socket, 0);
      socket.once("close", () => this.#connections.delete(socket));
    });
  }

  async listen(): Promise<void> {
    this.#file = await bindSocketFile(this.#server, this.#options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#file?.[Symbol.dispose]();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const [socket, requests] of this.#connections) if (requests === 0) socket.destroy();
    const limit = setTimeout(() => this.#server.closeAllConnections(), CLOSE_LIMIT_MS);
    await promise;
    clearTimeout(limit);
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { socket } = incoming;
    this.#connections.set(socket, (this.#connections.get(socket) ?? 0) + 1);
    outgoing.once("close", () => {
      const requests = this.#connections.get(socket);
      if (requests !== undefined) this.#connections.set(socket, requests - 1);
    });
    // A client that went away is no error of ours.
    outgoing.on("error", () => {});
    try {
      const body = await readBody(incoming, this.#options.maxBodyBytes);
      this.#respond(outgoing, body === undefined ? TOO_LARGE : await this.#answer(incoming, body));
    } catch {
      outgoing.destroy();
    }
  }

  async #answer(incoming: IncomingMessage, body: string): Promise<UnixResponse> {
    const path = (incoming.url ?? "").replace(/\?.*$/, "");
    try {
      return await this.#options.handler({
        method: incoming.method ?? "",
        path,
        body,
        header: (name) => {
          const value = incoming.headers[name];
          return typeof value === "string" ? value : value?.join(", ");
        },
      });
    } catch (error) {
      const text = formatErrorChain(error);
      this.#options.logger.error("request failed", { path, error: text });
      return { status: 500, body: text };
    }
  }

  #respond(outgoing: ServerResponse, { status, headers = {}, body = "" }: UnixResponse): void {
    // What was not read of the request would be taken for the next one.
    if (status === TOO_LARGE.status || this.#closing !== undefined) outgoing.setHeader("connection", "close");
    const text = body === "" ? "" : `${body}\n`;
    outgoing.writeHead(status, {
      ...(text === ""
        ? {}
        : { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" }),
      ...headers,
      "content-length": Buffer.byteLength(text),
    });
    outgoing.end(text);
  }
}

const TOO_LARGE: UnixResponse = { status: 413, body: "request body too large" };

/** Undefined for one that is too large. Rejects when the client goes away before its end. */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
