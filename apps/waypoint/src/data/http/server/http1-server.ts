/** HTTP/1, spoken by a client over a transport: one request after the other. */
import {
  formatPath,
  type HeaderList,
  type Http1Fault,
  type RequestHead as Http1RequestHead,
  Http1Server,
} from "@ambit/http1";
import { completeLocalReply } from "../exchange/header-rules.ts";
import { formatLocalReply } from "../exchange/local-reply.ts";
import { Http1Output } from "../message/http1-output.ts";
import type { HttpVersion, RequestHead, ResponseHead, ServerStream, StreamUser } from "../message/message.ts";
import type { Transport, TransportOwner } from "../transport/transport.ts";
import type { ServerConnection, ServerOwner } from "./server-owner.ts";

/** Of a body that was handed on and is not done with: what HTTP/2 has as the window of a stream. */
const BODY_WINDOW_BYTES = 256 * 1024;

/** How a connection behaves. */
export interface Http1ServerOptions {
  readonly acceptsHttp10: boolean;
  /** For answers to what is no request. */
  readonly httpDate: () => string;
}

/** Owns the transport. */
export class Http1ServerConnection implements ServerConnection, TransportOwner {
  readonly #transport: Transport;
  readonly #owner: ServerOwner;
  readonly #options: Http1ServerOptions;
  readonly #http: Http1Server;
  readonly #output: Http1Output;
  #stream: Http1ServerStream | undefined;
  #trailers: HeaderList | undefined;
  #isRequestEnded = true;
  #isTunnel = false;
  #unconsumed = 0;
  #discarded = 0;
  #isWindowFull = false;
  #isDraining = false;
  #isEnded = false;

  constructor(transport: Transport, owner: ServerOwner, options: Http1ServerOptions) {
    this.#transport = transport;
    this.#owner = owner;
    this.#options = options;
    this.#output = new Http1Output(transport, () => this.destroy());
    this.#http = new Http1Server({
      acceptsHttp10: options.acceptsHttp10,
      events: {
        onHead: (head) => this.#onHead(head),
        onData: (bytes, start, end) => this.#onData(bytes, start, end),
        onTrailers: (trailers) => {
          this.#trailers = trailers;
        },
        onEnd: () => this.#onMessageEnd(),
        onFault: (fault) => this.#onFault(fault),
      },
    });
  }

  start(): void {
    this.#transport.start(this);
  }

  drain(): void {
    this.#isDraining = true;
    if (this.#stream === undefined && this.#http.isIdle) this.#end();
  }

  destroy(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { user } = this.#takeStream();
    this.#http.close();
    this.#transport.reset();
    user?.onReset("closed", "connection destroyed");
    this.#owner.onConnectionEnd();
  }

  onBytes(bytes: Uint8Array, start: number, end: number): number {
    return this.#http.receive(bytes, start, end) - start;
  }

  onEnd(): void {
    if (this.#isTunnel) {
      this.#http.receiveEnd();
      return;
    }
    // A client that has gone looks the same as one that says no more: nobody waits for the answer (as Envoy).
    if (this.#stream === undefined) {
      if (!this.#http.isIdle) this.#http.receiveEnd();
      this.#end();
      return;
    }
    this.#lose("client went away");
    this.#transport.close();
  }

  onClosed(reason: string): void {
    this.#lose(reason);
  }

  onWritable(): void {
    if (!this.#output.resume()) return;
    const stream = this.#stream;
    stream?.user?.onWritable();
    this.#finishExchange();
  }

  #onHead(head: Http1RequestHead): void {
    const stream = new Http1ServerStream(this);
    this.#stream = stream;
    this.#isRequestEnded = false;
    this.#discarded = 0;
    this.#trailers = undefined;
    stream.user = this.#owner.onRequest(stream, requestHeadOf(head), head.body.kind === "none");
  }

  #onData(bytes: Uint8Array, start: number, end: number): number {
    const user = this.#stream?.user;
    if (user === undefined || this.#stream?.isResponseEnded === true) {
      this.#discard(end - start);
      return end - start;
    }
    let at = start;
    while (at < end) {
      const count = Math.min(end - at, BODY_WINDOW_BYTES - this.#unconsumed);
      if (count <= 0) {
        this.#isWindowFull = true;
        return at - start;
      }
      this.#unconsumed += count;
      at += count;
      user.onBody(bytes, at - count, at);
      if (user !== this.#stream?.user) return end - start;
    }
    return at - start;
  }

  #onMessageEnd(): void {
    this.#isRequestEnded = true;
    this.#stream?.user?.onEnd(this.#trailers);
    this.#finishExchange();
  }

  #onFault(fault: Http1Fault): void {
    const details = `http1.${fault.code}`;
    this.#owner.onBadRequest({ status: fault.status, details });
    const { user } = this.#takeStream();
    user?.onReset("protocol-error", details);
    if (this.#isEnded) return;
    if (!this.#http.hasAnswered) this.#answerFault(fault, details);
    this.#end();
  }

  /** For its stream. */
  respond(stream: Http1ServerStream, head: ResponseHead, isEnd: boolean): void {
    if (stream !== this.#stream) return;
    const close = this.#isDraining || stream.closesAfter;
    this.#output.message((area) =>
      this.#http.writeHead(area, {
        status: head.status,
        headers: head.headers,
        endStream: isEnd,
        ...(head.upgrade === undefined ? {} : { upgrade: head.upgrade }),
        close,
      }),
    );
    if (head.status === 101) this.#beginTunnel();
    if (isEnd) this.endResponse(stream, undefined);
  }

  /** From here on both directions end by themselves. */
  #beginTunnel(): void {
    this.#isTunnel = true;
    this.#isRequestEnded = false;
    this.#transport.resume();
  }

  /** For its stream. */
  write(stream: Http1ServerStream, bytes: Uint8Array, start: number, end: number): number {
    if (stream !== this.#stream) return end - start;
    return this.#output.body(this.#writeData, bytes, start, end);
  }

  /** The answer is complete: nobody reads the rest of the request, and not much of it is worth waiting for. */
  #discard(count: number): void {
    this.#discarded += count;
    if (this.#discarded > BODY_WINDOW_BYTES) this.#end();
  }

  readonly #writeData: Http1Server["writeData"] = (area, bytes, start, end) =>
    this.#http.writeData(area, bytes, start, end);

  /** For its stream. */
  endResponse(stream: Http1ServerStream, trailers: HeaderList | undefined): void {
    if (stream !== this.#stream || stream.isResponseEnded) return;
    stream.isResponseEnded = true;
    this.#output.message((area) => this.#http.writeEnd(area, trailers));
    this.#finishExchange();
  }

  /** For its stream. */
  consume(stream: Http1ServerStream, count: number): void {
    if (stream !== this.#stream) return;
    this.#unconsumed -= count;
    if (!this.#isWindowFull || this.#unconsumed > BODY_WINDOW_BYTES / 2) return;
    this.#isWindowFull = false;
    this.#transport.resume();
  }

  /** For its stream: a response that cannot be completed ends in a reset, so that it is not taken for a whole one. */
  resetStream(stream: Http1ServerStream): void {
    if (stream !== this.#stream || this.#isEnded) return;
    this.#takeStream();
    this.#isEnded = true;
    this.#http.close();
    this.#transport.reset();
    this.#owner.onConnectionEnd();
  }

  #finishExchange(): void {
    const stream = this.#stream;
    if (stream === undefined || !stream.isResponseEnded || this.#output.isBlocked || this.#isEnded) return;
    if (this.#isTunnel) {
      this.#transport.end();
      if (this.#isRequestEnded) this.#end();
      return;
    }
    if (this.#http.mustClose || this.#isDraining) {
      this.#end();
      return;
    }
    if (!this.#http.isReusable) {
      // The rest of the request still has to come, or to be taken from the transport.
      this.#transport.resume();
      return;
    }
    this.#takeStream();
    this.#http.next();
    this.#transport.resume();
  }

  #answerFault(fault: Http1Fault, details: string): void {
    const body = fault.status === 400 ? "Bad Request" : "";
    const { head } = formatLocalReply({ status: fault.status, body, flag: "DPE", details }, false);
    completeLocalReply(head.headers, this.#options.httpDate());
    this.#output.message((area) =>
      this.#http.writeHead(area, {
        status: head.status,
        headers: head.headers,
        endStream: false,
        close: true,
      }),
    );
    const bytes = new TextEncoder().encode(body);
    this.#output.body(this.#writeData, bytes, 0, bytes.length);
    this.#output.message((area) => this.#http.writeEnd(area));
  }

  /** The client is gone. */
  #lose(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { user } = this.#takeStream();
    this.#http.close();
    user?.onReset("closed", reason);
    this.#owner.onConnectionEnd();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#takeStream();
    this.#http.close();
    this.#transport.close();
    this.#owner.onConnectionEnd();
  }

  #takeStream(): { readonly user: StreamUser | undefined } {
    const user = this.#stream?.user;
    this.#stream = undefined;
    this.#unconsumed = 0;
    this.#isWindowFull = false;
    return { user };
  }
}

/** One request on it. */
class Http1ServerStream implements ServerStream {
  user: StreamUser | undefined;
  closesAfter = false;
  isResponseEnded = false;
  readonly #connection: Http1ServerConnection;

  constructor(connection: Http1ServerConnection) {
    this.#connection = connection;
  }

  respond(head: ResponseHead, isEnd: boolean): void {
    this.#connection.respond(this, head, isEnd);
  }

  closeAfter(): void {
    this.closesAfter = true;
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    return this.#connection.write(this, bytes, start, end);
  }

  end(trailers: HeaderList | undefined): void {
    this.#connection.endResponse(this, trailers);
  }

  consume(count: number): void {
    this.#connection.consume(this, count);
  }

  reset(): void {
    this.#connection.resetStream(this);
  }
}

function requestHeadOf(head: Http1RequestHead): RequestHead {
  return {
    version: head.version === "1.0" ? "HTTP/1.0" : ("HTTP/1.1" satisfies HttpVersion),
    method: head.method,
    scheme: head.target.scheme === "" ? "http" : head.target.scheme,
    authority: head.authority,
    path: formatPath(head.target),
    headers: withoutHost(head.headers),
    upgrade: head.upgrade,
  };
}

/** It is the authority of the head. */
function withoutHost(headers: HeaderList): HeaderList {
  headers.remove("host");
  return headers;
}
