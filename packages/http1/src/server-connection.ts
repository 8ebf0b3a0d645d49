/**
 * One connection as a server: reads requests, writes responses, and knows when the next request may be read. Requests
 * that wait behind the one under way (pipelining) stay with the owner's bytes until `next`.
 */
import type { BodyFraming, OutputArea, RequestEvents } from "./api.ts";
import { BodyWriter } from "./body-writer.ts";
import { isFieldValue } from "./chars.ts";
import { Http1Error } from "./fault.ts";
import { declaredLength } from "./framing.ts";
import { encodeFields, type HeadSpelling, UNSENDABLE, writeText } from "./head-encoder.ts";
import type { HeaderList } from "./header-list.ts";
import { type Http1Limits, resolveHttp1Limits } from "./limits.ts";
import type { RequestHead } from "./message-head.ts";
import { MessageReader } from "./message-reader.ts";
import { reasonPhrase } from "./reason-phrase.ts";
import { RequestRules } from "./request-rules.ts";

/** How a server connection behaves. */
export interface Http1ServerOptions {
  readonly events: RequestEvents;
  /** Otherwise a request in HTTP/1.0 is the fault `low-version`, which is answered 426. */
  readonly acceptsHttp10: boolean;
  /** Names in responses keep the case that they came in. */
  readonly preservesCase?: boolean;
  readonly limits?: Partial<Http1Limits>;
}

/** A response to write. Hop-by-hop fields in `headers` are left out: what is said there is decided here. */
export interface OutgoingResponse {
  readonly status: number;
  /** The usual one if there is none. */
  readonly reason?: string;
  /** Content-Length, if it is there, frames the body; without it the body is chunked (to HTTP/1.0: ends with the connection). */
  readonly headers: HeaderList;
  /** No body follows, and no `writeEnd` is needed. */
  readonly endStream: boolean;
  /** With 101: the protocol that is switched to. */
  readonly upgrade?: string;
  /** The connection ends with this response: draining, a fault, or a request body that nobody will read. */
  readonly close?: boolean;
}

/** The server's side of one connection. Bytes and areas are the owner's. */
export class Http1Server {
  readonly #reader: MessageReader<RequestHead>;
  readonly #body = new BodyWriter();
  readonly #spelling: HeadSpelling;
  #request: RequestHead | undefined;
  #hasAnswered = false;
  #closesAfter = false;

  constructor({ events, acceptsHttp10, preservesCase = false, limits = {} }: Http1ServerOptions) {
    this.#spelling = { preservesCase };
    this.#reader = new MessageReader({
      rules: new RequestRules(acceptsHttp10),
      limits: resolveHttp1Limits(limits),
      events: {
        onHead: (head) => {
          this.#request = head;
          events.onHead(head);
        },
        onData: (bytes, start, end) => events.onData(bytes, start, end),
        onTrailers: (trailers) => events.onTrailers(trailers),
        onEnd: () => events.onEnd(),
        onFault: (fault) => {
          this.#closesAfter = true;
          events.onFault(fault);
        },
      },
    });
    this.#reader.expectMessage();
  }

  /** The request under way, from its head until `next`. */
  get request(): RequestHead | undefined {
    return this.#request;
  }

  /** Nothing of a next request has come: the connection may be closed without loss. */
  get isIdle(): boolean {
    return this.#reader.isWaiting;
  }

  /** A 101, or a 2xx to CONNECT, was written: bytes go both ways as they are. */
  get isTunnel(): boolean {
    return this.#reader.isTunnel;
  }

  /** Request and response are complete, and `next` may be called. */
  get isReusable(): boolean {
    return this.#hasAnswered && this.#body.isEnded && this.#reader.isDone && !this.mustClose;
  }

  /** After the response under way the connection ends. Final once the response's head is written. */
  get mustClose(): boolean {
    return this.#closesAfter || this.#body.isBroken || this.#reader.isOver;
  }

  /** A head of a final response was written, so that a fault can only be told by closing. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Takes what it can of `bytes[start, end)` and returns where that ends; the rest is to be given again. */
  receive(bytes: Uint8Array, start: number, end: number): number {
    return this.#reader.receive(bytes, start, end);
  }

  /** The client has ended its direction. To be told when all that it sent before has been taken. */
  receiveEnd(): void {
    this.#reader.receiveEnd();
  }

  /** The next request may be read: give what is left of the received bytes to `receive`. Only if `isReusable`. */
  next(): void {
    if (!this.isReusable) throw new Http1Error("bad-call", "the exchange under way is not complete");
    this.#request = undefined;
    this.#hasAnswered = false;
    this.#reader.expectMessage();
  }

  /** Nothing is read or told any more. */
  close(): void {
    this.#reader.close();
  }

  /**
   * Writes a head and returns 0; or writes nothing and returns the room that is needed, or UNSENDABLE. A 1xx other than
   * 101 may be written before the final response, and is left out for HTTP/1.0. Also answers a fault.
   */
  writeHead(area: OutputArea, response: OutgoingResponse): number {
    if (this.#hasAnswered) throw new Http1Error("bad-call", "the response has a head");
    const request = this.#request;
    const isInterim = response.status < 200 && response.status !== 101;
    if (isInterim && request?.version !== "1.1") return 0;
    const body = responseBody(response, request);
    if (body === undefined) return UNSENDABLE;
    const closes = this.#closes(response, body);
    const lacking = writeText(area, this.#encodeHead(response, body, closes));
    if (lacking !== 0 || isInterim) return lacking;
    this.#hasAnswered = true;
    this.#closesAfter = closes;
    this.#body.begin(body);
    if (body.kind === "tunnel") this.#reader.beginTunnel();
    else if (response.endStream) this.#body.finish();
    return 0;
  }

  /** Writes what fits of `bytes[start, end)` and returns how much that is; of a body that may not be there all. */
  writeData(area: OutputArea, bytes: Uint8Array, start: number, end: number): number {
    return this.#body.write(area, bytes, start, end);
  }

  /** Ends the response and returns 0; or the room that is needed, or UNSENDABLE. Trailers go with chunks only. */
  writeEnd(area: OutputArea, trailers?: HeaderList): number {
    return this.#body.end(area, trailers, this.#spelling);
  }

  #closes(response: OutgoingResponse, body: BodyFraming): boolean {
    const isAsked = response.close === true || this.#request?.isPersistent !== true;
    return this.mustClose || isAsked || body.kind === "close" || body.kind === "tunnel";
  }

  #encodeHead(response: OutgoingResponse, body: BodyFraming, closes: boolean): string | undefined {
    const { status, headers, upgrade, reason = reasonPhrase(status) } = response;
    if (!isFieldValue(reason)) return undefined;
    const isSwitch = status === 101;
    const fields = encodeFields(
      headers,
      {
        contentLength: this.#announcedLength(response, body),
        isChunked: body.kind === "chunked",
        connection: isSwitch ? ["upgrade"] : this.#connectionOptions(response, body, closes),
        upgrade: isSwitch ? upgrade : undefined,
      },
      this.#spelling,
    );
    return fields === undefined ? undefined : `HTTP/1.1 ${status} ${reason}\r\n${fields}`;
  }

  #connectionOptions({ status }: OutgoingResponse, body: BodyFraming, closes: boolean): readonly string[] {
    if (status < 200 || body.kind === "tunnel") return [];
    if (closes) return ["close"];
    return this.#request?.version === "1.0" ? ["keep-alive"] : [];
  }

  /** -1: nothing is said. Of HEAD and 304 it is what another answer would have. */
  #announcedLength({ status, headers }: OutgoingResponse, body: BodyFraming): number {
    if (body.kind === "length") return body.bytes;
    if (body.kind !== "none" || status < 200 || status === 204) return -1;
    const hasNone = this.#request?.method === "HEAD" || status === 304;
    return hasNone ? declaredLength(headers) : 0;
  }
}

/** How a response's body ends; `undefined` if there cannot be such a response. */
function responseBody(response: OutgoingResponse, request: RequestHead | undefined): BodyFraming | undefined {
  const { status, headers, endStream } = response;
  const length = declaredLength(headers);
  if (!Number.isInteger(status) || status < 100 || status > 999 || length < -1) return undefined;
  if (status === 101) return isSwitchOffered(response, request) ? { kind: "tunnel" } : undefined;
  if (status < 200 || status === 204 || status === 304 || request?.method === "HEAD") return { kind: "none" };
  if (request?.method === "CONNECT" && status < 300) return { kind: "tunnel" };
  if (length >= 0) return { kind: "length", bytes: length };
  if (endStream) return { kind: "none" };
  return { kind: request?.version === "1.1" ? "chunked" : "close" };
}

function isSwitchOffered({ upgrade }: OutgoingResponse, request: RequestHead | undefined): boolean {
  return (
    upgrade !== undefined && isFieldValue(upgrade) && request !== undefined && request.upgrade.length > 0
  );
}
