/**
 * Writes responses to the HTTP/2 stream below a gRPC call. grpc-js takes a message as one buffer and copies it into
 * another, for every client: with a snapshot of a large mesh and many clients that come at once, hundreds of megabytes.
 */
import { Duplex } from "node:stream";
import { Metadata, type ServerDuplexStream } from "@grpc/grpc-js";
import type { ResponseMessage } from "./response-message.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

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

  constructor(call: ServerDuplexStream<Buffer, Buffer>) {
    this.#call = call;
    this.#stream = findHttp2Stream(call);
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

/** Not in grpc-js's types: the server's call holds the stream (1.14: `ServerDuplexStreamImpl.call.stream`). */
function findHttp2Stream(call: object): Duplex {
  const inner: unknown = Reflect.get(call, "call");
  const stream: unknown =
    typeof inner === "object" && inner !== null ? Reflect.get(inner, "stream") : undefined;
  if (stream instanceof Duplex) return stream;
  throw new XdsGrpcError("bad-message", "this version of grpc-js does not show the stream below a call");
}
