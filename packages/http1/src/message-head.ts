import type { BodyFraming } from "./api.ts";
import type { HeaderList } from "./header-list.ts";
import type { RequestTarget } from "./request-target.ts";

/** Any minor version above 1 is refused: there is none. */
export type HttpVersion = "1.0" | "1.1";

/** A request that was read. */
export interface RequestHead {
  readonly method: string;
  readonly target: RequestTarget;
  /** Who is asked: of the target if it says so, else of Host (RFC 9112 §3.2.2). Empty only in HTTP/1.0. */
  readonly authority: string;
  readonly version: HttpVersion;
  /** As they came, hop-by-hop fields and Host included. */
  readonly headers: HeaderList;
  readonly body: BodyFraming;
  /** Whether the client would send another request on this connection. */
  readonly isPersistent: boolean;
  /** Protocols that the client would switch to, in lower case and in its order; empty unless Connection says so. */
  readonly upgrade: readonly string[];
  /** The client waits for 100 before it sends the body. */
  readonly expectsContinue: boolean;
}

/** A response that was read. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly version: HttpVersion;
  /** As they came, hop-by-hop fields included. */
  readonly headers: HeaderList;
  /** `tunnel` for 101, and for what accepts a CONNECT. */
  readonly body: BodyFraming;
  /** Whether the server would take another request on this connection. */
  readonly isPersistent: boolean;
  /** With 101: what the server switches to, in lower case. */
  readonly upgrade: readonly string[];
}
