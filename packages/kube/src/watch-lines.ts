/** The body of a watch: one JSON value a line. */
import { errorFromStatus } from "./api-status.ts";
import type { WatchEvent } from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import { decodeKubeObject, isRecord } from "./kube-object.ts";

const LINE_FEED = 0x0a;

/** Cuts a stream into lines. Holds one unfinished line, of a bounded length. */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Whether a line has begun and not ended. */
  get isInsideLine(): boolean {
    return this.#partBytes > 0;
  }

  /** The lines that end in the chunk, without their end. Throws "too-large". */
  *push(chunk: Uint8Array): Generator<string, void, void> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      yield this.#finish(bytes.subarray(start, end));
      start = end + 1;
    }
    if (start < bytes.length) {
      this.#hold(bytes.subarray(start));
    }
  }

  #finish(last: Buffer): string {
    if (this.#parts.length === 0) {
      this.#check(last.length);
      return last.toString();
    }
    this.#hold(last);
    const line = Buffer.concat(this.#parts).toString();
    this.#parts = [];
    this.#partBytes = 0;
    return line;
  }

  #hold(part: Uint8Array): void {
    this.#partBytes += part.length;
    this.#check(this.#partBytes);
    this.#parts.push(part);
  }

  #check(bytes: number): void {
    if (bytes > this.#maxLineBytes) {
      throw new KubeError("too-large", `a line of the watch is longer than ${this.#maxLineBytes} bytes`);
    }
  }
}

/**
 * The events of these lines, together. Throws, after those that came before, the KubeError that an ERROR line tells,
 * and "bad-response" for what is no line of a watch.
 */
export function* decodeWatchLines(
  lines: Iterable<string>,
  path: string,
): Generator<readonly WatchEvent[], void, void> {
  const events: WatchEvent[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    for (const line of lines) {
      events.push(decodeLine(line, path));
    }
  } catch (error) {
    failure = { error };
  }
  if (events.length > 0) {
    yield events;
  }
  if (failure !== undefined) {
    throw failure.error;
  }
}

function decodeLine(line: string, path: string): WatchEvent {
  const what = `watch of ${path}`;
  const event = parseJson(line);
  const { type, object } = isRecord(event) ? event : {};
  switch (type) {
    case "ADDED":
      return { type: "added", object: decodeKubeObject(object) };
    case "MODIFIED":
      return { type: "modified", object: decodeKubeObject(object) };
    case "DELETED":
      return { type: "deleted", object: decodeKubeObject(object) };
    case "BOOKMARK":
      return { type: "bookmark", resourceVersion: decodeBookmark(object) };
    case "ERROR":
      throw errorFromStatus(what, object);
    default:
      throw new KubeError("bad-response", `${what}: a line of an unknown type`);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The parser's own words quote the text, which may be a Secret.
    throw new KubeError("bad-response", "a line of the watch is no JSON");
  }
}

/** A bookmark's object has a version and nothing else. */
function decodeBookmark(object: unknown): string {
  const metadata = isRecord(object) ? object["metadata"] : undefined;
  const version = isRecord(metadata) ? metadata["resourceVersion"] : undefined;
  if (typeof version !== "string" || version === "") {
    throw new KubeError("bad-response", "a bookmark without a resourceVersion");
  }
  return version;
}
