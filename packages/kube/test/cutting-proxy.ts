import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes bytes on to a server on loopback until a test cuts them off. */
export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** Breaks every connection that is open, wherever its bytes are. */
  cut(): void;
  /** While false, bytes stay where they are: connections are open and silent. */
  isPassing: boolean;
}

export async function cuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isPassing = true;
  const server = createServer((client) => {
    const target = connect(targetPort, "127.0.0.1");
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [target, client] as const]) {
      from.on("error", () => {});
      from.once("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
      from.pipe(to);
    }
    if (!isPassing) {
      pause(pair);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const [client, target] of pairs) {
      client.resetAndDestroy();
      target.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    get isPassing() {
      return isPassing;
    },
    set isPassing(value) {
      isPassing = value;
      for (const pair of pairs) {
        (value ? resume : pause)(pair);
      }
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}

function pause(pair: readonly [Socket, Socket]): void {
  const [client, target] = pair;
  client.unpipe(target);
  target.unpipe(client);
}

function resume(pair: readonly [Socket, Socket]): void {
  const [client, target] = pair;
  client.pipe(target);
  target.pipe(client);
}
