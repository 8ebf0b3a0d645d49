import { parseSocketAddress } from "@ambit/addr";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatForwarded, parseForwardedHost } from "./forwarded.ts";

describe("formatForwarded", () => {
  test.each([
    { client: "10.0.0.1:1234", host: undefined, text: 'for="10.0.0.1:1234"' },
    { client: "10.0.0.1:1234", host: "a.b.svc", text: 'for="10.0.0.1:1234";host=a.b.svc' },
    { client: "[fd00::1]:80", host: undefined, text: 'for="[fd00::1]:80"' },
  ])("gives $text", ({ client, host, text }) => {
    expect(formatForwarded(parseSocketAddress(client), host)).toBe(text);
  });
});

describe("parseForwardedHost", () => {
  test.each([
    { value: 'for="1.2.3.4:5";host=a.b', host: "a.b" },
    { value: "host=a.b;for=x", host: "a.b" },
    { value: 'for="x"; \thost=a.b ; by=y', host: "a.b" },
    { value: 'host="a.b"', host: "a.b" },
    { value: 'host=""a""', host: '"a"' },
    { value: 'host="', host: undefined },
    { value: "host=", host: undefined },
    { value: "host=;host=b", host: undefined },
    { value: "host=a;host=b", host: "a" },
    { value: "Host=a", host: undefined },
    { value: "host =a", host: undefined },
    { value: 'for="10.1.2.3:1234"', host: undefined },
    { value: "", host: undefined },
    { value: "host=caf\u00e9", host: undefined },
    { value: "host=a\r\n", host: undefined },
  ])("reads $value as $host", ({ value, host }) => {
    expect(parseForwardedHost(value)).toBe(host);
  });

  test("finds what was formatted, and never throws", () => {
    const client = parseSocketAddress("[::1]:1");
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.-]{1,80}$/), (host) => {
        expect(parseForwardedHost(formatForwarded(client, host))).toBe(host);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        parseForwardedHost(value);
      }),
    );
  });
});
