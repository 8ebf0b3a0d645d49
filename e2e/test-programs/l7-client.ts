/** One HTTP request on a connection of its own, by HTTP/1.1, by HTTP/2 with prior knowledge, or by gRPC. */
import { request } from "node:http";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { text } from "node:stream/consumers";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { L7Request, L7Response } from "../src/agent-protocol.ts";

const TIMEOUT_MS = 5_000;

/** Rejects if there is no whole response. */
export function ask(order: L7Request): Promise<L7Response> {
  switch (order.protocol) {
    case "http1":
      return askHttp1(order);
    case "http2":
      return askHttp2(order);
    case "grpc":
      return askGrpc(order);
  }
}

function askHttp1({ ip, port, authority, method = "GET", path, headers, body }: L7Request) {
  const { promise, resolve, reject } = Promise.withResolvers<L7Response>();
  const options = { host: ip, port, method, path, agent: false, timeout: TIMEOUT_MS };
  const exchange = request({ ...options, headers: { host: authority, ...headers } }, (response) => {
    const { statusCode = 0 } = response;
    text(response).then(
      (received) =>
        resolve({
          status: statusCode,
          headers: flatten(response.headers),
          body: received,
          trailers: flatten(response.trailers),
        }),
      reject,
    );
  });
  exchange.once("timeout", () => exchange.destroy(new Error("timeout")));
  exchange.once("error", reject);
  exchange.end(body);
  return promise;
}

async function askHttp2({ ip, port, authority, method = "GET", path, headers, body }: L7Request) {
  const session = connect(`http://${ip}:${port}`);
  const { promise, resolve, reject } = Promise.withResolvers<L7Response>();
  session.once("error", reject);
  const stream = session.request({ ...headers, ":authority": authority, ":method": method, ":path": path });
  let head: IncomingHttpHeaders = {};
  let trailers: Readonly<Record<string, string>> = {};
  stream.setTimeout(TIMEOUT_MS, () => stream.destroy(new Error("timeout")));
  stream.once("error", reject);
  stream.once("response", (fields) => (head = fields));
  stream.once("trailers", (fields) => (trailers = flatten(fields)));
  stream.end(body);
  try {
    text(stream).then(
      (received) =>
        resolve({
          status: Number(head[":status"] ?? 0),
          headers: flatten(head),
          body: received,
          trailers,
        }),
      reject,
    );
    return await promise;
  } finally {
    session.destroy();
  }
}

/** The status is gRPC's. */
async function askGrpc({ ip, port, authority, path, headers = {}, body = "" }: L7Request) {
  const client = new Client(`${ip}:${port}`, credentials.createInsecure(), {
    "grpc.default_authority": authority,
  });
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const { promise, resolve } = Promise.withResolvers<L7Response>();
  let head: Readonly<Record<string, string>> = {};
  let received = "";
  const call = client.makeUnaryRequest(
    path,
    (message: string) => Buffer.from(message),
    (bytes) => bytes.toString(),
    body,
    metadata,
    { deadline: Date.now() + TIMEOUT_MS },
    (_error, answer) => (received = answer ?? ""),
  );
  call.on("metadata", (fields: Metadata) => (head = flatten(fields.getMap())));
  call.on("status", ({ code, metadata: fields }) =>
    resolve({ status: code, headers: head, body: received, trailers: flatten(fields.getMap()) }),
  );
  try {
    return await promise;
  } finally {
    client.close();
  }
}

function flatten(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
