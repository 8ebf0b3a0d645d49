import { describe, expect, test } from "vitest";
import type { StreamConsumer } from "./api.ts";
import { ErrorCode } from "./error-code.ts";
import { CLIENT_PREFACE, FrameType } from "./frame.ts";
import { parseFrames } from "./testing/frames.ts";
import { toHex } from "./testing/hex.ts";
import { RawClient, type RawClientOptions, request } from "./testing/raw-client.ts";

const CONNECT = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:80"],
] as const;

const HBONE: RawClientOptions = {
  settings: { maxConcurrentStreams: 200, initialWindowSize: 4_194_304, maxFrameSize: 1_048_576 },
  connectionWindow: 16_777_216,
};

const quiet: StreamConsumer = {
  onHeaders: () => {},
  onData: () => {},
  onEnd: () => {},
  onReset: () => {},
  onWritable: () => {},
};

function streamOf(client: RawClient, id: number) {
  const stream = client.streams.get(id);
  const seen = client.consumers.get(id);
  if (stream === undefined || seen === undefined) throw new Error(`no stream ${id}`);
  return { stream, seen };
}

describe("preface", () => {
  test("is SETTINGS, then its ACK and the connection window when the client's SETTINGS are there", () => {
    const client = new RawClient(HBONE);
    const [settings] = parseFrames(client.output.take());
    expect(toHex(settings?.payload ?? new Uint8Array())).toBe(
      "0003000000c8" + "000400400000" + "000500100000" + "000600010000",
    );
    client.send(CLIENT_PREFACE);
    expect(client.lines()).toEqual([]);
    client.settings([4, 4_194_304]);
    expect(client.lines()).toEqual(["SETTINGS ACK", "WINDOW_UPDATE 0 +16711681"]);
    client.settings();
    expect(client.lines()).toEqual(["SETTINGS ACK"]);
  });

  test.each([
    ["maxFrameSize", { maxFrameSize: 16_383 }],
    ["maxFrameSize", { maxFrameSize: 16_777_216 }],
    ["initialWindowSize", { initialWindowSize: -1 }],
    ["initialWindowSize", { initialWindowSize: 2 ** 31 }],
    ["setting", { headerTableSize: 2 ** 32 }],
    ["setting", { maxConcurrentStreams: 0.5 }],
  ])("refuses a wrong %s %o", (name, settings) => {
    expect(() => new RawClient({ settings })).toThrow(name);
  });

  test("refuses a connection window below the one it starts with", () => {
    expect(() => new RawClient({ connectionWindow: 65_534 })).toThrow("connectionWindow");
  });
});

describe("requests", () => {
  test("that the owner gives no consumer are refused", () => {
    const client = new RawClient().handshake();
    client.acceptStreams = false;
    client.headers(1, true);
    expect(client.lines()).toEqual(["RST_STREAM 1 code=7"]);
    expect(client.connection.activeStreams).toBe(0);
  });

  test("are a head, data as it arrives, trailers and an end", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, request("POST"));
    client.send([0, 0, 6, 0, 0, 0, 0, 0, 1, 0x61, 0x62]);
    const { seen } = streamOf(client, 1);
    expect(seen.text).toBe("ab");
    client.send([0x63, 0x64, 0x65, 0x66]);
    expect(seen.text).toBe("abcdef");
    client.headers(1, true, [["x-sum", "1"]]);
    expect(seen.calls).toEqual(["data", "headers end", "end"]);
    expect(seen.heads).toEqual([[["x-sum", "1"]]]);
    expect(client.requests).toEqual([request("POST")]);
  });

  test("that are refused with a complete response end by RST_STREAM NO_ERROR, and late DATA is dropped", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    const { stream } = streamOf(client, 1);
    stream.respond([[":status", "503"]], true);
    stream.reset(ErrorCode.NO_ERROR);
    client.data(1, false);
    client.headers(1, true, [["x-a", "b"]]);
    client.headers(3, false, CONNECT);
    expect(client.lines()).toEqual(["HEADERS 1 5 bytes END_STREAM", "RST_STREAM 1 code=0"]);
    expect(client.requests).toHaveLength(2);
  });

  test("may be answered with 1xx before the head", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, request("POST"));
    const { stream } = streamOf(client, 1);
    stream.respond([[":status", "100"]], false);
    stream.respond([[":status", "103"]], false);
    stream.respond([[":status", "200"]], true);
    expect(client.lines().map((line) => line.replace(/ \d+ bytes/, ""))).toEqual([
      "HEADERS 1",
      "HEADERS 1",
      "HEADERS 1 END_STREAM",
    ]);
    expect(() => stream.respond([[":status", "200"]], true)).toThrow("respond");
  });

  test.each([
    ["no status", [["x-a", "b"]]],
    ["1xx that ends the stream", [[":status", "100"]]],
    [
      "a line break in a value",
      [
        [":status", "200"],
        ["x-a", "b\r\nc"],
      ],
    ],
    [
      "a char beyond Latin-1",
      [
        [":status", "200"],
        ["x-a", "\u010a"],
      ],
    ],
    [
      "an upper-case name",
      [
        [":status", "200"],
        ["X-A", "b"],
      ],
    ],
  ] as const)("cannot be answered with %s", (_, fields) => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, true);
    expect(() => streamOf(client, 1).stream.respond(fields, true)).toThrow();
    expect(client.lines()).toEqual([]);
  });

  test("of CONNECT have no trailers once the tunnel is open", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    streamOf(client, 1).stream.respond([[":status", "200"]], false);
    client.headers(1, true, [["x-a", "b"]]);
    expect(client.errors()).toEqual(["RST_STREAM 1 code=1"]);
    expect(streamOf(client, 1).seen.calls).toEqual(["reset 1"]);
  });

  test("end with trailers of the owner", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, true);
    const { stream } = streamOf(client, 1);
    stream.respond([[":status", "200"]], false);
    stream.sendTrailers([["grpc-status", "0"]]);
    expect(client.lines().at(-1)).toMatch(/HEADERS 1 .* END_STREAM/);
    expect(stream.isClosed).toBe(true);
    stream.end();
    stream.sendTrailers([["grpc-status", "0"]]);
    expect(stream.beginData(10)).toBe(-1);
    expect(client.lines()).toEqual([]);
  });

  test("with large heads are split by the peer's frame size", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, true);
    const { stream } = streamOf(client, 1);
    stream.respond(
      [
        [":status", "200"],
        ["cookie", "\xff".repeat(40_000)],
      ],
      true,
    );
    const frames = client.received();
    expect(frames.map((frame) => [frame.type, frame.flags, frame.payload.length])).toEqual([
      [FrameType.HEADERS, 1, 16_384],
      [FrameType.CONTINUATION, 0, 16_384],
      [FrameType.CONTINUATION, 4, expect.any(Number)],
    ]);
  });
});

describe("receive windows", () => {
  const size = 65_535;

  test("are given back at half a window, by what was consumed", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    const { stream } = streamOf(client, 1);
    for (let i = 0; i < 3; i++) client.data(1, false, "x".repeat(16_000));
    stream.consume(32_000);
    expect(client.lines()).toEqual([]);
    stream.consume(768);
    expect(client.lines()).toEqual(["WINDOW_UPDATE 1 +32768", "WINDOW_UPDATE 0 +32768"]);
    stream.consume(1_000_000);
    client.data(1, false, "x".repeat(1));
    expect(client.lines()).toEqual([]);
  });

  test("count padding, which is given back at once", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    const padded = new Uint8Array(257).fill(0);
    padded[0] = 255;
    for (let i = 0; i < 128; i++) client.frame(FrameType.DATA, 8, 1, padded);
    expect(client.lines()).toEqual(["WINDOW_UPDATE 0 +32768", "WINDOW_UPDATE 1 +32768"]);
    const { stream, seen } = streamOf(client, 1);
    expect(seen.text).toHaveLength(128);
    stream.consume(128);
    expect(client.lines()).toEqual([]);
  });

  test.each([
    ["reset by us before it was consumed", (client: RawClient) => streamOf(client, 1).stream.reset(8), true],
    ["reset by the peer before it was consumed", (client: RawClient) => client.resetStream(1), true],
    ["reset by us before it arrived", (client: RawClient) => streamOf(client, 1).stream.reset(8), false],
  ])("of the connection get back what belongs to a stream %s", (_, reset, dataFirst) => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    const send = (): void => {
      for (let i = 0; i < 3; i++) client.data(1, false, "x".repeat(15_000));
    };
    if (dataFirst) send();
    reset(client);
    if (!dataFirst) send();
    const credit = client.lines().filter((line) => line.startsWith("WINDOW_UPDATE 0 "));
    expect(credit.reduce((sum, line) => sum + Number(line.split("+")[1]), 0)).toBe(45_000);
    streamOf(client, 1).stream.consume(45_000);
    expect(client.lines()).toEqual([]);
  });

  test("of the connection get back the rest of a frame whose stream is reset while it arrives", () => {
    const client = new RawClient({ answer: false, settings: { maxFrameSize: 1 << 20 } }).handshake();
    client.headers(1, false, CONNECT);
    client.send([0, 0xff, 0xff, 0, 0, 0, 0, 0, 1]);
    client.send(new Uint8Array(1000));
    streamOf(client, 1).stream.reset(8);
    client.send(new Uint8Array(64_535));
    expect(client.lines()).toEqual(["RST_STREAM 1 code=8", "WINDOW_UPDATE 0 +65535"]);
  });

  test("of the connection stay with the owner after a clean end, until it consumes", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    const { stream } = streamOf(client, 1);
    stream.respond([[":status", "200"]], true);
    for (let i = 0; i < 3; i++) client.data(1, i === 2, "x".repeat(15_000));
    expect(stream.isClosed).toBe(true);
    client.output.take();
    stream.consume(40_000);
    expect(client.lines()).toEqual(["WINDOW_UPDATE 0 +40000"]);
  });

  test("of a stream without consumer are given back as data arrives", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    streamOf(client, 1).stream.consumer = undefined;
    for (let i = 0; i < 3; i++) client.data(1, false, "x".repeat(15_000));
    expect(client.lines()).toEqual(["WINDOW_UPDATE 1 +45000", "WINDOW_UPDATE 0 +45000"]);
  });

  test("of the connection are enforced", () => {
    const client = new RawClient({ answer: false, settings: { initialWindowSize: 1 << 20 } }).handshake();
    client.headers(1, false, CONNECT);
    for (let i = 0; i < 4; i++) client.data(1, false, "x".repeat(16_384));
    expect(client.events.at(-1)).toBe("error 3 window-exceeded");
  });

  test("are the default until a smaller one is acknowledged", () => {
    const client = new RawClient({ answer: false, settings: { initialWindowSize: 1000 } });
    client.send(CLIENT_PREFACE);
    client.settings();
    client.headers(1, false, CONNECT);
    client.data(1, false, "x".repeat(3000));
    expect(client.errors()).toEqual([]);
    client.frame(FrameType.SETTINGS, 1, 0);
    client.data(1, false, "x");
    expect(client.errors()).toEqual(["RST_STREAM 1 code=3"]);
    client.headers(3, false, CONNECT);
    client.data(3, false, "x".repeat(1001));
    expect(client.errors()).toEqual(["RST_STREAM 3 code=3"]);
  });

  test("are larger at once when a larger one is announced", () => {
    const client = new RawClient({
      answer: false,
      settings: { initialWindowSize: size + 10 },
      connectionWindow: 1 << 20,
    });
    client.send(CLIENT_PREFACE);
    client.settings();
    client.headers(1, false, CONNECT);
    for (let i = 0; i < 5; i++) client.data(1, false, "x".repeat(13_109));
    expect(client.errors()).toEqual([]);
    client.data(1, false, "x");
    expect(client.errors()).toEqual(["RST_STREAM 1 code=3"]);
  });
});

describe("shutdown", () => {
  test("announces, waits for the PING, then names the last stream; streams go on", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    client.connection.shutdownGracefully();
    expect(client.connection.isDraining).toBe(true);
    const [goaway, ping] = client.received();
    expect(toHex(goaway?.payload ?? new Uint8Array())).toBe("7fffffff00000000");
    client.headers(3, false, CONNECT);
    expect(client.streams.size).toBe(2);
    client.frame(FrameType.PING, 1, 0, ping?.payload);
    expect(client.lines()).toEqual(["GOAWAY last=3 code=0"]);
    client.headers(5, false, CONNECT);
    client.data(5, false);
    client.data(1, false);
    expect(client.streams.size).toBe(2);
    expect(client.lines()).toEqual([]);
    expect(streamOf(client, 1).seen.text).toBe("test");
    expect(client.events).toEqual(["settings"]);
    streamOf(client, 3).stream.reset(0);
    const { stream, seen } = streamOf(client, 1);
    stream.respond([[":status", "200"]], true);
    expect(client.events).toEqual(["settings"]);
    const calls: string[] = [];
    stream.consumer = { ...quiet, onEnd: () => calls.push(`end, then ${client.events.length} events`) };
    client.data(1, true);
    expect(seen.text).toBe("test");
    expect(calls).toEqual(["end, then 1 events"]);
    expect(client.events).toEqual(["settings", "drained"]);
  });

  test("is done at once without streams", () => {
    const client = new RawClient().handshake();
    client.connection.goaway(ErrorCode.NO_ERROR);
    expect(client.lines()).toEqual(["GOAWAY last=0 code=0"]);
    expect(client.events.at(-1)).toBe("drained");
  });

  test("by close tells every stream once and writes nothing", () => {
    const client = new RawClient({ answer: false }).handshake();
    client.headers(1, false, CONNECT);
    client.headers(3, false, CONNECT);
    client.connection.close();
    client.connection.close();
    const { stream, seen } = streamOf(client, 1);
    expect(seen.calls).toEqual(["reset undefined"]);
    expect(streamOf(client, 3).seen.calls).toEqual(["reset undefined"]);
    stream.reset(8);
    stream.end();
    stream.consume(10);
    client.connection.ping(1, 2);
    client.connection.goaway(0);
    client.ping();
    expect(client.lines()).toEqual([]);
    expect(client.connection.activeStreams).toBe(0);
  });
});
