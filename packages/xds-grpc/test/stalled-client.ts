/** Clients that do not read: by never opening the window of their stream, or by not taking bytes from the socket. */

import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectTcp, createServer, type Server, type Socket } from "node:net";
import { TOKEN } from "./rig.ts";

const PATH = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";
const LARGE_WINDOW = 2 ** 30;

export interface StalledClient {
  /** The server has cut it off. */
  readonly closed: Promise<unknown>;
  destroy(): void;
}

/** Opens a stream, sends one gRPC message on it, and reads nothing of the answer. `hasWindow`: but says that it would. */
export function aStalledClient(
  port: number,
  { message, rootsPem, hasWindow }: { message: Buffer; rootsPem: string; hasWindow: boolean },
): StalledClient {
  const session: ClientHttp2Session = connect(`https://localhost:${String(port)}`, {
    ca: rootsPem,
    checkServerIdentity: () => undefined,
    settings: hasWindow ? { initialWindowSize: LARGE_WINDOW } : {},
  });
  session.on("error", () => undefined);
  if (hasWindow) session.once("connect", () => session.setLocalWindowSize(LARGE_WINDOW));
  const stream = session.request({
    ":method": "POST",
    ":path": PATH,
    "content-type": "application/grpc",
    te: "trailers",
    authorization: `Bearer ${TOKEN}`,
  });
  stream.on("error", () => undefined);
  if (hasWindow) stream.resume();
  else stream.pause();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  stream.write(Buffer.concat([head, message]));
  return { closed: once(session, "close"), destroy: () => session.destroy() };
}

/** Opens a stream and sends a part of a message; `status` is gRPC's status once there is one. `write` sends more of it. */
export function anIncompleteRequest(
  { port, rootsPem }: { readonly port: number; readonly rootsPem: string },
  prefix: Buffer,
  bytes: number,
  headers: Record<string, string> = {},
): { readonly status: Promise<string>; write(more: Buffer): void; destroy(): void } {
  const session = connect(`https://localhost:${String(port)}`, {
    ca: rootsPem,
    checkServerIdentity: () => undefined,
  });
  session.on("error", () => undefined);
  const stream = session.request({
    ":method": "POST",
    ":path": PATH,
    "content-type": "application/grpc",
    te: "trailers",
    authorization: `Bearer ${TOKEN}`,
    ...headers,
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const event of ["response", "trailers"]) {
    stream.on(event, (received: Record<string, string>) => {
      const status = received["grpc-status"];
      if (status !== undefined) resolve(status);
    });
  }
  stream.on("error", () => undefined);
  stream.resume();
  stream.write(Buffer.concat([prefix, Buffer.alloc(bytes)]));
  return {
    status: promise,
    write: (more) => void stream.write(more),
    destroy: () => session.destroy(),
  };
}

/** Passes bytes on, but from the server only so many: then it no longer reads. */
export class StallingRelay implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(targetPort: number, passedBytes: number) {
    this.#server = createServer((near) => {
      const far = connectTcp(targetPort, "127.0.0.1");
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      let passed = 0;
      far.on("data", (bytes) => {
        passed += bytes.length;
        near.write(bytes);
        if (passed > passedBytes) far.pause();
      });
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return typeof address === "object" ? (address?.port ?? 0) : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
