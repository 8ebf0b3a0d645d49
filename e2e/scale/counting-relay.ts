/** A TCP relay on loopback that counts what a connection costs. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface CountingRelay extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** From the server to the client, and the other way. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Leads to `target`, `host:port`, until disposed. */
export async function openCountingRelay(target: string): Promise<CountingRelay> {
  const counts = { receivedBytes: 0, sentBytes: 0 };
  const sockets = new Set<Socket>();
  const [host = "", port = ""] = target.split(":");
  const server = createServer((client) => {
    const upstream = connect({ host, port: Number(port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.on("data", (part) => (counts.sentBytes += part.length));
    upstream.on("data", (part) => (counts.receivedBytes += part.length));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: ownPort } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${ownPort}`,
    get receivedBytes() {
      return counts.receivedBytes;
    },
    get sentBytes() {
      return counts.sentBytes;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
