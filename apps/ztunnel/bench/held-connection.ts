/** A program of its own: one connection through the proxy, over which a byte goes back and forth every millisecond. */
import { createConnection, createServer, type Socket } from "node:net";
import { type TurnStatistics, TurnTimes } from "./turn-times.ts";

export type HeldRequest =
  | { readonly kind: "connect"; readonly proxyPort: number }
  | { readonly kind: "take" };
export type HeldAnswer =
  | { readonly kind: "connected" }
  | { readonly kind: "times"; readonly times: TurnStatistics }
  | { readonly kind: "lost" };

const INTERVAL_MS = 1;
const times = new TurnTimes();

function answer(message: HeldAnswer): void {
  process.send?.(message);
}

process.on("disconnect", () => process.exit(0));
process.on("message", (request: HeldRequest) => {
  if (request.kind === "take") answer({ kind: "times", times: times.take() });
  else connect(request.proxyPort);
});

function connect(proxyPort: number): void {
  const server = createServer((socket) => socket.setNoDelay(true).pipe(socket));
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const socket = createConnection({ host: "127.0.0.1", port: proxyPort, noDelay: true });
    negotiate(socket, port, () => {
      answer({ kind: "connected" });
      keepAsking(socket);
    });
    socket.on("close", () => answer({ kind: "lost" }));
    socket.on("error", () => undefined);
  });
}

/** SOCKS5 without authentication: RFC 1928. */
function negotiate(socket: Socket, port: number, done: () => void): void {
  socket.write(Uint8Array.of(5, 1, 0));
  socket.once("data", () => {
    socket.write(Uint8Array.of(5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 0xff));
    socket.once("data", (reply: Uint8Array) => {
      if (reply[1] === 0) done();
      else socket.destroy();
    });
  });
}

function keepAsking(socket: Socket): void {
  let askedMs = performance.now();
  socket.on("data", () => {
    times.add(performance.now() - askedMs);
    setTimeout(ask, INTERVAL_MS);
  });
  const ask = (): void => {
    askedMs = performance.now();
    socket.write(Uint8Array.of(1));
  };
  ask();
}
