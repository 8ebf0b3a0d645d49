/**
 * The cases of the public conformance suite for servers, as bytes, with the exact error where that suite is content with
 * several: what is no error. Numbers are sections of RFC 7540, as there; RFC 9113 has kept the rules.
 */
import { describe, expect, test } from "vitest";
import { fromHex } from "./testing/hex.ts";
import { RawClient, REQUEST, request } from "./testing/raw-client.ts";

type Act = (client: RawClient) => void;

describe("what must be accepted", () => {
  const answered = ["HEADERS 1 1 bytes", "DATA 1 5 bytes END_STREAM"];
  const literal =
    (hex: string): Act =>
    (c) =>
      c.frame(1, 5, 1, [...c.block(REQUEST), ...fromHex(hex)]);

  test.each<[string, Act]>([
    ["GET", (c) => c.headers(1, true)],
    ["HEAD", (c) => c.headers(1, true, request("HEAD"))],
    [
      "POST",
      (c) => {
        c.headers(1, false, request("POST"));
        c.data(1, true);
      },
    ],
    [
      "POST with trailers",
      (c) => {
        c.headers(1, false, request("POST", ["trailer", "x-test"]));
        c.data(1, false);
        c.headers(1, true, [["x-test", "ok"]]);
      },
    ],
    [
      "OPTIONS *",
      (c) =>
        c.headers(1, true, [
          [":method", "OPTIONS"],
          [":scheme", "http"],
          [":path", "*"],
          [":authority", "a"],
        ]),
    ],
    ["te: trailers", (c) => c.headers(1, true, [...REQUEST, ["te", "trailers"]])],
    ["no :authority", (c) => c.headers(1, true, REQUEST.slice(0, 3))],
    [
      "content-length that is right",
      (c) => {
        c.headers(1, false, request("POST", ["content-length", "8"]));
        c.data(1, false);
        c.data(1, true);
      },
    ],
    [
      "4.2 DATA of 2^14 bytes",
      (c) => {
        c.headers(1, false, request("POST"));
        c.data(1, true, "x".repeat(16_384));
      },
    ],
    [
      "6.1 padded DATA",
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 9, 1, fromHex("06 54657374 000000000000"));
      },
    ],
    [
      "6.1 DATA of nothing but padding",
      (c) => {
        c.headers(1, false, request("POST"));
        c.frame(0, 9, 1, fromHex("03 000000"));
      },
    ],
    [
      "6.2 padded HEADERS with priority",
      (c) => c.frame(1, 0x2d, 1, [2, 0, 0, 0, 0, 15, ...c.block(REQUEST), 0, 0]),
    ],
    [
      "6.2 HEADERS in two CONTINUATIONs",
      (c) => {
        const block = c.block(REQUEST);
        c.frame(1, 1, 1, block.slice(0, 1));
        c.frame(9, 0, 1, block.slice(1, 4));
        c.frame(9, 4, 1, block.slice(4));
      },
    ],
    [
      "6.2 padded HEADERS, empty, with a CONTINUATION",
      (c) => {
        c.frame(1, 9, 1, [1, 0]);
        c.frame(9, 4, 1, c.block(REQUEST));
      },
    ],
    [
      "6.3 PRIORITY on an idle stream, then HEADERS on a lower one",
      (c) => {
        c.frame(2, 0, 3, [0, 0, 0, 0, 255]);
        c.headers(1, true);
      },
    ],
    [
      "6.3 PRIORITY with the exclusive bit",
      (c) => {
        c.frame(2, 0, 1, [0x80, 0, 0, 3, 255]);
        c.headers(1, true);
      },
    ],
    [
      "6.5.2 an unknown setting",
      (c) => {
        c.settings([0xff, 1]);
        c.output.take();
        c.headers(1, true);
      },
    ],
    [
      "6.9 WINDOW_UPDATE on both",
      (c) => {
        c.windowUpdate(0, 1);
        c.headers(1, false, request("POST"));
        c.windowUpdate(1, 1);
        c.data(1, true);
      },
    ],
    ["HPACK indexed field", literal("ba")],
    ["HPACK literal with indexing, Huffman coded", literal("4087b505b161cc5a93849c48aca4")],
    ["HPACK literal with indexing", literal("400a757365722d6167656e7406683273706563")],
    ["HPACK literal with indexing, indexed name", literal("7a06683273706563")],
    ["HPACK literal without indexing, Huffman coded", literal("0085f2b24a84ff849c48aca4")],
    ["HPACK literal without indexing, indexed name", literal("0f2b06683273706563")],
    ["HPACK literal never indexed", literal("1006782d7465737406683273706563")],
    ["HPACK table size", (c) => c.frame(1, 5, 1, [0x20, ...c.block(REQUEST)])],
    ["HPACK two table sizes", (c) => c.frame(1, 5, 1, [0x20, 0x3f, 0xe1, 0x1f, ...c.block(REQUEST)])],
    [
      "5.1 PRIORITY on a closed stream",
      (c) => {
        c.headers(1, true);
        c.frame(2, 0, 1, [0, 0, 0, 0, 255]);
      },
    ],
    [
      "5.1 RST_STREAM and WINDOW_UPDATE on a closed stream",
      (c) => {
        c.headers(1, true);
        c.windowUpdate(1, 10);
        c.resetStream(1);
      },
    ],
    [
      "5.5 a frame of unknown type",
      (c) => {
        c.frame(0x16, 0xff, 0, new Uint8Array(8));
        c.headers(1, true);
      },
    ],
    [
      "reserved bit of the stream identifier",
      (c) => {
        const block = c.block(REQUEST);
        c.send([0, 0, block.length, 1, 5, 0x80, 0, 0, 1, ...block]);
      },
    ],
  ])("%s", (_, act) => {
    const client = new RawClient().handshake();
    act(client);
    expect(client.lines()).toEqual(answered);
  });

  test.each([
    ["undefined flags", 0x16, 0],
    ["the reserved bit set", 0, 0x80],
  ])("4.1 PING with %s is answered", (_, flags, high) => {
    const client = new RawClient().handshake();
    client.send([0, 0, 8, 6, flags, high, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(client.lines()).toEqual(["PING ACK 0102030405060708"]);
  });

  test("6.7 PING ACK that nobody asked for is not answered, nor told", () => {
    const client = new RawClient().handshake();
    client.frame(6, 1, 0, new Uint8Array(8));
    expect(client.lines()).toEqual([]);
    expect(client.events).toEqual(["settings"]);
  });

  test("6.5.3 SETTINGS are acknowledged at once", () => {
    const client = new RawClient().handshake();
    client.settings([2, 0], [1, 4096], [3, 100]);
    expect(client.lines()).toEqual(["SETTINGS ACK"]);
  });

  test("6.5.3 the last of several values counts", () => {
    const client = new RawClient().handshake();
    client.settings([4, 100], [4, 1]);
    client.headers(1, true);
    expect(client.lines()).toEqual(["SETTINGS ACK", "HEADERS 1 1 bytes", "DATA 1 1 bytes"]);
  });

  test("6.9.2 a new initial window applies to open streams", () => {
    const client = new RawClient().handshake();
    client.settings([4, 0]);
    client.headers(1, true);
    client.settings([4, 1]);
    expect(client.lines()).toEqual(["SETTINGS ACK", "HEADERS 1 1 bytes", "SETTINGS ACK", "DATA 1 1 bytes"]);
  });

  test("6.9.2 a window that became negative is kept count of", () => {
    const client = new RawClient().handshake();
    client.settings([4, 3]);
    client.headers(1, true);
    client.settings([4, 2]);
    client.output.take();
    client.windowUpdate(1, 1);
    expect(client.lines()).toEqual([]);
    client.windowUpdate(1, 1);
    expect(client.lines()).toEqual(["DATA 1 1 bytes"]);
  });

  test("7 unknown error codes of GOAWAY and RST_STREAM mean nothing special", () => {
    const client = new RawClient().handshake();
    client.headers(1, false, request("POST"));
    client.resetStream(1, 0xff);
    client.ping();
    client.frame(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0xff, 1, 2, 3]);
    client.ping();
    expect(client.lines()).toEqual(["PING ACK 0000000000000001", "PING ACK 0000000000000001"]);
    expect(client.events).toEqual(["settings", "goaway 0 255", "drained"]);
  });
});
