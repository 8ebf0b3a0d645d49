/** Feeds the real decoders in this process. Whatever a peer or a file says, they answer by a value or their own error. */
import { formatErrorChain } from "@ambit/errors";
import { parseBaggage, parseForwardedHost, parseTraceparent } from "@ambit/hbone";
import { Http2Connection, type Http2Stream } from "@ambit/http2";
import { FakeOutput } from "@ambit/http2/testing";
import { decodeLocalConfig, findIdentity, ModelError } from "@ambit/model";
import { decodeAddress, decodeAuthorization } from "@ambit/model/proto";
import { parseAuthority } from "@ambit/routing";
import fc from "fast-check";
import { conversation, cuts, headerValue, meshMessage, piecesOf, yamlText } from "./arbitraries.ts";
import { feedZds, zdsConversation } from "./zds.ts";

/** A peer that never reads must not make a connection hold more than this. */
const MAX_OUTPUT_BYTES = 256 * 1024;

export interface FuzzOptions {
  readonly seed: number;
  /** For each property. */
  readonly timeMs: number;
}

/** What was tried, by property. Throws with the seed and the smallest input when a decoder misbehaves. */
export function fuzzDecoders(options: FuzzOptions): Readonly<Record<string, number>> {
  return {
    "HTTP/2 server": check(
      fc.property(conversation, cuts, (bytes, at) => feed("server", bytes, at)),
      options,
    ),
    "HTTP/2 client": check(
      fc.property(conversation, cuts, (bytes, at) => feed("client", bytes, at)),
      options,
    ),
    headers: check(fc.property(headerValue, readHeader), options),
    YAML: check(fc.property(yamlText, readYaml), options),
    "xDS resources": check(fc.property(meshMessage, readResource), options),
    ZDS: check(fc.property(zdsConversation, feedZds), options),
  };
}

function check<T extends [unknown, ...unknown[]]>(
  property: fc.IProperty<T>,
  { seed, timeMs }: FuzzOptions,
): number {
  const result = fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: timeMs,
    markInterruptAsFailure: false,
  });
  if (!result.failed) return result.numRuns;
  const input = fc.stringify(result.counterexample);
  const cause = result.errorInstance;
  throw new Error(
    `seed ${seed}, path ${result.counterexamplePath}, input ${input}: ${formatErrorChain(cause)}`,
    { cause },
  );
}

/** A connection with an owner that answers, under output that is blocked now and then. */
function feed(role: "client" | "server", bytes: Uint8Array, at: readonly number[]): void {
  const output = new FakeOutput(MAX_OUTPUT_BYTES);
  const connection = new Http2Connection({
    role,
    settings: { initialWindowSize: 65_535, maxFrameSize: 16_384, maxHeaderListSize: 16_384 },
    connectionWindow: 100_000,
    limits: {},
    output,
    events: {
      onStream: (stream) => {
        stream.consumer = consumerOf(stream);
      },
      onGoaway() {},
      onPingAck() {},
      onSettings() {},
      onConnectionError() {},
    },
  });
  connection.start();
  if (role === "client") {
    const consumer = consumerOf(undefined);
    connection.openStream(
      [
        [":method", "CONNECT"],
        [":authority", "10.0.0.1:80"],
      ],
      false,
      consumer,
    );
  }
  // A server's bytes begin with SETTINGS; the preface in front is a client's.
  const received = role === "client" ? bytes.subarray(24) : bytes;
  for (const [index, piece] of piecesOf(received, at).entries()) {
    output.capacity = index % 3 === 2 ? 0 : MAX_OUTPUT_BYTES;
    connection.receive(piece, 0, piece.length);
    if (index % 4 === 3) {
      output.take();
      connection.resume();
    }
  }
  if (output.waitingBytes > MAX_OUTPUT_BYTES) throw new Error(`${output.waitingBytes} bytes wait`);
  connection.close();
  if (connection.activeStreams !== 0) throw new Error("streams are left after close");
}

function consumerOf(stream: Http2Stream | undefined): NonNullable<Http2Stream["consumer"]> {
  return {
    onHeaders() {},
    onData: (_bytes, start, end) => stream?.consume(end - start),
    onEnd: () => stream?.respond([[":status", "200"]], true),
    onReset() {},
    onWritable() {},
  };
}

function readHeader(value: string): void {
  parseBaggage([value]);
  parseForwardedHost(value);
  parseTraceparent(value);
  findIdentity(value);
  parseAuthority(value);
}

function readYaml(text: string): void {
  try {
    decodeLocalConfig(text, "mesh.yaml");
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

function readResource(payload: Uint8Array): void {
  for (const decode of [decodeAddress, decodeAuthorization]) {
    try {
      decode(payload);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }
}
