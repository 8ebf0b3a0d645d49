/** Independent peers of tests: Node's own HTTP clients and servers. */
import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A response that was read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly body: string;
}

/** An HTTP/1 server on loopback. */
export class NodeBackend implements AsyncDisposable {
  readonly server: Server;
  readonly sockets = new Set<Socket>();
  requests = 0;

  private constructor(server: Server) {
    this.server = server;
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    server.on("request", () => this.requests++);
  }

  static async listen(
    onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<NodeBackend> {
    const server = createServer(onRequest);
    const backend = new NodeBackend(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return backend;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

/** Answers with what it was asked, as JSON. */
export function echo(message: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  message.on("data", (chunk: Buffer) => chunks.push(chunk));
  message.on("end", () => {
    const text = JSON.stringify({
      method: message.method,
      url: message.url,
      headers: message.headers,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(200, { "content-type": "application/json", "x-backend": "yes" });
    response.end(text);
  });
}

/** One request on a connection of its own, unless an agent says otherwise. */
export async function ask(
  url: string,
  options: RequestOptions & { readonly body?: string | Buffer } = {},
): Promise<Reply> {
  const { body, ...rest } = options;
  const client = request(url, { agent: false, ...rest });
  // What breaks off is told to whoever reads the answer.
  client.on("error", () => undefined);
  client.end(body);
  const [message] = (await once(client, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    trailers: message.trailers,
    body: Buffer.concat(chunks).toString(),
  };
}

export function keepAlive(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
