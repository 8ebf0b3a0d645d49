/** Lets clients that cannot show a certificate reach a server that demands one: TCP in, mutual TLS out. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { pipeline } from "node:stream";
import { connect } from "node:tls";
import type { TestServer } from "./test-server.ts";

export interface TlsBridge extends AsyncDisposable {
  readonly port: number;
}

/** Listens on a loopback port; every connection gets one of its own to the server. */
export async function openTlsBridge(server: TestServer): Promise<TlsBridge> {
  const credentials = tlsOptions(server);
  const listener = createServer({ noDelay: true }, (socket) => {
    const tls = connect({ port: server.port, host: "127.0.0.1", ...credentials });
    tls.setNoDelay(true);
    pipeline(socket, tls, socket, () => undefined);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(listener, "close");
      listener.close();
      await closed;
    },
  };
}

/** What a node TLS client needs to be let in by the test server. */
export function tlsOptions(server: TestServer): {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
  readonly ALPNProtocols: string[];
  readonly checkServerIdentity: () => undefined;
} {
  return {
    cert: readFileSync(server.certPath),
    key: readFileSync(server.keyPath),
    ca: readFileSync(server.rootPath),
    ALPNProtocols: ["h2"],
    checkServerIdentity: () => undefined,
  };
}
