/**
 * The seam between the sans-I/O HTTP/1 state machines and whoever owns the bytes: who is told what arrived, and where
 * messages are written to. Nothing here allocates per byte moved; offsets and lengths are numbers, never views.
 */
import type { Http1Fault } from "./fault.ts";
import type { HeaderList } from "./header-list.ts";
import type { RequestHead, ResponseHead } from "./message-head.ts";

/** How the end of a body is known (RFC 9112 §6). `tunnel`: all that follows is bytes of another protocol. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" }
  | { readonly kind: "tunnel" };

/**
 * What the owner of a connection is told. Called synchronously from `receive`, `receiveEnd` or `next`; must not throw.
 * A message is one `onHead`, any number of `onData`, at most one `onTrailers`, one `onEnd`; or it ends in `onFault`.
 */
export interface MessageEvents<Head> {
  /** A valid head. `onEnd` follows also when there is no body. */
  onHead(head: Head): void;
  /**
   * Body (or, of a tunnel, any) bytes in `bytes[start, end)`, valid during the call only. Returns how many of them are
   * taken: if not all, `receive` returns, and the rest has to be given to it again.
   */
  onData(bytes: Uint8Array, start: number, end: number): number;
  /** Fields behind a chunked body, if there are any that may be there. */
  onTrailers(trailers: HeaderList): void;
  /** The message is complete. Of a tunnel: the peer has ended its direction. */
  onEnd(): void;
  /** The peer broke a rule; nothing more is read from this connection. A server may still answer `fault.status`. */
  onFault(fault: Http1Fault): void;
}

/** The same for a client. */
export interface ResponseEvents extends MessageEvents<ResponseHead> {
  /** A 1xx response other than 101: the final one is still to come. */
  onInterim(head: ResponseHead): void;
}

/** The same for a server. */
export type RequestEvents = MessageEvents<RequestHead>;

/** Room in memory of the caller's, `bytes[at, end)`. Writers advance `at` behind what they wrote. */
export interface OutputArea {
  bytes: Uint8Array;
  at: number;
  end: number;
}
