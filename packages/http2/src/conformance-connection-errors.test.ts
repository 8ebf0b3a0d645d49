/**
 * The cases of the public conformance suite for servers, as bytes, with the exact error where that suite is content with
 * several: what ends the connection. Numbers are sections of RFC 7540, as there; RFC 9113 has kept the rules.
 */
import { describe, expect, test } from "vitest";
import { ErrorCode } from "./error-code.ts";
import { CLIENT_PREFACE } from "./frame.ts";
import { fromHex } from "./testing/hex.ts";
import { RawClient, REQUEST, request } from "./testing/raw-client.ts";

const {
  PROTOCOL_ERROR,
  FLOW_CONTROL_ERROR,
  STREAM_CLOSED,
  FRAME_SIZE_ERROR,
  COMPRESSION_ERROR,
  ENHANCE_YOUR_CALM,
} = ErrorCode;

/** Priority: depends on stream 1. */
const SELF_1 = [0, 0, 0, 1, 255];

type Act = (client: RawClient) => void;

describe("connection errors", () => {
  test.each<[string, number, Act]>([
    ["5.1 idle: DATA", PROTOCOL_ERROR, (c) => c.data(1, true)],
    ["5.1 idle: RST_STREAM", PROTOCOL_ERROR, (c) => c.resetStream(1)],
    ["5.1 idle: WINDOW_UPDATE", PROTOCOL_ERROR, (c) => c.windowUpdate(1, 100)],
    ["5.1 idle: CONTINUATION", PROTOCOL_ERROR, (c) => c.frame(9, 4, 1, c.block(REQUEST))],
    [
      "5.1 half closed (remote): CONTINUATION",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, true);
        c.frame(9, 4, 1, c.block(REQUEST));
      },
    ],
    [
      "5.1 closed: DATA after both sides ended",
      STREAM_CLOSED,
      (c) => {
        c.headers(1, true);
        c.data(1, true);
      },
    ],
    [
      "5.1 closed: HEADERS after both sides ended",
      STREAM_CLOSED,
      (c) => {
        c.headers(1, true);
        c.headers(1, true);
      },
    ],
    [
      "5.1 closed: CONTINUATION after RST_STREAM",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, false);
        c.resetStream(1);
        c.frame(9, 4, 1, c.block(REQUEST));
      },
    ],
    ["5.1.1 even-numbered stream", PROTOCOL_ERROR, (c) => c.headers(2, true)],
    ["5.1.1 DATA on an even-numbered stream", PROTOCOL_ERROR, (c) => c.data(2, true)],
    [
      "5.1.1 stream below the highest that was never opened",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(5, true);
        c.headers(3, true);
      },
    ],
    [
      "5.3.1 PRIORITY on an idle stream that depends on itself",
      PROTOCOL_ERROR,
      (c) => c.frame(2, 0, 1, SELF_1),
    ],
    ["5.4.1 PING on a stream", PROTOCOL_ERROR, (c) => c.frame(6, 0, 3, new Uint8Array(8))],
    [
      "5.5 unknown frame in a header block",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 1, 1, c.block(REQUEST));
        c.frame(0x16, 0, 0, new Uint8Array(8));
      },
    ],
    [
      "4.2 HEADERS larger than SETTINGS_MAX_FRAME_SIZE",
      FRAME_SIZE_ERROR,
      (c) => c.frame(1, 5, 1, new Uint8Array(16_385)),
    ],
    [
      "4.2 DATA larger than SETTINGS_MAX_FRAME_SIZE",
      FRAME_SIZE_ERROR,
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 1, 1, new Uint8Array(16_385));
      },
    ],
    [
      "4.2 unknown frame larger than SETTINGS_MAX_FRAME_SIZE",
      FRAME_SIZE_ERROR,
      (c) => c.send(fromHex("004001 16 00 00000000")),
    ],
    ["4.3 invalid header block fragment", COMPRESSION_ERROR, (c) => c.frame(1, 5, 1, [0x40])],
    [
      "4.3, 6.2 PRIORITY in a header block",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 0, 1, c.block(REQUEST));
        c.frame(2, 0, 1, [0, 0, 0, 0, 255]);
      },
    ],
    [
      "4.3, 6.2 HEADERS of another stream in a header block",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 0, 1, c.block(REQUEST));
        c.headers(3, true);
      },
    ],
    ["6.1 DATA on stream 0", PROTOCOL_ERROR, (c) => c.data(0, true)],
    [
      "6.1 DATA with padding of more than the payload",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 9, 1, fromHex("06 54657374"));
      },
    ],
    [
      "6.1 DATA with padding of just the payload's length",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 9, 1, fromHex("05 54657374"));
      },
    ],
    [
      "6.1 padded DATA without a pad length",
      FRAME_SIZE_ERROR,
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 9, 1);
      },
    ],
    ["6.2 HEADERS on stream 0", PROTOCOL_ERROR, (c) => c.headers(0, true)],
    ["6.2 HEADERS with padding beyond the block", PROTOCOL_ERROR, (c) => c.frame(1, 0xd, 1, [3, 0x82, 0x86])],
    ["6.2 padded HEADERS without a pad length", FRAME_SIZE_ERROR, (c) => c.frame(1, 0xd, 1)],
    ["6.2 HEADERS with half a priority", FRAME_SIZE_ERROR, (c) => c.frame(1, 0x25, 1, [0, 0, 0, 3])],
    ["6.3 PRIORITY on stream 0", PROTOCOL_ERROR, (c) => c.frame(2, 0, 0, [0, 0, 0, 0, 255])],
    ["6.3 PRIORITY of 4 bytes on an idle stream", FRAME_SIZE_ERROR, (c) => c.frame(2, 0, 1, [0, 0, 0, 0])],
    ["6.4 RST_STREAM on stream 0", PROTOCOL_ERROR, (c) => c.resetStream(0)],
    [
      "6.4 RST_STREAM of 3 bytes",
      FRAME_SIZE_ERROR,
      (c) => {
        c.headers(1, false);
        c.frame(3, 0, 1, [0, 0, 0]);
      },
    ],
    ["6.5 SETTINGS ACK with payload", FRAME_SIZE_ERROR, (c) => c.frame(4, 1, 0, new Uint8Array(6))],
    ["6.5 SETTINGS on a stream", PROTOCOL_ERROR, (c) => c.frame(4, 0, 1, fromHex("000300000064"))],
    ["6.5 SETTINGS of 3 bytes", FRAME_SIZE_ERROR, (c) => c.frame(4, 0, 0, [0, 3, 0])],
    ["6.5.2 ENABLE_PUSH of 2", PROTOCOL_ERROR, (c) => c.settings([2, 2])],
    ["6.5.2, 6.9.2 INITIAL_WINDOW_SIZE of 2^31", FLOW_CONTROL_ERROR, (c) => c.settings([4, 0x8000_0000])],
    ["6.5.2 MAX_FRAME_SIZE of 16383", PROTOCOL_ERROR, (c) => c.settings([5, 16_383])],
    ["6.5.2 MAX_FRAME_SIZE of 2^24", PROTOCOL_ERROR, (c) => c.settings([5, 16_777_216])],
    ["6.7 PING on a stream", PROTOCOL_ERROR, (c) => c.frame(6, 0, 1, new Uint8Array(8))],
    ["6.7 PING of 6 bytes", FRAME_SIZE_ERROR, (c) => c.frame(6, 0, 0, new Uint8Array(6))],
    ["6.8 GOAWAY on a stream", PROTOCOL_ERROR, (c) => c.frame(7, 0, 1, new Uint8Array(8))],
    ["6.8 GOAWAY of 7 bytes", FRAME_SIZE_ERROR, (c) => c.frame(7, 0, 0, new Uint8Array(7))],
    ["6.9 WINDOW_UPDATE of 0 on the connection", PROTOCOL_ERROR, (c) => c.windowUpdate(0, 0)],
    ["6.9 WINDOW_UPDATE of 3 bytes", FRAME_SIZE_ERROR, (c) => c.frame(8, 0, 0, [0, 0, 1])],
    ["6.9 WINDOW_UPDATE of 5 bytes on a stream", FRAME_SIZE_ERROR, (c) => c.frame(8, 0, 1, [0, 0, 0, 1, 0])],
    [
      "6.9.1 connection window beyond 2^31-1",
      FLOW_CONTROL_ERROR,
      (c) => {
        c.windowUpdate(0, 0x7fff_ffff);
        c.windowUpdate(0, 0x7fff_ffff);
      },
    ],
    [
      "6.9.2 initial window that lifts a stream's beyond 2^31-1",
      FLOW_CONTROL_ERROR,
      (c) => {
        c.headers(1, false, request("POST"));
        c.windowUpdate(1, 0x7fff_ffff - 65_535);
        c.settings([4, 65_536]);
      },
    ],
    [
      "6.10 CONTINUATION, then a frame of another type",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 1, 1, c.block(REQUEST));
        c.frame(9, 0, 1, c.block([["x-a", "b"]]));
        c.data(1, true);
      },
    ],
    ["6.10 CONTINUATION on stream 0", PROTOCOL_ERROR, (c) => c.frame(9, 4, 0, c.block(REQUEST))],
    [
      "6.10 CONTINUATION on another stream",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 1, 1, c.block(REQUEST));
        c.frame(9, 4, 3, c.block([["x-a", "b"]]));
      },
    ],
    [
      "6.10 CONTINUATION after HEADERS with END_HEADERS",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, false);
        c.frame(9, 4, 1, c.block([["x-a", "b"]]));
      },
    ],
    [
      "6.10 CONTINUATION after CONTINUATION with END_HEADERS",
      PROTOCOL_ERROR,
      (c) => {
        c.frame(1, 0, 1, c.block(REQUEST));
        c.frame(9, 4, 1, c.block([["x-a", "b"]]));
        c.frame(9, 4, 1, c.block([["x-a", "b"]]));
      },
    ],
    [
      "6.10 CONTINUATION after DATA",
      PROTOCOL_ERROR,
      (c) => {
        c.headers(1, false);
        c.data(1, true);
        c.frame(9, 4, 1, c.block([["x-a", "b"]]));
      },
    ],
    ["8.2 PUSH_PROMISE from a client", PROTOCOL_ERROR, (c) => c.frame(5, 4, 1, [0, 0, 0, 3, 0x82])],
    [
      "HPACK 2.3.3 indexed field with an invalid index",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), 0xc6]),
    ],
    [
      "HPACK 2.3.3 literal with an invalid name index",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), 0x7f, 0x07, 0x01, 0x61]),
    ],
    [
      "HPACK 4.2 table size at the end of a block",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), 0x20]),
    ],
    [
      "HPACK 5.2 Huffman padding of more than 7 bits",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), ...fromHex("0085f2b24a84ff874951fffa7f")]),
    ],
    [
      "HPACK 5.2 Huffman padding of zeros",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), ...fromHex("0085f2b24a84ff834951fe 00")]),
    ],
    [
      "HPACK 5.2 EOS in a Huffman string",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [...c.block(REQUEST), ...fromHex("0085f2b24a84ff879cfffffffffd50")]),
    ],
    ["HPACK 6.1 index 0", COMPRESSION_ERROR, (c) => c.frame(1, 5, 1, [...c.block(REQUEST), 0x80])],
    [
      "HPACK 6.3 table size above the limit",
      COMPRESSION_ERROR,
      (c) => c.frame(1, 5, 1, [0x3f, 0xe2, 0x1f, ...c.block(REQUEST)]),
    ],
    [
      "10.5 header block of more than the byte limit",
      ENHANCE_YOUR_CALM,
      (c) => {
        c.frame(1, 1, 1, new Uint8Array(16_384));
        for (let i = 0; i < 4; i++) c.frame(9, 0, 1, new Uint8Array(16_384));
      },
    ],
    [
      "10.5 endless empty CONTINUATIONs",
      ENHANCE_YOUR_CALM,
      (c) => {
        c.frame(1, 1, 1, c.block(REQUEST));
        for (let i = 0; i < 33; i++) c.frame(9, 0, 1);
      },
    ],
    [
      "10.5 SETTINGS of more entries than there can be",
      ENHANCE_YOUR_CALM,
      (c) => c.frame(4, 0, 0, new Uint8Array(6 * 300)),
    ],
  ])("%s: GOAWAY %i", (_, code, act) => {
    const client = new RawClient().handshake();
    act(client);
    expect(client.errors().map((line) => line.replace(/last=\d+ /, ""))).toEqual([`GOAWAY code=${code}`]);
    expect(client.events.at(-1)).toMatch(new RegExp(`^error ${code} `));
    client.ping();
    expect(client.lines(), "nothing is read after it").toEqual([]);
  });

  test.each<[string, ArrayLike<number>]>([
    ["another text", fromHex("494e56414c494420434f4e4e454354494f4e20505245464143450d0a0d0a")],
    ["one wrong byte", [...CLIENT_PREFACE.slice(0, 23), 0]],
  ])("3.5 an invalid preface, %s: GOAWAY PROTOCOL_ERROR", (_, bytes) => {
    const client = new RawClient();
    client.output.take();
    client.send(bytes);
    expect(client.lines()).toEqual([`GOAWAY last=0 code=${PROTOCOL_ERROR}`]);
    expect(client.events).toEqual(["error 1 bad-preface"]);
  });

  test.each<[string, Act]>([
    ["PING", (c) => c.ping()],
    ["SETTINGS ACK", (c) => c.frame(4, 1, 0)],
    ["a frame of unknown type", (c) => c.frame(0x20, 0, 0)],
  ])("3.5 %s in place of the first SETTINGS: GOAWAY PROTOCOL_ERROR", (_, act) => {
    const client = new RawClient();
    client.output.take();
    client.send(CLIENT_PREFACE);
    act(client);
    expect(client.lines()).toEqual([`GOAWAY last=0 code=${PROTOCOL_ERROR}`]);
  });
});
