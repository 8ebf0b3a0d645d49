/** HTTP responses to the letter: status line, header fields in their order and spelling, body. */
import type { Socket } from "node:net";
import { parseIpAddress } from "@ambit/addr";
import type { PeerSockets } from "../interop/support/peer-sockets.ts";

export interface RawResponse {
  readonly status: string;
  readonly headers: readonly string[];
  readonly body: string;
}

export interface RawRequest {
  readonly method: string;
  readonly port: number;
  readonly path: string;
  /** Header lines beyond those that curl sends. */
  readonly headers?: readonly string[];
}

const TIMEOUT_MS = 5_000;
const HEAD_END = "\r\n\r\n";

/** One request, as curl makes it, on 127.0.0.1 of a namespace. The connection is kept open until the body is complete. */
export async function exchange(sockets: PeerSockets, request: RawRequest): Promise<RawResponse> {
  const { method, port, path, headers = [] } = request;
  const socket = await sockets.connect({ ip: parseIpAddress("127.0.0.1"), port });
  const lines = [`${method} ${path} HTTP/1.1`, `Host: localhost:${port}`, "Accept: */*", ...headers];
  try {
    socket.write(`${lines.join("\r\n")}${HEAD_END}`);
    return await readResponse(socket);
  } finally {
    socket.destroy();
  }
}

/** The text of a recording; some have lost their carriage returns. */
export function parseResponse(text: string): RawResponse {
  const [head = ""] = text.split(/\r?\n\r?\n/, 1);
  const [status = "", ...headers] = head.split(/\r?\n/).filter((line) => line.trim() !== "");
  return { status, headers, body: text.slice(head.length).replace(/^(?:\r?\n){2}/, "") };
}

/** The date is of its form or stays; the rest is compared as it is. */
export function maskDate({ status, headers, body }: RawResponse): RawResponse {
  const form = /^date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
  return { status, headers: headers.map((line) => (form.test(line) ? "date: TIME" : line)), body };
}

async function readResponse(socket: Socket): Promise<RawResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<RawResponse>();
  let text = "";
  socket.setEncoding("latin1");
  socket.setTimeout(TIMEOUT_MS, () => reject(new Error(`no complete response: ${JSON.stringify(text)}`)));
  socket.on("error", reject);
  socket.on("end", () => reject(new Error(`ended before a complete response: ${JSON.stringify(text)}`)));
  socket.on("data", (chunk: string) => {
    text += chunk;
    const response = findComplete(text);
    if (response !== undefined) resolve(response);
  });
  return promise;
}

function findComplete(text: string): RawResponse | undefined {
  const at = text.indexOf(HEAD_END);
  if (at < 0) return undefined;
  const [status = "", ...headers] = text.slice(0, at).split("\r\n");
  const bytes = text.slice(at + HEAD_END.length);
  const length = headers.map((line) => /^content-length: (\d+)$/i.exec(line)?.[1]).find(Boolean);
  if (length === undefined || bytes.length < Number(length)) return undefined;
  return { status, headers, body: Buffer.from(bytes, "latin1").toString() };
}
