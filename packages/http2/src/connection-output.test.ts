import { describe, expect, test } from "vitest";
import { FrameType } from "./frame.ts";
import { toHex } from "./testing/hex.ts";
import { RawClient, type RawClientOptions, request } from "./testing/raw-client.ts";

const CONNECT = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:80"],
] as const;

function streamOf(client: RawClient, id: number) {
  const stream = client.streams.get(id);
  const seen = client.consumers.get(id);
  if (stream === undefined || seen === undefined) throw new Error(`no stream ${id}`);
  return { stream, seen };
}

describe("floods", () => {
  const rapidReset = (client: RawClient, from: number, count: number): void => {
    for (let id = from; id < from + 2 * count; id += 2) {
      client.headers(id, true);
      client.resetStream(id);
    }
  };

  test("of streams that are reset before they are answered end the connection", () => {
    const client = new RawClient({ answer: false }).handshake();
    rapidReset(client, 1, 200);
    expect(client.errors()).toEqual([]);
    rapidReset(client, 401, 1);
    expect(client.events.at(-1)).toBe("error 11 too-many-resets");
    expect(client.errors()).toEqual(["GOAWAY last=401 code=11"]);
  });

  test("of malformed requests end it too", () => {
    const client = new RawClient().handshake();
    for (let id = 1; id < 500; id += 2) client.headers(id, true, [["x-a", "b"]]);
    expect(client.events.at(-1)).toBe("error 11 too-many-resets");
  });

  test("of resets are forgiven by streams that complete", () => {
    const client = new RawClient().handshake();
    for (let id = 1; id < 4000; id += 4) {
      client.headers(id, true);
      client.headers(id + 2, false, request("POST"));
      client.resetStream(id + 2);
      client.output.take();
    }
    expect(client.events).toEqual(["settings"]);
  });

  test("of resets are forgiven by time", () => {
    let now = 0;
    const client = new RawClient({ answer: false, nowMs: () => now }).handshake();
    for (let id = 1; id < 4000; id += 2) {
      rapidReset(client, id, 1);
      now += 10;
    }
    expect(client.events).toEqual(["settings"]);
  });

  test.each<[string, (client: RawClient) => void]>([
    ["PING", (c) => c.ping()],
    ["PING ACK", (c) => c.frame(FrameType.PING, 1, 0, new Uint8Array(8))],
    ["SETTINGS", (c) => c.settings([4, 65_535])],
    ["SETTINGS ACK", (c) => c.frame(FrameType.SETTINGS, 1, 0)],
    ["empty DATA", (c) => c.frame(FrameType.DATA, 0, 1)],
    ["padding without DATA", (c) => c.frame(FrameType.DATA, 8, 1, [0])],
    ["PRIORITY", (c) => c.frame(FrameType.PRIORITY, 0, 7, [0, 0, 0, 0, 1])],
    ["WINDOW_UPDATE", (c) => c.windowUpdate(0, 1)],
    [
      "RST_STREAM on a closed stream",
      (c) => {
        c.resetStream(1);
      },
    ],
    ["GOAWAY", (c) => c.frame(FrameType.GOAWAY, 0, 0, new Uint8Array(8))],
    ["frames of unknown type", (c) => c.frame(0x33, 0, 0)],
  ])("of %s end the connection", (_, act) => {
    const client = new RawClient({ answer: false, limits: { idleFrames: 100 } }).handshake();
    client.headers(1, false, CONNECT);
    for (let i = 0; i < 103; i++) {
      act(client);
      client.output.take();
    }
    expect(client.events.at(-1)).toBe("error 11 control-flood");
  });

  test("are none if the same frames come with data", () => {
    const client = new RawClient({ answer: false, limits: { idleFrames: 100 } }).handshake();
    client.headers(1, false, CONNECT);
    for (let i = 0; i < 1000; i++) {
      client.ping();
      client.windowUpdate(0, 1);
      client.data(1, false, "x");
      client.output.take();
    }
    expect(client.events).toEqual(["settings"]);
  });

  test("are none on an idle connection whose pings are answered", () => {
    const client = new RawClient({ limits: { idleFrames: 100 } }).handshake();
    for (let i = 0; i < 1000; i++) {
      client.connection.ping(1, i);
      client.frame(FrameType.PING, 1, 0, [0, 0, 0, 1, 0, 0, i >> 8, i & 0xff]);
      client.ping();
      client.output.take();
    }
    expect(client.events.at(-1)).toBe("pong 1 999");
  });
});

describe("a blocked output", () => {
  function blocked(options: RawClientOptions = {}): RawClient {
    const client = new RawClient({ answer: false, ...options }).handshake();
    client.headers(1, false, CONNECT);
    client.headers(3, false, CONNECT);
    client.output.take();
    client.output.capacity = 0;
    return client;
  }

  function unblock(client: RawClient): string[] {
    client.output.capacity = Number.POSITIVE_INFINITY;
    client.connection.resume();
    return client.lines();
  }

  test("keeps answers in order until it is resumed", () => {
    const client = blocked();
    const { stream } = streamOf(client, 1);
    client.ping();
    stream.respond([[":status", "200"]], false);
    client.settings();
    stream.end();
    client.resetStream(3);
    client.data(3, false);
    expect(client.output.take()).toHaveLength(0);
    expect(client.connection.isOutputBlocked).toBe(true);
    expect(unblock(client)).toEqual([
      "PING ACK 0000000000000001",
      "HEADERS 1 1 bytes",
      "SETTINGS ACK",
      "DATA 1 0 bytes END_STREAM",
      "RST_STREAM 3 code=5",
    ]);
    expect(client.connection.isOutputBlocked).toBe(false);
  });

  test("holds DATA back, and wakes its writers in turn", () => {
    const client = blocked();
    for (const id of [1, 3]) streamOf(client, id).stream.respond([[":status", "200"]], false);
    const bytes = Uint8Array.from("hello", (char) => char.charCodeAt(0));
    expect(streamOf(client, 3).stream.writeData(bytes, 0, 5, false)).toBe(0);
    expect(streamOf(client, 1).stream.beginData(5)).toBe(-1);
    client.output.capacity = 5;
    client.connection.resume();
    expect(streamOf(client, 3).seen.calls).toEqual([]);
    unblock(client);
    expect(streamOf(client, 3).seen.calls).toEqual(["writable"]);
    expect(streamOf(client, 1).seen.calls).toEqual(["writable"]);
    unblock(client);
    expect(streamOf(client, 1).seen.calls, "only once").toEqual(["writable"]);
  });

  test("gathers credit into one WINDOW_UPDATE", () => {
    const client = blocked();
    client.ping();
    const { stream } = streamOf(client, 1);
    for (let i = 0; i < 3; i++) {
      client.data(1, false, "x".repeat(15_000));
      stream.consume(15_000);
    }
    expect(unblock(client)).toEqual([
      "PING ACK 0000000000000001",
      "WINDOW_UPDATE 0 +45000",
      "WINDOW_UPDATE 1 +45000",
    ]);
  });

  test("ends the connection when the peer asks for more answers than may be kept", () => {
    const client = blocked({ limits: { idleFrames: 1_000_000 } });
    for (let i = 0; i < 3900; i++) client.ping();
    expect(client.events.at(-1)).toBe("error 11 output-queue-full");
    expect(unblock(client).at(-1)).toBe("GOAWAY last=3 code=11");
  });

  test("forgets streams that close while they wait", () => {
    const client = blocked();
    const { stream, seen } = streamOf(client, 1);
    stream.respond([[":status", "200"]], false);
    expect(stream.beginData(5)).toBe(-1);
    client.resetStream(1);
    unblock(client);
    expect(seen.calls).toEqual(["reset 8"]);
  });
});

describe("writing data", () => {
  function opened(...settings: readonly (readonly [number, number])[]) {
    const client = new RawClient({ answer: false }).handshake();
    client.settings(...settings);
    client.headers(1, false, CONNECT);
    const { stream, seen } = streamOf(client, 1);
    stream.respond([[":status", "200"]], false);
    client.output.take();
    return { client, stream, seen };
  }

  test("puts the payload right behind its frame header", () => {
    const { client, stream } = opened();
    const at = stream.beginData(100);
    client.output.bytes.set([1, 2, 3], at);
    stream.commitData(3, false);
    expect(toHex(client.output.take())).toBe("000003000000000001010203");
    const last = stream.beginData(100);
    client.output.bytes.set([4], last);
    stream.commitData(1, true);
    expect(toHex(client.output.take())).toBe("00000100010000000104");
    expect(stream.isLocalEnded).toBe(true);
  });

  test("reserves what the least of all windows and sizes allows", () => {
    const { client, stream } = opened([4, 600_000], [5, 1 << 20]);
    expect(stream.dataRoom).toBe(65_535);
    client.windowUpdate(0, 1_000_000);
    expect(stream.dataRoom).toBe(507_895);
    const bytes = new Uint8Array(800_000);
    expect(stream.writeData(bytes, 0, bytes.length, true)).toBe(600_000);
    expect(client.received().map((frame) => [frame.payload.length, frame.flags])).toEqual([
      [507_895, 0],
      [92_105, 0],
    ]);
    expect(stream.dataRoom).toBe(0);
    client.windowUpdate(1, 100_000);
    expect(stream.writeData(bytes, 0, 100_000, true)).toBe(100_000);
    expect(client.received().at(-1)?.flags).toBe(1);
  });

  test("respects the peer's frame size", () => {
    const { client, stream } = opened();
    stream.writeData(new Uint8Array(40_000), 0, 40_000, false);
    expect(client.received().map((frame) => frame.payload.length)).toEqual([16_384, 16_384, 7232]);
  });

  test("is told when the connection's window opens, and when the stream's does", () => {
    const { client, stream, seen } = opened([4, 70_000]);
    expect(stream.writeData(new Uint8Array(70_000), 0, 70_000, false)).toBe(65_535);
    client.windowUpdate(1, 10);
    expect(seen.calls).toEqual([]);
    client.windowUpdate(0, 100_000);
    expect(seen.calls).toEqual(["writable"]);
    expect(stream.writeData(new Uint8Array(10_000), 0, 10_000, false)).toBe(4475);
    client.windowUpdate(0, 1);
    expect(seen.calls).toEqual(["writable"]);
    client.windowUpdate(1, 1);
    expect(seen.calls).toEqual(["writable", "writable"]);
  });

  test("takes turns between streams", () => {
    const { client, stream } = opened([4, 1 << 20]);
    client.headers(3, false, CONNECT);
    const other = streamOf(client, 3);
    other.stream.respond([[":status", "200"]], false);
    stream.writeData(new Uint8Array(65_535), 0, 65_535, false);
    expect(stream.writeData(new Uint8Array(10), 0, 10, false)).toBe(0);
    expect(other.stream.writeData(new Uint8Array(10), 0, 10, false)).toBe(0);
    const order: number[] = [];
    for (const each of [stream, other.stream]) {
      each.consumer = {
        onHeaders: () => {},
        onData: () => {},
        onEnd: () => {},
        onReset: () => {},
        onWritable: () => {
          order.push(each.id);
          each.writeData(new Uint8Array(10), 0, 10, false);
        },
      };
    }
    for (let i = 0; i < 4; i++) client.windowUpdate(0, 5);
    expect(order).toEqual([1, 3, 1, 3]);
  });

  test("of nothing sends nothing, or END_STREAM", () => {
    const { client, stream } = opened();
    expect(stream.writeData(new Uint8Array(0), 0, 0, false)).toBe(0);
    stream.beginData(10);
    stream.commitData(0, false);
    expect(client.lines()).toEqual([]);
    stream.writeData(new Uint8Array(0), 0, 0, true);
    expect(client.lines()).toEqual(["DATA 1 0 bytes END_STREAM"]);
  });

  test("refuses a commit without reservation, or of more than was reserved", () => {
    const { client, stream } = opened();
    expect(() => stream.commitData(1, false)).toThrow("without a reservation");
    stream.beginData(10);
    expect(() => stream.commitData(11, false)).toThrow("without a reservation");
    stream.beginData(10);
    client.connection.ping(1, 2);
    expect(() => stream.commitData(1, false)).toThrow("without a reservation");
  });
});
