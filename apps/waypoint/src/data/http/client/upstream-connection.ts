import type { HttpStream, RequestHead, ResponseUser } from "../message/message.ts";

/** A connection to a backend that takes requests, whatever version of HTTP it speaks. */
export interface UpstreamConnection {
  /** Requests that could be opened now. */
  readonly room: number;
  /** Requests under way. */
  readonly active: number;
  /** Whether a request has ended on it: it may be just about to be closed by the other side. */
  readonly isUsed: boolean;
  /** `isEnd`: there is no body. Undefined when there is no room after all. */
  open(head: RequestHead, isEnd: boolean, user: ResponseUser): HttpStream | undefined;
  /** Requests under way go on; none is opened any more. */
  drain(): void;
  /** At once; requests under way are reset. */
  destroy(): void;
}

/** Who keeps connections. Must not throw. */
export interface ConnectionKeeper {
  /** There is room for more, or the last request has ended. */
  onRoom(connection: UpstreamConnection): void;
  /** The last call: it takes no more requests; those under way may go on. */
  onUnusable(connection: UpstreamConnection): void;
  /** Its bytes have ended. */
  onGone(connection: UpstreamConnection): void;
}
