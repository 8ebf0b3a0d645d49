/**
 * The HTTP/2 stream below a gRPC call of a server. grpc-js does not show it, and without it there is no way to know what
 * a client has sent of a message that is not complete yet, nor to write a message in pieces.
 */
import { Duplex } from "node:stream";
import { STATUS, type XdsStatus } from "@ambit/xds";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** What grpc-js keeps of a call (1.14: `ServerDuplexStreamImpl.call`, a `BaseServerInterceptingCall`). */
export interface RawCall {
  readonly stream: Duplex;
  /** Messages come compressed. grpc-js would expand them as they come, many small ones to megabytes each. */
  readonly isCompressed: boolean;
}

/** The end of a call whose messages come compressed. */
export const COMPRESSED: XdsStatus = {
  code: STATUS.unimplemented,
  message: "compressed requests are not taken: send them as they are",
};

/** Throws XdsGrpcError "unsupported-grpc": another version of grpc-js, which the tests would have found. */
export function rawCall(call: object): RawCall {
  const inner: unknown = Reflect.get(call, "call");
  if (typeof inner === "object" && inner !== null) {
    const stream: unknown = Reflect.get(inner, "stream");
    const encoding: unknown = Reflect.get(inner, "incomingEncoding");
    if (stream instanceof Duplex && typeof encoding === "string") {
      return { stream, isCompressed: encoding !== "identity" };
    }
  }
  throw new XdsGrpcError("unsupported-grpc", "this version of grpc-js does not show the stream below a call");
}

/** Calls back with the number of bytes that have come, as they come. They are still gRPC's to read. */
export function meterReceived({ stream }: RawCall, onBytes: (count: number) => void): void {
  // gRPC has paused the stream explicitly, so this does not make it flow.
  stream.on("data", (bytes: Uint8Array) => onBytes(bytes.length));
}
