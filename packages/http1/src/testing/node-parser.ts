/** What the parser of Node makes of the same bytes: another reader, with which ours has to agree. */
import { createRequire } from "node:module";

/** One message as a reader understood it. */
export interface ReadMessage {
  /** Of a request. */
  method: string;
  target: string;
  /** Of a response; 0 of a request. */
  status: number;
  version: string;
  /** With the names as they came. */
  fields: (readonly [string, string])[];
  isPersistent: boolean;
  isUpgrade: boolean;
  body: string;
  trailers: (readonly [string, string])[];
  isComplete: boolean;
}

/** Nothing of it is known yet. */
export function emptyMessage(): ReadMessage {
  return {
    method: "",
    target: "",
    status: 0,
    version: "",
    fields: [],
    isPersistent: false,
    isUpgrade: false,
    body: "",
    trailers: [],
    isComplete: false,
  };
}

/** Messages with a whole head, and what was wrong behind them. */
export interface NodeReading {
  readonly messages: readonly ReadMessage[];
  readonly error: string | undefined;
}

type HeadersComplete = [
  major: number,
  minor: number,
  headers: readonly string[] | undefined,
  method: number | undefined,
  url: string | undefined,
  status: number | undefined,
  reason: string | undefined,
  upgrade: boolean,
  keepAlive: boolean,
];

interface NodeParser {
  [callback: number]: (...args: never[]) => unknown;
  initialize(type: number, resource: object, maxHeaderBytes: number, lenient: number): void;
  execute(bytes: Uint8Array): number | Error;
  finish(): unknown;
  close(): void;
}

interface HttpCommon {
  readonly methods: readonly string[];
  readonly HTTPParser: {
    new (): NodeParser;
    readonly REQUEST: number;
    readonly RESPONSE: number;
    readonly kOnMessageBegin: number;
    readonly kOnHeaders: number;
    readonly kOnHeadersComplete: number;
    readonly kOnBody: number;
    readonly kOnMessageComplete: number;
    readonly kLenientNone: number;
  };
}

const { methods, HTTPParser } = createRequire(import.meta.url)("node:_http_common") as HttpCommon;
const MAX_HEAD_BYTES = 1 << 20;
/** What `kOnHeadersComplete` returns. */
const READ_BODY = 0;
const SKIP_BODY = 1;
const IS_TUNNEL = 2;

/** Methods that Node's parser knows; others are an error to it. */
export const NODE_METHODS: ReadonlySet<string> = new Set(methods);

export function readRequestsByNode(bytes: Uint8Array): NodeReading {
  return readByNode(HTTPParser.REQUEST, bytes, "");
}

/** Responses to requests with this method. */
export function readResponsesByNode(bytes: Uint8Array, method: string): NodeReading {
  return readByNode(HTTPParser.RESPONSE, bytes, method);
}

function readByNode(type: number, bytes: Uint8Array, answered: string): NodeReading {
  const messages: ReadMessage[] = [];
  let message = emptyMessage();
  let hasHead = false;
  const parser = new HTTPParser();
  parser.initialize(type, {}, MAX_HEAD_BYTES, HTTPParser.kLenientNone);
  parser[HTTPParser.kOnMessageBegin] = () => {
    message = emptyMessage();
    hasHead = false;
  };
  // Comes for trailers, and for heads with many fields.
  parser[HTTPParser.kOnHeaders] = (headers: readonly string[], url: string) => {
    (hasHead ? message.trailers : message.fields).push(...pairsOf(headers));
    if (!hasHead) message.target += url;
  };
  parser[HTTPParser.kOnHeadersComplete] = (...head: HeadersComplete) => {
    const [major, minor, headers, method, url, status, , upgrade, keepAlive] = head;
    message.version = `${major}.${minor}`;
    message.fields.push(...pairsOf(headers ?? []));
    message.method = method === undefined ? "" : (methods[method] ?? "");
    message.target += url ?? "";
    message.status = status ?? 0;
    message.isUpgrade = upgrade;
    // It says so before it is told that there is no body.
    message.isPersistent = keepAlive || answered === "HEAD";
    hasHead = true;
    messages.push(message);
    if (answered === "CONNECT" && message.status >= 200 && message.status < 300) return IS_TUNNEL;
    return answered === "HEAD" ? SKIP_BODY : READ_BODY;
  };
  parser[HTTPParser.kOnBody] = (piece: Uint8Array) => {
    message.body += Buffer.from(piece).toString("latin1");
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    message.isComplete = true;
  };
  const error = run(parser, bytes);
  parser.close();
  return { messages, error };
}

/** An upgrade that nobody answers with 101 is none: what is behind it is the next message. */
function run(parser: NodeParser, bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length; ) {
    const result = parser.execute(Buffer.from(bytes.subarray(at)));
    if (result instanceof Error) return "code" in result ? String(result.code) : result.message;
    // With an upgrade it does not tell an error: the count is where it was, and nothing behind it.
    if (result <= 0 || result > bytes.length - at) return "stopped";
    at += result;
  }
  const end = parser.finish();
  return end instanceof Error ? "at the end" : undefined;
}

function pairsOf(flat: readonly string[]): (readonly [string, string])[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => {
    return [flat[2 * index] ?? "", flat[2 * index + 1] ?? ""] as const;
  });
}
