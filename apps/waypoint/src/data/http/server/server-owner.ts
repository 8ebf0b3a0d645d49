import type { RequestHead, ServerStream, StreamUser } from "../message/message.ts";

/** Who takes the requests of a connection. Must not throw. */
export interface ServerOwner {
  /** A request. `isEnd`: it has no body (`onEnd` follows all the same). What is returned hears of the rest of it. */
  onRequest(stream: ServerStream, head: RequestHead, isEnd: boolean): StreamUser;
  /** Something came that is no request; the connection ends with an answer or without. For log and metrics. */
  onBadRequest(fault: BadRequest): void;
  /** The last call. */
  onConnectionEnd(): void;
}

/** What was wrong with what a client sent. */
export interface BadRequest {
  readonly status: number;
  /** `response_code_details` of the access log. */
  readonly details: string;
}

/** A connection of a client that speaks HTTP, whatever version. */
export interface ServerConnection {
  /** Requests under way go on; then the connection ends. */
  drain(): void;
  /** At once. */
  destroy(): void;
}
