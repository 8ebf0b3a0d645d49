import { describe, expect, test } from "vitest";
import { Http2Error } from "./error-code.ts";
import { FrameType } from "./frame.ts";
import { toHex } from "./testing/hex.ts";
import { CONNECT, RawServer } from "./testing/raw-server.ts";

const GET = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/"],
] as const;

const OK = [[":status", "200"]] as const;

describe("preface", () => {
  test("is the magic, SETTINGS and the connection window, and a request may follow at once", () => {
    const server = new RawServer({
      settings: { initialWindowSize: 4_194_304, maxFrameSize: 1_048_576 },
      connectionWindow: 16_777_216,
    });
    const bytes = server.output.take();
    expect(String.fromCharCode(...bytes.subarray(0, 24))).toBe("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    expect(toHex(bytes.subarray(24))).toBe(
      "000018040000000000" +
        "000200000000" +
        "000400400000" +
        "000500100000" +
        "000600004000" +
        "00000408000000000000ff0001",
    );
    server.open();
    expect(server.lines()).toEqual(["HEADERS 1 20 bytes"]);
    server.settings([3, 200]);
    expect(server.lines()).toEqual(["SETTINGS ACK"]);
    expect(server.connection.peerMaxConcurrentStreams).toBe(200);
    expect(() => server.connection.start()).toThrow(Http2Error);
  });
});

describe("streams", () => {
  test("have odd identifiers, and as many are open as the server allows", () => {
    const server = new RawServer().handshake([3, 2]);
    expect([server.open().stream.id, server.open().stream.id]).toEqual([1, 3]);
    expect(server.connection.canOpenStream).toBe(false);
    expect(server.connection.openStream(CONNECT, false, server.open.prototype)).toBeUndefined();
    expect(server.connection.activeStreams).toBe(2);
    server.resetStream(1, 8);
    expect(server.events).toEqual(["room"]);
    expect(server.open().stream.id).toBe(5);
  });

  test("may be opened again after the server has raised its limit", () => {
    const server = new RawServer().handshake([3, 0]);
    expect(server.connection.canOpenStream).toBe(false);
    server.settings([3, 1]);
    expect(server.events).toEqual(["settings", "room"]);
    expect(server.connection.canOpenStream).toBe(true);
  });

  test("are not opened while much is held back by a blocked output", () => {
    const server = new RawServer({ limits: { queuedOutputBytes: 100 } }).handshake();
    server.output.capacity = 0;
    let opened = 0;
    while (server.connection.canOpenStream) {
      server.open();
      opened++;
    }
    expect(opened).toBeGreaterThan(1);
    server.output.capacity = Number.POSITIVE_INFINITY;
    server.connection.resume();
    expect(server.events).toEqual(["room"]);
    expect(server.lines()).toHaveLength(opened);
  });

  test("need a request head", () => {
    const server = new RawServer().handshake();
    expect(() => server.open([[":method", "GET"]])).toThrow("malformed");
    expect(() => server.open([...CONNECT, ["x", "a\nb"]])).toThrow("malformed");
    expect(server.lines()).toEqual([]);
    expect(server.open().stream.id).toBe(1);
  });

  test("end when both sides have ended", () => {
    const server = new RawServer().handshake();
    const { stream, seen } = server.open();
    server.headers(1, false, OK);
    server.data(1, false, "ab");
    server.data(1, true, "c");
    expect(seen.calls).toEqual(["headers", "data", "end"]);
    expect(seen.text).toBe("abc");
    expect(stream.isClosed).toBe(false);
    stream.end();
    expect(stream.isClosed).toBe(true);
    expect(server.connection.activeStreams).toBe(0);
    expect(server.lines()).toEqual(["HEADERS 1 20 bytes", "DATA 1 0 bytes END_STREAM"]);
  });

  test("end cleanly by RST_STREAM NO_ERROR after a complete response", () => {
    const server = new RawServer().handshake();
    const { stream, seen } = server.open();
    server.headers(1, true, [[":status", "503"]]);
    server.resetStream(1, 0);
    expect(seen.calls).toEqual(["headers end", "end", "reset 0"]);
    stream.end();
    expect(server.lines()).toEqual(["HEADERS 1 20 bytes"]);
    expect(server.events).toEqual([]);
  });

  test("get informational heads before the final one", () => {
    const server = new RawServer().handshake();
    const { seen } = server.open(GET, true);
    server.headers(1, false, [[":status", "103"]]);
    server.headers(1, false, OK);
    server.data(1, false);
    server.headers(1, true, [["grpc-status", "0"]]);
    expect(seen.calls).toEqual(["headers", "headers", "data", "headers end", "end"]);
  });

  test("ignore what is late after our reset, and keep the compression state", () => {
    const server = new RawServer().handshake();
    const first = server.open();
    first.stream.reset(8);
    server.headers(1, false, [...OK, ["x-a", "b"]]);
    server.data(1, true);
    const second = server.open();
    server.headers(3, true, [...OK, ["x-a", "b"]]);
    expect(first.seen.calls).toEqual([]);
    expect(second.seen.heads).toEqual([[...OK, ["x-a", "b"]]]);
  });
});

describe("responses that are malformed", () => {
  test.each<[string, (server: RawServer) => void]>([
    ["no :status", (s) => s.headers(1, false, [["x-a", "b"]])],
    [":status of two digits", (s) => s.headers(1, false, [[":status", "20"]])],
    [":status 101", (s) => s.headers(1, false, [[":status", "101"]])],
    ["two :status", (s) => s.headers(1, false, [...OK, ...OK])],
    ["a request's pseudo field", (s) => s.headers(1, false, [...OK, [":path", "/"]])],
    ["te", (s) => s.headers(1, false, [...OK, ["te", "trailers"]])],
    ["connection", (s) => s.headers(1, false, [...OK, ["connection", "close"]])],
    ["1xx with END_STREAM", (s) => s.headers(1, true, [[":status", "100"]])],
    ["DATA before the head", (s) => s.data(1, false)],
    [
      "a second head",
      (s) => {
        s.headers(1, false, OK);
        s.headers(1, false, OK);
      },
    ],
    [
      "less than content-length",
      (s) => {
        s.headers(1, false, [...OK, ["content-length", "5"]]);
        s.data(1, true);
      },
    ],
    [
      "more than content-length",
      (s) => {
        s.headers(1, false, [...OK, ["content-length", "3"]]);
        s.data(1, true);
      },
    ],
  ])("%s: RST_STREAM PROTOCOL_ERROR", (_, act) => {
    const server = new RawServer().handshake();
    const { seen } = server.open(GET, true);
    server.output.take();
    act(server);
    expect(server.lines()).toEqual(["RST_STREAM 1 code=1"]);
    expect(seen.calls.at(-1)).toBe("reset 1");
    expect(seen.calls).not.toContain("end");
  });

  test.each([
    ["of HEAD", "HEAD", "200"],
    ["304", "GET", "304"],
  ])("do not include a content-length without body %s", (_, method, status) => {
    const server = new RawServer().handshake();
    const { seen } = server.open([[":method", method], ...GET.slice(1)], true);
    server.headers(1, true, [
      [":status", status],
      ["content-length", "5"],
    ]);
    expect(seen.calls).toEqual(["headers end", "end"]);
  });

  test("do not include a content-length of a tunnel, which means nothing", () => {
    const server = new RawServer().handshake();
    const { seen } = server.open();
    server.headers(1, false, [...OK, ["content-length", "5"]]);
    server.data(1, true, "more than that");
    expect(seen.calls).toEqual(["headers", "data", "end"]);
  });
});

describe("connection errors", () => {
  test.each<[string, string, (server: RawServer) => void]>([
    [
      "PUSH_PROMISE",
      "error 1 push-promise",
      (s) => s.frame(FrameType.PUSH_PROMISE, 4, 1, [0, 0, 0, 2, 0x82]),
    ],
    ["ENABLE_PUSH of 1 from a server", "error 1 bad-setting", (s) => s.settings([2, 1])],
    ["HEADERS on a stream of the server", "error 1 stream-idle", (s) => s.headers(2, false, OK)],
    ["HEADERS on a stream not yet opened", "error 1 stream-idle", (s) => s.headers(3, false, OK)],
    ["DATA on a stream not yet opened", "error 1 stream-idle", (s) => s.data(3, false)],
    ["RST_STREAM on a stream not yet opened", "error 1 stream-idle", (s) => s.resetStream(3, 0)],
    ["WINDOW_UPDATE on a stream not yet opened", "error 1 stream-idle", (s) => s.windowUpdate(3, 1)],
    ["a header block that is none", "error 9 compression", (s) => s.frame(FrameType.HEADERS, 4, 1, [0x80])],
  ])("%s", (_, event, act) => {
    const server = new RawServer().handshake();
    server.open();
    act(server);
    expect(server.events).toEqual([event]);
    expect(server.connection.canOpenStream).toBe(false);
    expect(server.connection.isClosed).toBe(true);
    server.connection.close();
  });

  test("leave the streams to close", () => {
    const server = new RawServer().handshake();
    const { stream, seen } = server.open();
    server.settings([2, 9]);
    expect(stream.beginData(10)).toBe(-1);
    expect(seen.calls).toEqual([]);
    server.connection.close();
    expect(seen.calls).toEqual(["reset undefined"]);
  });
});

describe("GOAWAY", () => {
  test("lets earlier streams go on and gives later ones back for another try", () => {
    const server = new RawServer().handshake();
    const [first, second] = [server.open(), server.open()];
    server.goaway(1, 0);
    expect(server.events).toEqual(["goaway 1 0"]);
    expect(first.seen.calls).toEqual([]);
    expect(second.seen.calls).toEqual(["reset 7"]);
    expect(server.connection.isDraining).toBe(true);
    expect(server.connection.canOpenStream).toBe(false);
    server.headers(1, true, OK);
    first.stream.end();
    expect(server.events).toEqual(["goaway 1 0", "drained"]);
  });

  test("of our own is one step, as a server opens no streams", () => {
    const server = new RawServer().handshake();
    server.open();
    server.output.take();
    server.connection.shutdownGracefully();
    expect(server.lines()).toEqual(["GOAWAY last=0 code=0"]);
    expect(server.connection.canOpenStream).toBe(false);
    expect(server.events).toEqual([]);
  });

  test("in two steps gives back what the second leaves out", () => {
    const server = new RawServer().handshake();
    const { seen } = server.open();
    server.goaway(0x7fff_ffff, 0);
    expect(seen.calls).toEqual([]);
    server.goaway(0, 0);
    expect(seen.calls).toEqual(["reset 7"]);
    expect(server.events).toEqual(["goaway 2147483647 0", "goaway 0 0", "drained"]);
  });
});

test("PING is answered to the owner", () => {
  const server = new RawServer().handshake();
  server.connection.ping(0x3b7cdb7a, 0x0b8716b4);
  const [ping] = server.received();
  expect(toHex(ping?.payload ?? new Uint8Array())).toBe("3b7cdb7a0b8716b4");
  server.frame(FrameType.PING, 1, 0, ping?.payload);
  expect(server.events).toEqual([`pong ${0x3b7cdb7a} ${0x0b8716b4}`]);
});
