import { describe, expect, test } from "vitest";
import { splitAuthority } from "./authority.ts";
import { findRequestTarget, formatPath } from "./request-target.ts";

describe("a request target", () => {
  test.each([
    ["GET", "/", { form: "origin", scheme: "", authority: "", path: "/", query: undefined }],
    ["GET", "/a/b?c=d?e#f", { form: "origin", scheme: "", authority: "", path: "/a/b", query: "c=d?e" }],
    ["GET", "/a#f?g", { form: "origin", scheme: "", authority: "", path: "/a", query: undefined }],
    ["GET", "/?", { form: "origin", scheme: "", authority: "", path: "/", query: "" }],
    ["GET", "//other/a", { form: "origin", scheme: "", authority: "", path: "//other/a", query: undefined }],
    [
      "GET",
      '/\\"{|}^`<>',
      { form: "origin", scheme: "", authority: "", path: '/\\"{|}^`<>', query: undefined },
    ],
    ["GET", "http://h/a?b", { form: "absolute", scheme: "http", authority: "h", path: "/a", query: "b" }],
    [
      "GET",
      "HTTPS://h:1",
      { form: "absolute", scheme: "https", authority: "h:1", path: "/", query: undefined },
    ],
    ["GET", "http://h?b", { form: "absolute", scheme: "http", authority: "h", path: "/", query: "b" }],
    [
      "OPTIONS",
      "http://h",
      { form: "absolute", scheme: "http", authority: "h", path: "*", query: undefined },
    ],
    [
      "OPTIONS",
      "http://h/",
      { form: "absolute", scheme: "http", authority: "h", path: "/", query: undefined },
    ],
    ["OPTIONS", "*", { form: "asterisk", scheme: "", authority: "", path: "*", query: undefined }],
    ["CONNECT", "h:443", { form: "authority", scheme: "", authority: "h:443", path: "", query: undefined }],
    [
      "CONNECT",
      "[::1]:80",
      { form: "authority", scheme: "", authority: "[::1]:80", path: "", query: undefined },
    ],
  ])("%s %s is valid", (method, text, target) => {
    expect(findRequestTarget(method, text)).toEqual(target);
  });

  test.each([
    ["GET", ""],
    ["GET", "a"],
    ["GET", "*"],
    ["GET", "*/"],
    ["GET", "h:443"],
    ["GET", "?a"],
    ["GET", "#a"],
    ["GET", "/a b"],
    ["GET", "/a\tb"],
    ["GET", "/\x00"],
    ["GET", "/\x7f"],
    ["GET", "/\u0100"],
    ["GET", "http://"],
    ["GET", "http:///a"],
    ["GET", "http:/h/a"],
    ["GET", "http://user@h/a"],
    ["GET", "http://user:password@h/a"],
    ["GET", "http://h:65536/a"],
    ["GET", "http://h\\a/"],
    ["GET", "ftp://h/a"],
    ["GET", "javascript:alert(1)"],
    ["CONNECT", "/"],
    ["CONNECT", "*"],
    ["CONNECT", "h"],
    ["CONNECT", "h:"],
    ["CONNECT", "http://h:80"],
    ["CONNECT", "u@h:80"],
  ])("%s %j is not", (method, text) => {
    expect(findRequestTarget(method, text)).toBeUndefined();
  });

  test("has its path and query in one", () => {
    expect(formatPath({ path: "/a", query: "b=c" })).toBe("/a?b=c");
    expect(formatPath({ path: "/a", query: "" })).toBe("/a?");
    expect(formatPath({ path: "/a", query: undefined })).toBe("/a");
  });
});

describe("an authority", () => {
  test.each([
    ["shop", { host: "shop", port: undefined }],
    ["Shop.Example.:80", { host: "Shop.Example.", port: 80 }],
    ["a_b:0", { host: "a_b", port: 0 }],
    ["10.0.0.1:65535", { host: "10.0.0.1", port: 65_535 }],
    ["[2001:db8::1]", { host: "[2001:db8::1]", port: undefined }],
    ["[::1]:8080", { host: "[::1]", port: 8080 }],
    ["%41", { host: "%41", port: undefined }],
  ])("%s is host and port", (text, authority) => {
    expect(splitAuthority(text)).toEqual(authority);
  });

  test.each([
    "",
    ":80",
    "h:",
    "h:a",
    "h:80a",
    "h:+80",
    "h:65536",
    "h:123456",
    "h:80:80",
    "::1",
    "[::1",
    "[]",
    "[]:80",
    "[::1]80",
    "[::1]:",
    "[::1%25eth0]",
    "u@h",
    "h/a",
    "h?a",
    "h#a",
    "h,i",
    "h i",
    "h\\i",
    "%4",
    "%zz",
    "\u00fc",
  ])("%j is none", (text) => {
    expect(splitAuthority(text)).toBeUndefined();
  });
});
