/**
 * TCP servers with the behaviours of agent-protocol.ts, on every address of their namespace.
 * usage: node echo.ts <port> [echo | greet | answer-at-end | end-first]
 */
import { createServer, type Server, type Socket } from "node:net";
import { parseArgs } from "node:util";
import type { ServerBehaviour, ServerFacts } from "../src/agent-protocol.ts";

const BEHAVIOURS: readonly string[] = [
  "echo",
  "greet",
  "answer-at-end",
  "end-first",
] satisfies ServerBehaviour[];

/** A listening server and what it has seen. */
export class EchoServer {
  readonly #server: Server;
  readonly #behaviour: ServerBehaviour;
  readonly #peers: string[] = [];
  readonly #open = new Set<Socket>();
  #receivedBytes = 0;

  constructor(behaviour: ServerBehaviour) {
    this.#behaviour = behaviour;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#serve(socket));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ port, host: "::" }, resolve);
    });
  }

  get facts(): ServerFacts {
    return {
      accepted: this.#peers.length,
      open: this.#open.size,
      receivedBytes: this.#receivedBytes,
      peers: this.#peers,
    };
  }

  #serve(socket: Socket): void {
    const peer = addressOf(socket.remoteAddress, socket.remotePort);
    this.#peers.push(peer);
    this.#open.add(socket);
    socket.on("close", () => this.#open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => (this.#receivedBytes += chunk.length));
    switch (this.#behaviour) {
      case "greet":
        socket.write(`peer=${peer} local=${addressOf(socket.localAddress, socket.localPort)}\n`);
        socket.pipe(socket);
        break;
      case "echo":
        socket.pipe(socket);
        break;
      case "answer-at-end":
        socket.on("end", () => socket.end(`got ${socket.bytesRead} bytes\n`));
        break;
      case "end-first":
        socket.end("bye\n");
        break;
    }
  }
}

/** `ip:port`, with IPv4 as IPv4 on a socket for both families. */
export function addressOf(ip: string | undefined, port: number | undefined): string {
  const plain = ip?.replace(/^::ffff:/, "") ?? "?";
  return plain.includes(":") ? `[${plain}]:${port}` : `${plain}:${port}`;
}

if (import.meta.main) {
  const [port = "", behaviour = "echo"] = parseArgs({ allowPositionals: true }).positionals;
  if (!/^\d+$/.test(port) || !BEHAVIOURS.includes(behaviour)) {
    process.stderr.write(`usage: echo.ts <port> [${BEHAVIOURS.join(" | ")}]\n`);
    process.exit(64);
  }
  await new EchoServer(behaviour as ServerBehaviour).listen(Number(port));
  process.stdout.write(`${behaviour} on port ${port}\n`);
}
