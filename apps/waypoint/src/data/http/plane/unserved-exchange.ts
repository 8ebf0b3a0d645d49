import { completeLocalReply } from "../exchange/header-rules.ts";
import { formatLocalReply, isGrpcType, NO_ROUTE } from "../exchange/local-reply.ts";
import type { RequestHead, ServerStream, StreamUser } from "../message/message.ts";

/** A request for what this waypoint does not serve any more: a connection may be older than the configuration. */
export class UnservedExchange implements StreamUser {
  readonly #stream: ServerStream;

  private constructor(stream: ServerStream) {
    this.#stream = stream;
  }

  static answer(stream: ServerStream, head: RequestHead, date: string): UnservedExchange {
    const reply = formatLocalReply(NO_ROUTE, isGrpcType(head.headers.find("content-type")));
    completeLocalReply(reply.head.headers, date);
    stream.closeAfter();
    stream.respond(reply.head, true);
    return new UnservedExchange(stream);
  }

  onBody(_bytes: Uint8Array, start: number, end: number): void {
    this.#stream.consume(end - start);
  }

  onEnd(): void {
    // It has been answered.
  }

  onReset(): void {
    // It has been answered.
  }

  onWritable(): void {
    // There is nothing to be written.
  }
}
