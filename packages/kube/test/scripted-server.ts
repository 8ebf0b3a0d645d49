import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";

/** What the server has of a request when it begins to answer. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly socket: Socket;
}

export type Script = (request: ScriptedRequest, response: ServerResponse) => void | Promise<void>;

/** A server on loopback that a test scripts. Disposing cuts what is open. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ScriptedRequest[];
  /** Connections that are open. */
  readonly connections: ReadonlySet<Socket>;
  /** All that were ever opened. */
  readonly connectionCount: number;
}

export async function scriptedServer(script: Script, tls?: ServerOptions): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const connections = new Set<Socket>();
  let connectionCount = 0;
  const listener = (message: IncomingMessage, response: ServerResponse) => {
    const url = new URL(message.url ?? "/", "http://server");
    const request: ScriptedRequest = {
      method: message.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      socket: message.socket,
    };
    requests.push(request);
    message.resume();
    Promise.resolve(script(request, response)).catch((error: unknown) => response.destroy(error as Error));
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    connectionCount += 1;
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    connections,
    get connectionCount() {
      return connectionCount;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
