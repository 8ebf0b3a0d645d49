/**
 * One connection as a client: writes requests, reads their responses one at a time, and knows when the next request may
 * be written. What a server says unasked is a fault: it must not become the answer to somebody else's request.
 */
import type { BodyFraming, OutputArea, ResponseEvents } from "./api.ts";
import { splitAuthority } from "./authority.ts";
import { BodyWriter } from "./body-writer.ts";
import { isFieldValue, isToken } from "./chars.ts";
import { Http1Error } from "./fault.ts";
import { type AnsweredRequest, declaredLength } from "./framing.ts";
import { encodeFields, type HeadSpelling, UNSENDABLE, writeText } from "./head-encoder.ts";
import type { HeaderList } from "./header-list.ts";
import { type Http1Limits, resolveHttp1Limits } from "./limits.ts";
import type { ResponseHead } from "./message-head.ts";
import { MessageReader } from "./message-reader.ts";
import { findRequestTarget } from "./request-target.ts";
import { ResponseRules } from "./response-rules.ts";

/** How a client connection behaves. */
export interface Http1ClientOptions {
  readonly events: ResponseEvents;
  /** Names in requests keep the case that they came in. */
  readonly preservesCase?: boolean;
  readonly limits?: Partial<Http1Limits>;
}

/** A request to write. Hop-by-hop fields and Host in `headers` are left out: what is said there is decided here. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path and query, or `*`. Of CONNECT it is not used. */
  readonly path: string;
  /** Host, and of CONNECT the target. */
  readonly authority: string;
  /** Content-Length, if it is there, frames the body; without it the body is chunked. */
  readonly headers: HeaderList;
  /** No body follows, and no `writeEnd` is needed. Always so of CONNECT. */
  readonly endStream: boolean;
  /** A protocol to switch to. */
  readonly upgrade?: string;
  /** The connection ends with the response. */
  readonly close?: boolean;
}

/** The client's side of one connection. Bytes and areas are the owner's. */
export class Http1Client {
  readonly #reader: MessageReader<ResponseHead>;
  readonly #rules: ResponseRules;
  readonly #events: ResponseEvents;
  readonly #body = new BodyWriter();
  readonly #spelling: HeadSpelling;
  #hasRequest = false;
  /** The response is read to its end, which its owner does not know yet. */
  #hasEnd = false;
  #closesAfter = false;

  constructor({ events, preservesCase = false, limits = {} }: Http1ClientOptions) {
    this.#spelling = { preservesCase };
    this.#events = events;
    this.#rules = new ResponseRules(events);
    this.#reader = new MessageReader({
      rules: this.#rules,
      limits: resolveHttp1Limits(limits),
      events: {
        onHead: (head) => {
          this.#closesAfter ||= !head.isPersistent;
          if (head.body.kind === "tunnel") this.#body.begin(head.body);
          events.onHead(head);
        },
        onData: (bytes, start, end) => events.onData(bytes, start, end),
        onTrailers: (trailers) => events.onTrailers(trailers),
        onEnd: () => {
          this.#hasEnd = true;
        },
        onFault: (fault) => events.onFault(fault),
      },
    });
  }

  /** Another request may be written. A server that said something unasked, or left, is found by `receive` first. */
  get isReusable(): boolean {
    return !this.#hasRequest && this.#body.isEnded && !this.mustClose;
  }

  /** No request can follow the one under way, or nothing can be read any more. */
  get mustClose(): boolean {
    return this.#closesAfter || this.#body.isBroken || this.#reader.isOver;
  }

  /** A 101, or a 2xx to CONNECT, was read: bytes go both ways as they are. */
  get isTunnel(): boolean {
    return this.#reader.isTunnel;
  }

  /** A request was written, and nothing of its answer has come. */
  get isWaiting(): boolean {
    return this.#reader.isWaiting;
  }

  /** Takes what it can of `bytes[start, end)` and returns where that ends; the rest is to be given again. */
  receive(bytes: Uint8Array, start: number, end: number): number {
    const at = this.#reader.receive(bytes, start, end);
    if (!this.#hasEnd) return at;
    // What is behind the response answers nothing, and must not meet the request that `onEnd` may bring.
    if (at < end) this.#reader.close();
    this.#tellEnd();
    return at;
  }

  /** The server has ended its direction. To be told when all that it sent before has been taken. */
  receiveEnd(): void {
    this.#reader.receiveEnd();
    if (this.#hasEnd) this.#tellEnd();
  }

  /** Nothing is read or told any more. */
  close(): void {
    this.#reader.close();
  }

  /** Writes a head and returns 0; or writes nothing and returns the room that is needed, or UNSENDABLE. */
  writeHead(area: OutputArea, request: OutgoingRequest): number {
    if (!this.isReusable) throw new Http1Error("bad-call", "the exchange under way is not complete");
    const { method, upgrade, close, endStream } = request;
    const body = requestBody(request);
    if (body === undefined) return UNSENDABLE;
    const lacking = writeText(area, this.#encodeHead(request, body));
    if (lacking !== 0) return lacking;
    this.#hasRequest = true;
    this.#closesAfter = close === true;
    this.#rules.request = this.#answered(method, upgrade !== undefined);
    this.#body.begin(body);
    if (endStream) this.#body.finish();
    this.#reader.expectMessage();
    return 0;
  }

  /** Writes what fits of `bytes[start, end)` and returns how much that is; of a body that may not be there all. */
  writeData(area: OutputArea, bytes: Uint8Array, start: number, end: number): number {
    return this.#body.write(area, bytes, start, end);
  }

  /** Ends the request and returns 0; or the room that is needed, or UNSENDABLE. Trailers go with chunks only. */
  writeEnd(area: OutputArea, trailers?: HeaderList): number {
    return this.#body.end(area, trailers, this.#spelling);
  }

  #answered(method: string, offersUpgrade: boolean): AnsweredRequest {
    const body = this.#body;
    return {
      method,
      // A server that switches before it has the whole request would take the rest for the other protocol.
      get canSwitch() {
        return offersUpgrade && body.isEnded;
      },
    };
  }

  #tellEnd(): void {
    this.#hasEnd = false;
    this.#hasRequest = false;
    this.#reader.expectNothing();
    this.#events.onEnd();
  }

  #encodeHead(request: OutgoingRequest, body: BodyFraming): string | undefined {
    const { method, authority, headers, upgrade, close } = request;
    const target = method === "CONNECT" ? authority : request.path;
    if (!isRequestLine(request, target)) return undefined;
    if (upgrade !== undefined && (upgrade === "" || !isFieldValue(upgrade))) return undefined;
    const connection = [...(close === true ? ["close"] : []), ...(upgrade === undefined ? [] : ["upgrade"])];
    const fields = encodeFields(
      headers,
      {
        contentLength: body.kind === "length" ? body.bytes : -1,
        isChunked: body.kind === "chunked",
        connection,
        upgrade,
      },
      this.#spelling,
    );
    return fields === undefined
      ? undefined
      : `${method} ${target} HTTP/1.1\r\nhost: ${authority}\r\n${fields}`;
  }
}

/** Methods whose requests say that they have no body (RFC 9110 §8.6). */
const WITH_CONTENT: ReadonlySet<string> = new Set(["PATCH", "POST", "PUT"]);

/** How a request's body ends; `undefined` if there cannot be such a request. */
function requestBody({ method, headers, endStream }: OutgoingRequest): BodyFraming | undefined {
  const length = declaredLength(headers);
  if (length < -1) return undefined;
  if (method === "CONNECT") return endStream ? { kind: "none" } : undefined;
  if (length >= 0) return { kind: "length", bytes: length };
  if (!endStream) return { kind: "chunked" };
  return WITH_CONTENT.has(method) ? { kind: "length", bytes: 0 } : { kind: "none" };
}

/** An absolute target would hide Host from whoever reads it first. */
function isRequestLine({ method, authority }: OutgoingRequest, text: string): boolean {
  if (!isToken(method) || splitAuthority(authority) === undefined) return false;
  const form = findRequestTarget(method, text)?.form;
  return form !== undefined && form !== "absolute" && !text.includes("#");
}
