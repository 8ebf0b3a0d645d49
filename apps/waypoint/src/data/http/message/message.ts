/** HTTP messages as the exchange sees them, whatever version carries them. */
import type { HeaderList } from "@ambit/http1";

export type HttpVersion = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";

/** A request's head. Pseudo fields and Host are members, not fields. */
export interface RequestHead {
  readonly version: HttpVersion;
  readonly method: string;
  readonly scheme: string;
  readonly authority: string;
  /** The target as received: path and query, or "*". */
  readonly path: string;
  readonly headers: HeaderList;
  /** Protocols that HTTP/1.1 would switch to, in lower case. */
  readonly upgrade: readonly string[];
}

/** A response's head, informational ones too. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: HeaderList;
  /** With 101: what is spoken from here on. */
  readonly upgrade?: string | undefined;
}

/** Why a stream of a message was given up by the other side or the connection under it. */
export type ResetReason =
  /** No connection: refused, unreachable, TLS or the tunnel failed. */
  | "connect-failure"
  | "connect-timeout"
  /** The peer has not looked at it and says so. */
  | "refused"
  /** RST_STREAM, or a reset of the connection. */
  | "reset"
  /** The connection was closed in the middle. */
  | "closed"
  /** What the peer sent was not HTTP. */
  | "protocol-error"
  /** A limit of ours. */
  | "overflow";

/** One message exchange on a connection, as its user writes to it. Harmless after its end. */
export interface HttpStream {
  /** Copies what fits and returns how much that is. If it is not all, `onWritable` follows. */
  write(bytes: Uint8Array, start: number, end: number): number;
  /** Our message is complete. */
  end(trailers: HeaderList | undefined): void;
  /** So many received body bytes are done with. */
  consume(count: number): void;
  /** Gives the exchange up, without a word to its consumer. */
  reset(): void;
}

/** The server's side. */
export interface ServerStream extends HttpStream {
  /** The head; informational ones may come before. `isEnd`: nothing follows. After 101 the body is a pipe of bytes. */
  respond(head: ResponseHead, isEnd: boolean): void;
  /** The connection is to end after this exchange; before `respond`. */
  closeAfter(): void;
}

/** What the user of either side is told. Must not throw. */
export interface StreamUser {
  /** Valid during the call. `consume` says what is done with. */
  onBody(bytes: Uint8Array, start: number, end: number): void;
  /** The peer's message is complete. */
  onEnd(trailers: HeaderList | undefined): void;
  /** The last call. */
  onReset(reason: ResetReason, message: string): void;
  onWritable(): void;
}

/** What the user of a client's stream is told. */
export interface ResponseUser extends StreamUser {
  /** Informational ones too. `isEnd`: `onEnd` follows at once. */
  onResponse(head: ResponseHead, isEnd: boolean): void;
}
