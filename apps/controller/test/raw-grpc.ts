/** gRPC calls by hand: whatever bytes, headers and certificates a hostile client may send. */

import { once } from "node:events";
import { connect } from "node:http2";
import { HOST } from "./rig.ts";

export interface RawCall {
  readonly port: number;
  readonly rootsPem: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of a client certificate. */
  readonly client?: { readonly certificatePem: string; readonly keyPem: string };
}

export interface RawAnswer {
  /** gRPC status; undefined when the connection was cut. */
  readonly code: number | undefined;
  readonly message: string;
  /** The first message, without its head. */
  readonly body: Uint8Array;
}

const HEAD_BYTES = 5;

/** Sends one message and waits for the end of the call. */
export async function callRaw({
  port,
  rootsPem,
  path,
  body,
  headers = {},
  client,
}: RawCall): Promise<RawAnswer> {
  const session = connect(`https://${HOST}:${port}`, {
    host: "127.0.0.1",
    port,
    servername: HOST,
    ca: rootsPem,
    ...(client === undefined ? {} : { cert: client.certificatePem, key: client.keyPem }),
    lookup: (_name, _options, callback) => callback(null, [{ address: "127.0.0.1", family: 4 }]),
  });
  session.on("error", () => undefined);
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => undefined);
  const chunks: Buffer[] = [];
  let status: Record<string, unknown> = {};
  stream.on("response", (received) => (status = { ...status, ...received }));
  stream.on("trailers", (received) => (status = { ...status, ...received }));
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const closed = Promise.race([once(stream, "close"), once(session, "close")]);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([head, body]));
  await closed;
  session.destroy();
  const code = status["grpc-status"];
  const message = status["grpc-message"];
  return {
    code: code === undefined ? undefined : Number(code),
    message: typeof message === "string" ? decodeURIComponent(message) : "",
    body: Buffer.concat(chunks).subarray(HEAD_BYTES),
  };
}
