/** An answer of the agent, or of the server behind `log.sock`, as far as the plugin needs HTTP/1.1. RFC 9112. */
import { PluginError } from "./plugin-error.ts";

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; of fields sent twice the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

/**
 * Reads what has come so far. Undefined while more is needed; a connection that ended (`isEnded`) also ends a body
 * without a length. Throws PluginError "io-failed" for what is no HTTP, or was cut off.
 */
export function parseHttpAnswer(received: Buffer, isEnded: boolean): HttpAnswer | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) {
    if (isEnded) throw new PluginError("io-failed", "the answer ended before its body");
    return undefined;
  }
  const [statusLine = "", ...fields] = received.toString("latin1", 0, headEnd).split("\r\n");
  const status = /^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/.exec(statusLine)?.[1];
  if (status === undefined) throw new PluginError("io-failed", "the answer is not HTTP");
  const headers = new Map(fields.map(parseField));
  const rest = received.subarray(headEnd + HEAD_END.length);
  const body = readBody(rest, headers, isEnded);
  return body === undefined ? undefined : { status: Number(status), headers, body: body.toString("utf8") };
}

function parseField(line: string): [string, string] {
  const colon = line.indexOf(":");
  if (colon <= 0) throw new PluginError("io-failed", "the answer has a header without a name");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function readBody(bytes: Buffer, headers: ReadonlyMap<string, string>, isEnded: boolean): Buffer | undefined {
  const length = headers.get("content-length");
  if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") return readChunks(bytes, isEnded);
  if (length === undefined) return isEnded ? bytes : undefined;
  if (!/^\d{1,9}$/.test(length)) throw new PluginError("io-failed", "the answer's length is no number");
  if (bytes.length >= Number(length)) return bytes.subarray(0, Number(length));
  if (isEnded) throw new PluginError("io-failed", "the answer was cut off");
  return undefined;
}

/** Go's server sends longer texts so, also when the connection is to be closed. */
function readChunks(bytes: Buffer, isEnded: boolean): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) break;
    const size = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(bytes.toString("latin1", at, lineEnd))?.[1];
    if (size === undefined) throw new PluginError("io-failed", "the answer has a chunk without a size");
    const begin = lineEnd + 2;
    const end = begin + Number.parseInt(size, 16);
    if (end === begin) return Buffer.concat(chunks);
    if (bytes.length < end + 2) break;
    chunks.push(bytes.subarray(begin, end));
    at = end + 2;
  }
  if (isEnded) throw new PluginError("io-failed", "the answer was cut off");
  return undefined;
}
