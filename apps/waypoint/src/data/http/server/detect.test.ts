import { expect, test } from "vitest";
import { detectProtocol } from "./detect.ts";

function detect(text: string) {
  const bytes = new TextEncoder().encode(`xx${text}`);
  return detectProtocol(bytes, 2, bytes.length);
}

test.each([
  ["GET / HTTP/1.1\r\n", "http1"],
  ["PROPFIND /a HTTP/1.0\r\nhost", "http1"],
  ["GET http://a/ HTTP/1.1\n", "http1"],
  ["M-SEARCH * HTTP/1.1\r\n", "http1"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http2"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore", "http2"],
  ["GET key\r\n", "tcp"],
  ["HELO mail\r\n", "tcp"],
  ["\x16\x03\x01", "tcp"],
  ["*1\r\n$4\r\nPING\r\n", "tcp"],
  ["hello", "tcp"],
  [`${"A".repeat(40)}`, "tcp"],
  [`GET /${"a".repeat(16 * 1024)}`, "http1"],
  ["", undefined],
  ["G", undefined],
  ["GET /a", undefined],
  ["P", undefined],
  ["PRI * HTTP/2.0\r\n\r\n", undefined],
])("%j is %s", (text, expected) => {
  expect(detect(text)).toBe(expected);
});
