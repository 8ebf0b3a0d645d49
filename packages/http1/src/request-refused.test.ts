import { describe, expect, test } from "vitest";
import { aServer, feed, requestFaultOf } from "./testing/exchange.ts";

/** A POST with these field lines, and this behind the head. */
function post(fields: readonly string[], body = ""): string {
  return ["POST / HTTP/1.1", "Host: shop", ...fields, "", body].join("\r\n");
}

const CHUNKED = "Transfer-Encoding: chunked";

describe("a request is refused", () => {
  test.each<readonly [string, string, string]>([
    [
      "Content-Length beside chunked",
      post(["Content-Length: 5", CHUNKED]),
      "content-length-and-transfer-encoding 400",
    ],
    [
      "chunked beside Content-Length",
      post([CHUNKED, "Content-Length: 0"]),
      "content-length-and-transfer-encoding 400",
    ],
    ["two lengths", post(["Content-Length: 5", "Content-Length: 6"]), "duplicate-content-length 400"],
    [
      "the same length twice",
      post(["Content-Length: 5", "content-length: 5"]),
      "duplicate-content-length 400",
    ],
    ["a list of lengths", post(["Content-Length: 5, 6"]), "bad-content-length 400"],
    ["a list of the same length", post(["Content-Length: 5, 5"]), "bad-content-length 400"],
    ...[
      "+5",
      "-5",
      "0x5",
      "5 5",
      "5a",
      "",
      "5.0",
      "1e3",
      "\xb2",
      "9999999999999999",
      "18446744073709551621",
    ].map(
      (length) =>
        [`Content-Length ${length}`, post([`Content-Length: ${length}`]), "bad-content-length 400"] as const,
    ),
    ...[
      "xchunked",
      "chunked, identity",
      "identity",
      "gzip, chunked",
      "chunked, chunked",
      "chunked;q=1",
      '"chunked"',
    ]
      .concat(["chunked,", ", chunked", "", "chunked chunked", "gzip", "\xa0chunked"])
      .map(
        (coding) =>
          [`coding ${coding}`, post([`Transfer-Encoding: ${coding}`]), "bad-transfer-encoding 400"] as const,
      ),
    ["chunked in two fields", post([CHUNKED, CHUNKED]), "bad-transfer-encoding 400"],
    ["two codings in two fields", post(["Transfer-Encoding: gzip", CHUNKED]), "bad-transfer-encoding 400"],
    [
      "chunked in HTTP/1.0",
      "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
      "transfer-encoding-not-allowed 400",
    ],
    [
      "a tunnel with a length",
      "CONNECT h:1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n",
      "content-length-not-allowed 400",
    ],
    [
      "a tunnel with chunks",
      `CONNECT h:1 HTTP/1.1\r\nHost: h\r\n${CHUNKED}\r\n\r\n`,
      "transfer-encoding-not-allowed 400",
    ],
  ])("for its framing: %s", (_name, text, fault) => {
    expect(requestFaultOf(text)).toBe(fault);
  });

  test.each<readonly [string, string, string]>([
    ["a bare LF in the first line", "GET / HTTP/1.1\nHost: shop\r\n\r\n", "bare-lf 400"],
    ["a bare LF behind a field", "GET / HTTP/1.1\r\nHost: shop\nX: y\r\n\r\n", "bare-lf 400"],
    ["a bare LF as the end", "GET / HTTP/1.1\r\nHost: shop\r\n\n", "bare-lf 400"],
    ["a bare CR in the first line", "GET / HTTP/1.1\rHost: shop\r\n\r\n", "bare-cr 400"],
    ["a bare CR in a value", post(["X: a\rb"]), "bare-cr 400"],
    ["a bare CR as the end", "GET / HTTP/1.1\r\nHost: shop\r\n\rX", "bare-cr 400"],
    ["two CR before LF", post(["X: a\r"]), "bare-cr 400"],
    ["a space before the colon", post(["Content-Length : 5"]), "bad-field-name 400"],
    ["a tab before the colon", post(["X\t: 5"]), "bad-field-name 400"],
    ["a line that is continued", post(["X: a", " b"]), "obs-fold 400"],
    ["a line that is continued with a tab", post(["X: a", "\tb"]), "obs-fold 400"],
    ["a space before the first field", "GET / HTTP/1.1\r\n Host: shop\r\n\r\n", "obs-fold 400"],
    ["a field without a colon", post(["X"]), "bad-field-name 400"],
    ["a field without a name", post([": a"]), "bad-field-name 400"],
    ["a pseudo header", post([":path: /a"]), "bad-field-name 400"],
    ["a name with a bracket", post(["X(y): a"]), "bad-field-name 400"],
    ["a name above ASCII", post(["X\xfc: a"]), "bad-field-name 400"],
    ["NUL in a name", post(["X\0: a"]), "control-character 400"],
    ["NUL in a value", post(["X: a\0b"]), "control-character 400"],
    ["an escape character in a value", post(["X: a\x1bb"]), "control-character 400"],
    ["DEL in a value", post(["X: a\x7fb"]), "control-character 400"],
    ["a vertical tab around chunked", post(["Transfer-Encoding: \vchunked"]), "control-character 400"],
  ])("for its lines: %s", (_name, text, fault) => {
    expect(requestFaultOf(text)).toBe(fault);
  });

  test.each<readonly [string, string]>([
    ["GET /", "bad-request-line 400"],
    ["GET", "bad-request-line 400"],
    ["GET  / HTTP/1.1", "bad-request-line 400"],
    ["GET /  HTTP/1.1", "bad-request-line 400"],
    ["GET / HTTP/1.1 ", "bad-request-line 400"],
    ["GET / x HTTP/1.1", "bad-request-line 400"],
    ["GET\t/\tHTTP/1.1", "bad-method 400"],
    [" GET / HTTP/1.1", "bad-method 400"],
    ["G@T / HTTP/1.1", "bad-method 400"],
    ["G\xcbT / HTTP/1.1", "bad-method 400"],
    ["G\0T / HTTP/1.1", "control-character 400"],
    ["\x16\x03\x01\x02", "control-character 400"],
    ["GET / HTTP/1.2", "bad-version 400"],
    ["GET / HTTP/2.0", "bad-version 400"],
    ["GET / HTTP/0.9", "bad-version 400"],
    ["GET / HTTP/1.10", "bad-version 400"],
    ["GET / HTTP/01.1", "bad-version 400"],
    ["GET / http/1.1", "bad-version 400"],
    ["GET / HTTP/1,1", "bad-version 400"],
    ["GET / HTTP/1.", "bad-version 400"],
    ["GET / ICY/1.1", "bad-version 400"],
    ["PRI * HTTP/2.0", "bad-version 400"],
    ["GET x HTTP/1.1", "bad-target 400"],
    ["GET * HTTP/1.1", "bad-target 400"],
    ["GET http://user@shop/ HTTP/1.1", "bad-target 400"],
    ["GET http://user:pass@shop/ HTTP/1.1", "bad-target 400"],
    ["GET ftp://shop/ HTTP/1.1", "bad-target 400"],
    ["GET /\x7f HTTP/1.1", "control-character 400"],
    ["CONNECT / HTTP/1.1", "bad-target 400"],
    ["CONNECT shop HTTP/1.1", "bad-target 400"],
  ])("for its first line: %j", (line, fault) => {
    expect(requestFaultOf(`${line}\r\nHost: shop\r\n\r\n`)).toBe(fault);
  });

  test.each<readonly [string, readonly string[], string]>([
    ["none", [], "missing-host 400"],
    ["two", ["Host: a", "Host: b"], "duplicate-host 400"],
    ["the same twice", ["Host: a", "host: a"], "duplicate-host 400"],
    ["an empty one", ["Host:"], "bad-host 400"],
    ["user information", ["Host: u@a"], "bad-host 400"],
    ["a path", ["Host: a/b"], "bad-host 400"],
    ["a space", ["Host: a b"], "bad-host 400"],
    ["a list", ["Host: a, b"], "bad-host 400"],
    ["a port that is none", ["Host: a:b"], "bad-host 400"],
    ["a port too high", ["Host: a:65536"], "bad-host 400"],
    ["half an address", ["Host: [::1"], "bad-host 400"],
  ])("for its Host: %s", (_name, fields, fault) => {
    expect(requestFaultOf(["GET / HTTP/1.1", ...fields, "", ""].join("\r\n"))).toBe(fault);
    expect(requestFaultOf(["GET http://shop/ HTTP/1.1", ...fields, "", ""].join("\r\n"))).toBe(fault);
  });

  test.each<readonly [string, string, string]>([
    ["no size", "\r\n", "bad-chunk-size 400"],
    ["a letter", "g\r\n", "bad-chunk-size 400"],
    ["a sign", "+1\r\na\r\n", "bad-chunk-size 400"],
    ["a negative size", "-1\r\n", "bad-chunk-size 400"],
    ["a prefix", "0x1\r\na\r\n", "bad-chunk-size 400"],
    ["an underscore", "1_0\r\n", "bad-chunk-size 400"],
    ["a space in front", " 1\r\na\r\n", "bad-chunk-size 400"],
    ["a space behind", "1 \r\na\r\n", "bad-chunk-size 400"],
    ["a space before the extension", "1 ;a\r\na\r\n", "bad-chunk-size 400"],
    ["a size beyond numbers", "fffffffffffffffff\r\n", "bad-chunk-size 400"],
    ["a size that wraps at 64 bits", "10000000000000001\r\na\r\n", "bad-chunk-size 400"],
    ["zeros without end", `${"0".repeat(13)}\r\n`, "bad-chunk-size 400"],
    ["an extension without a name", "1;\r\na\r\n", "bad-chunk-extension 400"],
    ["an extension with an open quote", '1;a="b\r\na\r\n', "bad-chunk-extension 400"],
    ["an extension without a value", "1;a=\r\na\r\n", "bad-chunk-extension 400"],
    ["a bare LF behind the size", "1\na\r\n", "bare-lf 400"],
    ["a bare LF in an extension", "1;a\na\r\n", "bare-lf 400"],
    ["a bare CR behind the size", "1\ra\r\n", "bare-cr 400"],
    ["NUL in an extension", "1;a\0\r\na\r\n", "control-character 400"],
    ["no line end behind the chunk", "1\r\nab\r\n", "bad-chunk-end 400"],
    ["a bare LF behind the chunk", "1\r\na\n0\r\n\r\n", "bad-chunk-end 400"],
    ["a bare CR behind the chunk", "1\r\na\r0\r\n\r\n", "bad-chunk-end 400"],
    ["a bare LF at the end", "0\r\n\n", "bare-lf 400"],
    ["something at the end", "0\r\nGET / HTTP/1.1\r\n\r\n", "bad-field-name 400"],
    ["a space before a trailer's colon", "0\r\nX : y\r\n\r\n", "bad-field-name 400"],
    ["a folded trailer", "0\r\nX: y\r\n z\r\n\r\n", "obs-fold 400"],
    ["the end of the connection", "5\r\nab", "truncated 400"],
    ["the end of the connection before the last line", "1\r\na\r\n0\r\n", "truncated 400"],
  ])("for its chunks: %s", (_name, body, fault) => {
    expect(requestFaultOf(post([CHUNKED], body))).toBe(fault);
  });

  test("for two empty lines before it", () => {
    expect(requestFaultOf("\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n")).toBeUndefined();
    expect(requestFaultOf("\r\n\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n")).toBe("bad-method 400");
  });

  test("for HTTP/1.0, where that is not accepted", () => {
    const { server, seen } = aServer({ acceptsHttp10: false });
    feed(server, "GET / HTTP/1.0\r\n\r\n");
    expect(seen.calls).toEqual(["fault low-version 426"]);
  });

  test.each([
    ["inside a head", "GET / HTTP/1.1\r\nHost: sh"],
    ["between lines", "GET / HTTP/1.1\r\n"],
    ["inside a body", post(["Content-Length: 5"], "abcd")],
  ])("for the end of the connection %s", (_name, text) => {
    expect(requestFaultOf(text)).toBe("truncated 400");
  });

  test("and nothing behind it is read", () => {
    const { server, seen } = aServer();
    const rest = feed(server, "GET / HTTP/1.1\r\n\r\nGET /admin HTTP/1.1\r\nHost: shop\r\n\r\n");
    expect(seen.calls).toEqual(["fault missing-host 400"]);
    expect(rest).toContain("/admin");
    feed(server, rest);
    server.receiveEnd();
    expect(seen.calls).toHaveLength(1);
    expect(server.mustClose).toBe(true);
  });
});
