/** A well-behaved HBONE client: node:tls and node:http2. */
import { type ClientHttp2Stream, connect } from "node:http2";
import type { SocketAddress } from "@ambit/addr";
import { type PeerCertificate, tlsClient } from "./peer-identity.ts";
import type { ZtunnelPod } from "./ztunnel-pod.ts";

const TIMEOUT_MS = 5_000;

export interface TunnelCall {
  readonly status: number;
  readonly echo?: string;
  readonly port?: number;
}

/** One CONNECT on a tunnel of its own. With `text` it is sent and the answer given; the port only without. */
export async function callThroughTunnel(
  pod: ZtunnelPod,
  certificate: PeerCertificate,
  route: { readonly target: SocketAddress; readonly authority: string },
  text: string | undefined,
): Promise<TunnelCall> {
  const socket = await pod.peer.connect(route.target);
  const port = socket.localPort ?? 0;
  const tls = tlsClient(socket, certificate, pod.authority);
  const session = connect("http://tunnel", { createConnection: () => tls });
  const { promise, resolve, reject } = Promise.withResolvers<TunnelCall>();
  const timer = setTimeout(() => reject(new Error(`no answer for ${route.authority}`)), TIMEOUT_MS);
  session.on("error", reject);
  const stream = session.request(
    { ":method": "CONNECT", ":authority": route.authority },
    { endStream: false },
  );
  stream.on("error", reject);
  stream.on("response", (headers) => {
    const status = headers[":status"] ?? 0;
    if (text === undefined || status !== 200) resolve({ status, port });
    else collectEcho(stream, text, (echo) => resolve({ status, echo }));
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    session.destroy();
  }
}

function collectEcho(stream: ClientHttp2Stream, text: string, done: (echo: string) => void): void {
  let echo = "";
  stream.on("data", (chunk: Buffer) => {
    echo += chunk.toString();
  });
  stream.on("end", () => done(echo));
  stream.end(text);
}
