/**
 * Writes responses to the HTTP/2 stream below a gRPC call. grpc-js takes a message as one buffer and copies it into
 * another, for every client: with a snapshot of a large mesh and many clients that come at once, hundreds of megabytes.
 */
import type { Duplex } from "node:stream";
import { Metadata, type ServerDuplexStream } from "@grpc/grpc-js";
import type { RawCall } from "./http2-stream.ts";
import type { ResponseMessage } from "./response-message.ts";

/** What becomes of a message. Nothing is called once the stream is gone. */
export interface WriteOptions {
  /** The client has taken a piece and more are to come. */
  readonly onProgress: () => void;
  readonly onDone: () => void;
}

/** For one call. Whoever uses it writes one message at a time, and nothing by way of the call itself. */
export class ResponseWriter {
  readonly #call: ServerDuplexStream<Buffer, Buffer>;
  readonly #stream: Duplex;

  constructor(call: ServerDuplexStream<Buffer, Buffer>, { stream }: RawCall) {
    this.#call = call;
    this.#stream = stream;
    // gRPC listens for one error; how the stream ended it tells by "cancelled".
    this.#stream.on("error", () => undefined);
  }

  write(message: ResponseMessage, { onProgress, onDone }: WriteOptions): void {
    // Once: gRPC ignores all but the first.
    this.#call.sendMetadata(new Metadata());
    const pieces = message.pieces();
    let piece = pieces.next();
    const writePiece = (bytes: Buffer) => {
      if (this.#stream.destroyed || this.#stream.writableEnded) return;
      this.#stream.write(bytes, (error) => {
        if (error) return;
        piece = pieces.next();
        if (piece.done === true) onDone();
        else {
          onProgress();
          writePiece(piece.value);
        }
      });
    };
    if (piece.done !== true) writePiece(piece.value);
  }
}
