/** Cost of a DATA frame through `receive` and through `beginData`/`commitData`, and of a tunnel opened and closed. */
import { describe, test } from "vitest";
import type { FrameOutput, HeaderField, StreamConsumer } from "../src/api.ts";
import { Http2Connection } from "../src/connection.ts";
import type { Http2Stream } from "../src/stream-api.ts";

/** One area that is always empty again. */
class Sink implements FrameOutput {
  readonly bytes: Uint8Array = new Uint8Array(64 * 1024);
  onCommit: (bytes: Uint8Array) => void = nothing;

  reserve(): number {
    return 0;
  }

  commit(length: number): void {
    if (this.onCommit !== nothing) this.onCommit(this.bytes.slice(0, length));
  }
}

function nothing(): void {}

const CONNECT: readonly HeaderField[] = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:9090"],
  ["baggage", "k8s.cluster.name=Kubernetes,k8s.namespace.name=app,service.name=client"],
];

const QUIET: StreamConsumer = {
  onHeaders: nothing,
  onData: nothing,
  onEnd: nothing,
  onReset: nothing,
  onWritable: nothing,
};

function connect(
  role: "client" | "server",
  output: FrameOutput,
  onStream: (stream: Http2Stream) => void,
): Http2Connection {
  const connection = new Http2Connection({
    role,
    settings: { initialWindowSize: 4_194_304, maxFrameSize: 1_048_576, maxHeaderListSize: 16_384 },
    connectionWindow: 16_777_216,
    limits: {},
    output,
    events: {
      onStream,
      onGoaway: nothing,
      onPingAck: nothing,
      onSettings: nothing,
      onConnectionError: (code, reason) => {
        throw new Error(`connection error ${code} ${reason}`);
      },
    },
  });
  connection.start();
  return connection;
}

function frame(type: number, streamId: number, payload: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(9 + payload.length);
  bytes.set([payload.length >> 16, payload.length >> 8, payload.length, type, 0, 0, 0, 0, streamId]);
  bytes.set(payload, 9);
  return bytes;
}

function windowUpdate(streamId: number, increment: number): Uint8Array {
  return frame(8, streamId, [increment >>> 24, increment >>> 16, increment >>> 8, increment]);
}

/** A client with one open tunnel, whose peer gives it all the window there is. */
function tunnel(): { readonly client: Http2Connection; readonly stream: Http2Stream } {
  const client = connect("client", new Sink(), nothing);
  const settings = frame(4, 0, [0, 4, 0x7f, 0xff, 0xff, 0xff, 0, 5, 0, 16, 0, 0]);
  client.receive(settings, 0, settings.length);
  const stream = client.openStream(CONNECT, false, QUIET);
  if (stream === undefined) throw new Error("no stream");
  stream.consumer = { ...QUIET, onData: (_, start, end) => stream.consume(end - start) };
  const head = frame(1, 1, [0x88]);
  head[4] = 4;
  client.receive(head, 0, head.length);
  return { client, stream };
}

const FRAMES = 1000;

describe.each([16, 1024, 16_384])(`${FRAMES} DATA frames of %i bytes`, (size) => {
  test("receive", async ({ bench }) => {
    const { client } = tunnel();
    const bytes = frame(0, 1, new Uint8Array(size));
    await bench("receive", () => {
      for (let i = 0; i < FRAMES; i++) client.receive(bytes, 0, bytes.length);
    }).run();
  });

  test("beginData and commitData", async ({ bench }) => {
    const { client, stream } = tunnel();
    client.receive(windowUpdate(0, 0x7ffe_0000), 0, 13);
    const updates = [windowUpdate(0, FRAMES * size), windowUpdate(1, FRAMES * size)];
    await bench("beginData and commitData", () => {
      for (let i = 0; i < FRAMES; i++) {
        if (stream.beginData(size) < 0) throw new Error("no window");
        stream.commitData(size, false);
      }
      for (const update of updates) client.receive(update, 0, update.length);
    }).run();
  });
});

test("a tunnel opened, answered and closed", async ({ bench }) => {
  const [toServer, toClient] = [new Sink(), new Sink()];
  const client = connect("client", toServer, nothing);
  const server = connect("server", toClient, (stream) => {
    stream.consumer = QUIET;
    stream.respond([[":status", "200"]], true);
  });
  const sent: Uint8Array[] = [];
  toServer.onCommit = (bytes) => void sent.push(bytes);
  toClient.onCommit = (bytes) => client.receive(bytes, 0, bytes.length);
  // What was written before is lost: the peers' prefaces are made up.
  client.receive(frame(4, 0, []), 0, 9);
  const preface = Uint8Array.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (char) => char.charCodeAt(0));
  server.receive(preface, 0, preface.length);
  server.receive(frame(4, 0, []), 0, 9);
  sent.length = 0;
  await bench("a tunnel opened, answered and closed", () => {
    client.openStream(CONNECT, true, QUIET);
    for (const bytes of sent.splice(0)) server.receive(bytes, 0, bytes.length);
  }).run();
});
