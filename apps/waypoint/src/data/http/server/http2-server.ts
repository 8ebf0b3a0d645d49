/** HTTP/2 with prior knowledge, spoken by a client over a transport. */
import { DEFAULT_HTTP1_LIMITS, HeaderList } from "@ambit/http1";
import {
  type ConnectionEvents,
  ErrorCode,
  type HeaderField,
  Http2Connection,
  type Http2Stream,
  type StreamConsumer,
} from "@ambit/http2";
import { requestHeadOf, responseFields, trailersOf } from "../message/http2-fields.ts";
import type { ResponseHead, ServerStream, StreamUser } from "../message/message.ts";
import type { Transport, TransportContext, TransportOwner } from "../transport/transport.ts";
import { HTTP2_SERVER_WINDOWS } from "./http2-windows.ts";
import type { ServerConnection, ServerOwner } from "./server-owner.ts";

/** Owns the transport. */
export class Http2ServerConnection implements ServerConnection, TransportOwner, ConnectionEvents {
  readonly #transport: Transport;
  readonly #http: Http2Connection;
  readonly #owner: ServerOwner;
  #isEnded = false;

  constructor(context: TransportContext, transport: Transport, owner: ServerOwner) {
    this.#transport = transport;
    this.#owner = owner;
    this.#http = new Http2Connection({
      role: "server",
      ...HTTP2_SERVER_WINDOWS,
      limits: {},
      output: transport,
      events: this,
      nowMs: () => context.reactor.nowMs,
    });
  }

  start(): void {
    this.#http.start();
    this.#transport.start(this);
  }

  drain(): void {
    if (!this.#isEnded) this.#http.shutdownGracefully();
  }

  destroy(): void {
    if (this.#isEnded) return;
    this.#http.goaway(ErrorCode.NO_ERROR);
    this.#end();
  }

  onBytes(bytes: Uint8Array, start: number, end: number): number {
    this.#http.receive(bytes, start, end);
    return end - start;
  }

  /** Without the client's direction nothing can be kept up: it could not even acknowledge. */
  onEnd(): void {
    this.#end();
  }

  onClosed(): void {
    this.#isEnded = true;
    this.#http.close();
    this.#owner.onConnectionEnd();
  }

  onWritable(): void {
    this.#http.resume();
  }

  onStream(stream: Http2Stream, fields: readonly HeaderField[], endStream: boolean): void {
    const served = new Http2ServerStream(stream);
    stream.consumer = served;
    if (isTooLarge(fields)) {
      this.#owner.onBadRequest({ status: 431, details: "http2.head_too_large" });
      served.respond({ status: 431, headers: new HeaderList() }, true);
      return;
    }
    served.user = this.#owner.onRequest(served, requestHeadOf(fields), endStream);
  }

  onGoaway(): void {
    // The client opens no more streams; those that are open go on.
  }

  onPingAck(): void {
    // We send none: the tunnel under this has its own.
  }

  onSettings(): void {
    // Nothing waits for them.
  }

  onConnectionError(_code: number, reason: string): void {
    this.#owner.onBadRequest({ status: 0, details: `http2.${reason}` });
    this.#end();
  }

  onDrained(): void {
    this.#end();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#http.close();
    this.#transport.close();
    this.#owner.onConnectionEnd();
  }
}

/** One request on it. */
class Http2ServerStream implements ServerStream, StreamConsumer {
  user: StreamUser | undefined;
  readonly #stream: Http2Stream;

  constructor(stream: Http2Stream) {
    this.#stream = stream;
  }

  respond(head: ResponseHead, isEnd: boolean): void {
    this.#stream.respond(responseFields(head), isEnd);
    if (isEnd) this.#stopRequest();
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    return this.#stream.writeData(bytes, start, end, false);
  }

  end(trailers: HeaderList | undefined): void {
    if (trailers === undefined) this.#stream.end();
    else this.#stream.sendTrailers(trailers.toPairs());
    this.#stopRequest();
  }

  closeAfter(): void {
    // Other streams go on.
  }

  consume(count: number): void {
    this.#stream.consume(count);
  }

  reset(): void {
    this.#stream.reset(ErrorCode.INTERNAL_ERROR);
  }

  onHeaders(fields: readonly HeaderField[]): void {
    this.#trailers = trailersOf(fields);
  }

  #trailers: HeaderList | undefined;

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.user === undefined) this.#stream.consume(end - start);
    else this.user.onBody(bytes, start, end);
  }

  onEnd(): void {
    this.user?.onEnd(this.#trailers);
  }

  onReset(code: number | undefined): void {
    this.user?.onReset(code === undefined ? "closed" : "reset", "client went away");
  }

  onWritable(): void {
    this.user?.onWritable();
  }

  /** RFC 9113 §8.1: a whole response without the whole request, which nobody wants to hear any more. */
  #stopRequest(): void {
    if (!this.#stream.isRemoteEnded) this.#stream.reset(ErrorCode.NO_ERROR);
  }
}

/** The same bounds as in HTTP/1, whatever the compression makes of them on the wire. */
function isTooLarge(fields: readonly HeaderField[]): boolean {
  if (fields.length > DEFAULT_HTTP1_LIMITS.fields + PSEUDO_FIELDS) return true;
  let bytes = 0;
  for (const [name, value] of fields) bytes += name.length + value.length + LINE_BYTES;
  return bytes > DEFAULT_HTTP1_LIMITS.headBytes;
}

const PSEUDO_FIELDS = 4;
/** ": " and the line's end. */
const LINE_BYTES = 4;
