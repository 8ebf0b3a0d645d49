/**
 * The cases of the public conformance suite for servers, as bytes, with the exact error where that suite is content with
 * several: what ends a stream. Numbers are sections of RFC 7540, as there; RFC 9113 has kept the rules.
 */
import { describe, expect, test } from "vitest";
import type { HeaderField } from "./api.ts";
import { ErrorCode } from "./error-code.ts";
import { RawClient, REQUEST, request } from "./testing/raw-client.ts";

const {
  PROTOCOL_ERROR,
  FLOW_CONTROL_ERROR,
  STREAM_CLOSED,
  FRAME_SIZE_ERROR,
  REFUSED_STREAM,
  ENHANCE_YOUR_CALM,
} = ErrorCode;

/** Priority: depends on stream 1. */
const SELF_1 = [0, 0, 0, 1, 255];

type Act = (client: RawClient) => void;

describe("stream errors", () => {
  const with1 =
    (...fields: readonly HeaderField[]): Act =>
    (c) =>
      c.headers(1, true, [...REQUEST, ...fields]);
  const only1 =
    (...fields: readonly HeaderField[]): Act =>
    (c) =>
      c.headers(1, true, fields);
  const post1 =
    (act: Act, ...more: readonly HeaderField[]): Act =>
    (c) => {
      c.headers(1, false, request("POST", ...more));
      act(c);
    };
  const [method, scheme, path, authority] = REQUEST;
  if (method === undefined || scheme === undefined || path === undefined || authority === undefined)
    throw new Error();

  test.each<[string, number, Act]>([
    [
      "5.1 closed: DATA after RST_STREAM",
      STREAM_CLOSED,
      post1((c) => {
        c.resetStream(1);
        c.data(1, true);
      }),
    ],
    [
      "5.1 closed: HEADERS after RST_STREAM",
      STREAM_CLOSED,
      post1((c) => {
        c.resetStream(1);
        c.headers(1, true);
      }),
    ],
    [
      "5.3.1 HEADERS that depends on itself",
      PROTOCOL_ERROR,
      (c) => c.frame(1, 0x25, 1, [...SELF_1, ...c.block(REQUEST)]),
    ],
    [
      "5.3.1 PRIORITY on an open stream that depends on itself",
      PROTOCOL_ERROR,
      post1((c) => c.frame(2, 0, 1, SELF_1)),
    ],
    [
      "6.3 PRIORITY of 4 bytes on an open stream",
      FRAME_SIZE_ERROR,
      post1((c) => c.frame(2, 0, 1, [0x80, 0, 0, 1])),
    ],
    [
      "6.3 PRIORITY of 4 bytes on a closed stream",
      FRAME_SIZE_ERROR,
      (c) => {
        c.headers(1, true);
        c.frame(2, 0, 1, [0x80, 0, 0, 1]);
      },
    ],
    ["6.9 WINDOW_UPDATE of 0 on a stream", PROTOCOL_ERROR, post1((c) => c.windowUpdate(1, 0))],
    [
      "6.9.1 stream window beyond 2^31-1",
      FLOW_CONTROL_ERROR,
      post1((c) => {
        c.windowUpdate(1, 0x7fff_ffff);
        c.windowUpdate(1, 0x7fff_ffff);
      }),
    ],
    [
      "6.9 DATA beyond the stream window",
      FLOW_CONTROL_ERROR,
      post1((c) => c.data(1, false, "x".repeat(101))),
    ],
    [
      "8.1 second HEADERS without END_STREAM",
      PROTOCOL_ERROR,
      post1((c) => {
        c.data(1, false);
        c.headers(1, false, [["x-test", "ok"]]);
      }),
    ],
    ["8.1.2 upper-case name", PROTOCOL_ERROR, with1(["X-TEST", "ok"])],
    ["8.1.2 empty name", PROTOCOL_ERROR, with1(["", "ok"])],
    ["8.1.2 space in a name", PROTOCOL_ERROR, with1(["x test", "ok"])],
    ["8.1.2 colon in a name", PROTOCOL_ERROR, with1(["x:test", "ok"])],
    ["8.2.1 of RFC 9113: NUL in a value", PROTOCOL_ERROR, with1(["x-test", "o\0k"])],
    ["8.2.1 of RFC 9113: CR in a value", PROTOCOL_ERROR, with1(["x-test", "o\rk"])],
    ["8.2.1 of RFC 9113: LF in a value", PROTOCOL_ERROR, with1(["x-test", "o\nk"])],
    ["8.2.1 of RFC 9113: space before a value", PROTOCOL_ERROR, with1(["x-test", " ok"])],
    ["8.2.1 of RFC 9113: tab after a value", PROTOCOL_ERROR, with1(["x-test", "ok\t"])],
    ["8.1.2.1 unknown pseudo field", PROTOCOL_ERROR, only1(...REQUEST, [":test", "ok"])],
    ["8.1.2.1 response pseudo field", PROTOCOL_ERROR, only1(...REQUEST, [":status", "200"])],
    [
      "8.1.2.1 pseudo field in trailers",
      PROTOCOL_ERROR,
      post1(
        (c) => {
          c.data(1, false);
          c.headers(1, true, [
            [":method", "POST"],
            ["x-test", "ok"],
          ]);
        },
        ["trailer", "x-test"],
      ),
    ],
    [
      "8.1.2.1 pseudo field after a regular one",
      PROTOCOL_ERROR,
      only1(method, scheme, authority, ["x-test", "ok"], path),
    ],
    ["8.1.2.2 connection", PROTOCOL_ERROR, with1(["connection", "keep-alive"])],
    ["8.1.2.2 keep-alive", PROTOCOL_ERROR, with1(["keep-alive", "1"])],
    ["8.1.2.2 proxy-connection", PROTOCOL_ERROR, with1(["proxy-connection", "close"])],
    ["8.1.2.2 transfer-encoding", PROTOCOL_ERROR, with1(["transfer-encoding", "chunked"])],
    ["8.1.2.2 upgrade", PROTOCOL_ERROR, with1(["upgrade", "h2c"])],
    [
      "8.1.2.2 te other than trailers",
      PROTOCOL_ERROR,
      with1(["trailers", "test"], ["te", "trailers, deflate"]),
    ],
    ["8.1.2.3 empty :path", PROTOCOL_ERROR, only1(method, scheme, [":path", ""], authority)],
    ["8.1.2.3 relative :path", PROTOCOL_ERROR, only1(method, scheme, [":path", "a"], authority)],
    [":path with a space", PROTOCOL_ERROR, only1(method, scheme, [":path", "/a b"], authority)],
    [":path * of a GET", PROTOCOL_ERROR, only1(method, scheme, [":path", "*"], authority)],
    ["8.1.2.3 no :method", PROTOCOL_ERROR, only1(scheme, path, authority)],
    ["8.1.2.3 no :scheme", PROTOCOL_ERROR, only1(method, path, authority)],
    ["8.1.2.3 no :path", PROTOCOL_ERROR, only1(method, scheme, authority)],
    ["8.1.2.3 two :method", PROTOCOL_ERROR, only1(method, ...REQUEST)],
    ["8.1.2.3 two :scheme", PROTOCOL_ERROR, only1(scheme, ...REQUEST)],
    ["8.1.2.3 two :path", PROTOCOL_ERROR, only1(path, ...REQUEST)],
    ["8.1.2.3 two :authority", PROTOCOL_ERROR, only1(authority, ...REQUEST)],
    [
      "8.1.2.6 content-length below one DATA frame",
      PROTOCOL_ERROR,
      post1((c) => c.data(1, true), ["content-length", "1"]),
    ],
    [
      "8.1.2.6 content-length below several DATA frames",
      PROTOCOL_ERROR,
      post1(
        (c) => {
          c.data(1, false);
          c.data(1, true);
        },
        ["content-length", "5"],
      ),
    ],
    [
      "8.1.2.6 content-length above the body",
      PROTOCOL_ERROR,
      post1((c) => c.data(1, true), ["content-length", "5"]),
    ],
    [
      "8.1.2.6 content-length above a body with trailers",
      PROTOCOL_ERROR,
      post1(
        (c) => {
          c.data(1, false);
          c.headers(1, true, [["x-test", "ok"]]);
        },
        ["content-length", "5"],
      ),
    ],
    ["8.1.2.6 content-length without a body", PROTOCOL_ERROR, with1(["content-length", "5"])],
    [
      "8.1.2.6 two different content-lengths",
      PROTOCOL_ERROR,
      with1(["content-length", "0"], ["content-length", "1"]),
    ],
    ["8.1.2.6 a content-length that is no number", PROTOCOL_ERROR, with1(["content-length", "+0"])],
    ["8.3 CONNECT with :scheme and :path", PROTOCOL_ERROR, (c) => c.headers(1, false, request("CONNECT"))],
    ["8.3 CONNECT without :authority", PROTOCOL_ERROR, (c) => c.headers(1, false, [[":method", "CONNECT"]])],
    [
      "8.3 CONNECT with an empty :authority",
      PROTOCOL_ERROR,
      (c) =>
        c.headers(1, false, [
          [":method", "CONNECT"],
          [":authority", ""],
        ]),
    ],
    [
      "8.3 CONNECT with :protocol, which is not enabled",
      PROTOCOL_ERROR,
      (c) => c.headers(1, false, request("CONNECT", [":protocol", "websocket"])),
    ],
    [
      "10.5.1 header list of more than SETTINGS_MAX_HEADER_LIST_SIZE",
      ENHANCE_YOUR_CALM,
      with1(...Array.from({ length: 30 }, (__, i) => [`x-${i}`, "y".repeat(10)] as const)),
    ],
  ])("%s: RST_STREAM %i", (_, code, act) => {
    const client = new RawClient({
      settings: { maxHeaderListSize: 1000, initialWindowSize: 100 },
    }).handshake();
    act(client);
    expect(client.errors()).toEqual([`RST_STREAM 1 code=${code}`]);
    client.headers(9, true);
    expect(client.lines(), "the connection goes on").toContain("HEADERS 9 1 bytes");
  });

  test.each<[string, Act]>([
    ["DATA", (c) => c.data(1, true)],
    ["HEADERS", (c) => c.headers(1, true)],
  ])("5.1 half closed (remote): %s: RST_STREAM STREAM_CLOSED", (_, act) => {
    const client = new RawClient().handshake();
    client.settings([4, 0]);
    client.headers(1, true);
    act(client);
    expect(client.errors()).toEqual([`RST_STREAM 1 code=${STREAM_CLOSED}`]);
    expect(client.consumers.get(1)?.calls).toEqual(["end", `reset ${STREAM_CLOSED}`]);
  });

  test("5.1.2 more streams than SETTINGS_MAX_CONCURRENT_STREAMS: RST_STREAM REFUSED_STREAM", () => {
    const client = new RawClient({ settings: { maxConcurrentStreams: 3 } }).handshake();
    client.settings([4, 0]);
    for (const id of [1, 3, 5, 7]) client.headers(id, true);
    expect(client.errors()).toEqual([`RST_STREAM 7 code=${REFUSED_STREAM}`]);
    client.windowUpdate(1, 5);
    client.headers(9, true);
    expect(client.errors()).toEqual([]);
  });
});
