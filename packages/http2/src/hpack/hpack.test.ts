import { describe, expect, test } from "vitest";
import recorded from "../../test/golden/hbone-header-blocks.json" with { type: "json" };
import type { HeaderField } from "../api.ts";
import { fromHex, toHex } from "../testing/hex.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import { decodeHuffman, encodeHuffman, huffmanBytes } from "./huffman.ts";
import { HUFFMAN_CODES, HUFFMAN_LENGTHS } from "./huffman-code.ts";

function decoder(tableBytes = 4096, headerListBytes = 16384): HpackDecoder {
  return new HpackDecoder({ tableBytes, headerListBytes });
}

function decode(hex: string, by: HpackDecoder = decoder()): HeaderField[] {
  const bytes = fromHex(hex);
  return by.decode(bytes, 0, bytes.length);
}

function encode(by: HpackEncoder, fields: readonly HeaderField[]): string {
  by.encode(fields);
  return toHex(by.bytes.subarray(0, by.length));
}

describe("Huffman code", () => {
  test.each([
    ["0", 0x0, 5],
    ["a", 0x3, 5],
    [" ", 0x14, 6],
    ["%", 0x15, 6],
    [":", 0x5c, 7],
    ["z", 0x7b, 7],
    ["&", 0xf8, 8],
    ["X", 0xfc, 8],
    ["!", 0x3f8, 10],
    ["|", 0x7fc, 11],
    ["#", 0xffa, 12],
    ["~", 0x1ffd, 13],
    ["}", 0x3ffd, 14],
    ["{", 0x7ffe, 15],
    ["\\", 0x7fff0, 19],
    ["\x80", 0xfffe6, 20],
    ["\0", 0x1ff8, 13],
    ["\n", 0x3ffffffc, 30],
    ["\xff", 0x3ffffee, 26],
  ])("gives %j the code of Appendix B", (char, code, length) => {
    expect(HUFFMAN_CODES[char.charCodeAt(0)]).toBe(code);
    expect(HUFFMAN_LENGTHS[char.charCodeAt(0)]).toBe(length);
  });

  test("is complete: no bit string is left over", () => {
    expect(HUFFMAN_LENGTHS.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
    expect(HUFFMAN_CODES[256]).toBe(0x3fffffff);
  });

  test("codes each octet so that it comes back", () => {
    for (let octet = 0; octet < 256; octet++) {
      const text = String.fromCharCode(octet);
      const bytes = new Uint8Array(huffmanBytes(text));
      expect(encodeHuffman(text, bytes, 0)).toBe(bytes.length);
      const decoded = new Uint8Array(8);
      expect(decodeHuffman(bytes, 0, bytes.length, decoded)).toBe(1);
      expect(decoded[0]).toBe(octet);
    }
  });

  test.each([
    ["EOS", "ffffffff"],
    ["EOS after a symbol", "1fffffffff"],
    ["8 bits of padding", "1fff"],
    ["padding of zeros", "18"],
    ["nothing but padding of 8 bits", "ff"],
  ])("refuses %s", (_, hex) => {
    const bytes = fromHex(hex);
    expect(() => decodeHuffman(bytes, 0, bytes.length, new Uint8Array(16))).toThrow("Huffman");
  });
});

describe("HPACK decoder", () => {
  test.each<[string, string, readonly HeaderField[]]>([
    [
      "C.2.1 literal with indexing",
      "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
      [["custom-key", "custom-header"]],
    ],
    ["C.2.2 literal without indexing", "040c2f73616d706c652f70617468", [[":path", "/sample/path"]]],
    ["C.2.3 literal never indexed", "100870617373776f726406736563726574", [["password", "secret"]]],
    ["C.2.4 indexed", "82", [[":method", "GET"]]],
  ])("reads RFC 7541 %s", (_, hex, fields) => {
    expect(decode(hex)).toEqual(fields);
  });

  const request1: HeaderField[] = [
    [":method", "GET"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "www.example.com"],
  ];
  const request2: HeaderField[] = [...request1, ["cache-control", "no-cache"]];
  const request3: HeaderField[] = [
    [":method", "GET"],
    [":scheme", "https"],
    [":path", "/index.html"],
    [":authority", "www.example.com"],
    ["custom-key", "custom-value"],
  ];

  test.each([
    [
      "C.3 without",
      [
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565",
      ],
    ],
    [
      "C.4 with",
      [
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
      ],
    ],
  ])("reads the requests of RFC 7541 %s Huffman coding", (_, blocks) => {
    const by = decoder();
    expect(blocks.map((block) => decode(block, by))).toEqual([request1, request2, request3]);
  });

  test("reads the responses of RFC 7541 C.6 with evictions from a table of 256 bytes", () => {
    const by = decoder();
    const first = decode(
      `3fe101488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3`,
      by,
    );
    expect(first).toEqual([
      [":status", "302"],
      ["cache-control", "private"],
      ["date", "Mon, 21 Oct 2013 20:13:21 GMT"],
      ["location", "https://www.example.com"],
    ]);
    expect(decode("4883640effc1c0bf", by)[0]).toEqual([":status", "307"]);
    expect(
      decode(
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
        by,
      ),
    ).toEqual([
      [":status", "200"],
      ["cache-control", "private"],
      ["date", "Mon, 21 Oct 2013 20:13:22 GMT"],
      ["location", "https://www.example.com"],
      ["content-encoding", "gzip"],
      ["set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"],
    ]);
  });

  test.each([
    ["index 0", "80", "bad-index"],
    ["an index beyond both tables", "be", "bad-index"],
    ["index 70", "c6", "bad-index"],
    ["a name index beyond both tables", "7f0001", "bad-index"],
    ["a literal without its strings", "40", "truncated"],
    ["a string that ends early", "4003616", "truncated"],
    ["a field without value", "400161", "truncated"],
    ["an integer that ends early", "ff", "truncated"],
    ["an integer beyond 2^28", "ffffffffff7f", "integer-overflow"],
    ["an integer of endless zeros", `ff${"80".repeat(12)}00`, "integer-overflow"],
    ["a table size after a field", "8220", "misplaced-table-size"],
    ["a table size over the limit", "3fe21f", "bad-table-size"],
    ["Huffman padding of more than 7 bits", "000161821fff", "bad-huffman"],
    ["Huffman padding of zeros", "0001618118", "bad-huffman"],
    ["EOS in a Huffman string", "00016184ffffffff", "bad-huffman"],
  ])("refuses %s", (_, hex, code) => {
    expect(() => decode(hex)).toThrow(expect.objectContaining({ code }));
  });

  test("takes several table sizes at the head of a block", () => {
    expect(decode("203fe11f82")).toEqual([[":method", "GET"]]);
  });

  test("empties its table at size 0 and keeps nothing after that", () => {
    const by = decoder();
    decode("400161016240016301640", by);
    decode("20", by);
    decode("4001610162", by);
    expect(() => decode("be", by)).toThrow("index 62");
  });

  test("empties its table for an entry that is larger than it", () => {
    const by = decoder();
    expect(decode("3f214001610162", by)).toEqual([["a", "b"]]);
    expect(decode("be", by)).toEqual([["a", "b"]]);
    expect(decode(`400161${"3e"}${"62".repeat(62)}`, by)).toHaveLength(1);
    expect(() => decode("be", by)).toThrow("index 62");
  });

  test("lets the peer use the default table until it has acknowledged a smaller one", () => {
    const by = decoder(100);
    expect(decode("3fe11f82", by)).toHaveLength(1);
    by.limitTable(100);
    expect(() => decode("82", by)).toThrow(expect.objectContaining({ code: "missing-table-size" }));
  });

  test("goes on when the acknowledged smaller table is announced", () => {
    const by = decoder(100);
    by.limitTable(100);
    expect(decode("3f4582", by)).toEqual([[":method", "GET"]]);
    expect(decode("82", by)).toEqual([[":method", "GET"]]);
    expect(() => decode("3f4682", by)).toThrow(expect.objectContaining({ code: "bad-table-size" }));
  });

  test("drops what is over the header list size and keeps its state right", () => {
    const by = decoder(4096, 100);
    // Two entries of 34 bytes fit, the third does not; all three are in the table.
    expect(decode("400161017840016201784001630178", by)).toHaveLength(2);
    expect(by.isOversized).toBe(true);
    expect(decode("be", by)).toEqual([["c", "x"]]);
    expect(by.isOversized).toBe(false);
  });

  test("reads octets from 128 on as Latin-1", () => {
    expect(decode("00016102e9ff")).toEqual([["a", "\xe9\xff"]]);
  });
});

describe("HPACK encoder", () => {
  test.each(["client", "server"])("makes blocks of the sizes recorded from a stock ztunnel as %s", (side) => {
    const encoder = new HpackEncoder();
    const by = decoder();
    const blocks = recorded.blocks.filter((block) => block.from === side);
    const fields = blocks.map((block) =>
      block.fields.map(([name = "", value = ""]) => [name, value] as const),
    );
    const encoded = fields.map((list) => encode(encoder, list));
    expect(encoded.map((hex) => hex.length / 2)).toEqual(blocks.map((block) => block.length));
    expect(encoded.map((hex) => decode(hex, by))).toEqual(fields);
  });

  test.each(["authorization", "cookie", "set-cookie", "proxy-authorization"])("never indexes %s", (name) => {
    const encoder = new HpackEncoder();
    const once = encode(encoder, [[name, "secret"]]);
    expect(once).toMatch(/^1/);
    expect(encode(encoder, [[name, "secret"]])).toBe(once);
  });

  test.each(["content-length", "etag", "location", ":path", "age", "if-none-match"])(
    "does not index %s",
    (name) => {
      const encoder = new HpackEncoder();
      const once = encode(encoder, [[name, "/1"]]);
      expect(once).toMatch(/^0/);
      expect(encode(encoder, [[name, "/1"]])).toBe(once);
    },
  );

  test("announces the smallest and the last of several table sizes", () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(0);
    encoder.limitTable(100);
    expect(encode(encoder, [[":method", "GET"]])).toBe("203f4582");
    expect(encode(encoder, [[":method", "GET"]])).toBe("82");
  });

  test("does not use more table than the default, whatever the peer allows", () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(1 << 20);
    expect(encode(encoder, [[":method", "GET"]])).toBe("82");
  });

  test("indexes nothing with a table of size 0", () => {
    const encoder = new HpackEncoder();
    encoder.limitTable(0);
    const once = encode(encoder, [["x-a", "b"]]);
    expect(once.startsWith("2000")).toBe(true);
    expect(`20${encode(encoder, [["x-a", "b"]])}`).toBe(once);
  });
});
