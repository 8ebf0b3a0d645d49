import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHttpAnswer } from "./http-response.ts";

const parse = (text: string, isEnded = false) => parseHttpAnswer(Buffer.from(text), isEnded);

test.each<[string, string, number, string]>([
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi"],
  ["no body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, ""],
  ["no reason", "HTTP/1.1 500\r\ncontent-length:3\r\n\r\nbad", 500, "bad"],
  [
    "chunks",
    "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
    500,
    "abc0123456789",
  ],
])("an answer with %s", (_, text, status, body) => {
  expect(parse(text)).toMatchObject({ status, body });
});

test("without a length the end of the connection ends the body", () => {
  const text = "HTTP/1.0 404 Not Found\r\n\r\nnothing";
  expect(parse(text)).toBeUndefined();
  expect(parse(text, true)).toMatchObject({ status: 404, body: "nothing" });
});

test("header names are in lower case, values without the spaces around them", () => {
  expect(parse("HTTP/1.1 200 OK\r\nX-A:  b \r\nContent-Length: 0\r\n\r\n")?.headers.get("x-a")).toBe("b");
});

test.each([
  ["no HTTP", "hello\r\n\r\n"],
  ["HTTP/2", "HTTP/2 200\r\n\r\n"],
  ["no status", "HTTP/1.1 OK\r\n\r\n"],
  ["a status that is none", "HTTP/1.1 999 X\r\n\r\n"],
  ["a header without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n"],
  ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
  ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
])("%s is refused at once", (_, text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: "io-failed" }));
});

test.each([
  ["in its head", "HTTP/1.1 200 OK\r\n"],
  ["in its body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"],
  ["in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"],
  ["before the last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
])("an answer that was cut off %s is waited for, then refused", (_, text) => {
  expect(parse(text)).toBeUndefined();
  expect(() => parse(text, true)).toThrow(expect.objectContaining({ code: "io-failed" }));
});

test("however it is cut, nothing but an answer or the one error comes out", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isEnded) => {
      const text = Buffer.concat([
        Buffer.from("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        bytes,
      ]);
      try {
        const answer = parseHttpAnswer(text, isEnded);
        if (isEnded) expect(answer).toBeDefined();
      } catch (error) {
        expect(error).toMatchObject({ code: "io-failed" });
      }
    }),
  );
});

test("a body arrives whole however it is chunked and however the bytes come", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary", minLength: 1 }), { maxLength: 5 }),
      fc.nat(),
      (chunks, cut) => {
        const framed = chunks
          .map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`)
          .join("");
        const all = Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${framed}0\r\n\r\n`);
        expect(parseHttpAnswer(all.subarray(0, cut % all.length), false)).toSatisfy(
          (answer) => answer === undefined || cut % all.length >= all.length - 2,
        );
        expect(parseHttpAnswer(all, false)?.body).toBe(chunks.join(""));
      },
    ),
  );
});
