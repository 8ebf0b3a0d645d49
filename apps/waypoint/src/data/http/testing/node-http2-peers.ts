/** Independent peers of tests: Node's own HTTP/2 without TLS, and gRPC's framing on it. */
import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** A response that was read whole. */
export interface Http2Reply {
  readonly headers: IncomingHttpHeaders & { readonly ":status"?: number };
  readonly trailers: IncomingHttpHeaders | undefined;
  readonly body: string;
}

/** An HTTP/2 server on loopback, prior knowledge. */
export class NodeHttp2Backend implements AsyncDisposable {
  readonly #server: Http2Server;
  readonly sessions = new Set<ServerHttp2Session>();

  private constructor(server: Http2Server) {
    this.#server = server;
    server.on("session", (session) => {
      this.sessions.add(session);
      session.on("close", () => this.sessions.delete(session));
    });
  }

  static async listen(
    onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  ): Promise<NodeHttp2Backend> {
    const server = createServer();
    server.on("stream", (stream, headers) => {
      stream.on("error", () => undefined);
      onStream(stream, headers);
    });
    const backend = new NodeHttp2Backend(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return backend;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** A session to a plane. */
export class NodeHttp2Client implements AsyncDisposable {
  readonly session: ClientHttp2Session;

  constructor(url: string) {
    this.session = connect(url);
    this.session.on("error", () => undefined);
  }

  async ask(headers: OutgoingHttpHeaders, body?: string | Buffer): Promise<Http2Reply> {
    const stream = this.session.request(headers, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    let trailers: IncomingHttpHeaders | undefined;
    stream.on("trailers", (fields) => {
      trailers = fields;
    });
    const [response] = (await once(stream, "response")) as [IncomingHttpHeaders];
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { headers: response, trailers, body: Buffer.concat(chunks).toString() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.session.destroyed) return;
    this.session.destroy();
    await once(this.session, "close");
  }
}

/** Answers each message with itself, and ends with `grpc-status: 0` in trailers. */
export function grpcEcho(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "x-path": headers[":path"] },
    { waitForTrailers: true },
  );
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "x-end": "yes" }));
  stream.pipe(stream);
}

/** Answers with its name. */
export function nameOf(name: string) {
  return (stream: ServerHttp2Stream): void => {
    stream.respond({ ":status": 200, "x-name": name });
    stream.end(name);
  };
}
