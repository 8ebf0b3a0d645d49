import type { Cors, Header, TextMatch } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { aRequest } from "../testing/http.ts";
import { answerCors, type CorsFacts, isPreflight } from "./answer-cors.ts";

const exact = (value: string): TextMatch => ({ kind: "exact", value });

function cors(fields: Partial<Cors> = {}): Cors {
  return {
    allowOrigins: [
      exact("https://www.foo.com"),
      { kind: "regex", pattern: "https://.*\\.bar\\.com(:\\d+)?" },
    ],
    allowMethods: ["GET", "OPTIONS"],
    allowHeaders: ["x-header-1", "x-header-2"],
    exposeHeaders: ["x-header-3", "x-header-4"],
    allowCredentials: false,
    maxAgeSeconds: 3600,
    unmatchedPreflights: "ignore",
    ...fields,
  };
}

function preflight(origin: string, method = "GET", headers?: string): CorsFacts {
  return aRequest("/", {
    method: "OPTIONS",
    headers: [
      ["origin", origin],
      ["access-control-request-method", method],
      ...(headers === undefined ? [] : [["access-control-request-headers", headers] as const]),
    ],
  });
}

function simple(origin: string): CorsFacts {
  return aRequest("/", { headers: [["origin", origin]] });
}

const asObject = (headers: readonly Header[]): Record<string, string> =>
  Object.fromEntries(headers.map(({ name, value }) => [name, value]));

function preflightAnswer(rules: Cors, facts: CorsFacts): Record<string, string> | undefined {
  const answer = answerCors(rules, facts);
  return answer.kind === "preflight" ? asObject(answer.headers) : undefined;
}

describe("a preflight", () => {
  test("of an allowed origin is told what it may do", () => {
    expect(preflightAnswer(cors(), preflight("https://www.foo.com"))).toEqual({
      "access-control-allow-origin": "https://www.foo.com",
      "access-control-allow-methods": "GET,OPTIONS",
      "access-control-allow-headers": "x-header-1,x-header-2",
      "access-control-max-age": "3600",
    });
  });

  test("of another origin is answered without a CORS header, or sent on", () => {
    const facts = preflight("https://evil.example");
    expect(preflightAnswer(cors(), facts)).toEqual({});
    expect(answerCors(cors({ unmatchedPreflights: "forward" }), facts)).toEqual({ kind: "none" });
  });

  test.each<[string, Partial<Cors>, CorsFacts, Record<string, string | undefined>]>([
    [
      "with credentials is told so",
      { allowCredentials: true },
      preflight("https://www.foo.com"),
      { "access-control-allow-credentials": "true", "access-control-allow-methods": "GET,OPTIONS" },
    ],
    [
      "with credentials gets back what it asked for instead of *",
      { allowCredentials: true, allowMethods: ["*"], allowHeaders: ["*"] },
      preflight("https://www.foo.com", "PUT", "x-a,x-b"),
      { "access-control-allow-methods": "PUT", "access-control-allow-headers": "x-a,x-b" },
    ],
    [
      "with credentials gets nothing for what it did not ask for",
      { allowCredentials: true, allowHeaders: ["*"] },
      preflight("https://www.foo.com"),
      { "access-control-allow-headers": undefined },
    ],
    [
      "without credentials is told *",
      { allowMethods: ["*"], allowHeaders: ["*"] },
      preflight("https://www.foo.com", "POST"),
      {
        "access-control-allow-methods": "*",
        "access-control-allow-headers": "*",
        "access-control-allow-credentials": undefined,
      },
    ],
    [
      "of any origin, with credentials, is told its own",
      { allowOrigins: [{ kind: "presence" }], allowCredentials: true },
      preflight("https://a.example"),
      { "access-control-allow-origin": "https://a.example" },
    ],
    [
      "is told nothing that is not configured",
      { allowMethods: [], allowHeaders: [], maxAgeSeconds: undefined },
      preflight("https://www.foo.com"),
      {
        "access-control-allow-methods": undefined,
        "access-control-allow-headers": undefined,
        "access-control-max-age": undefined,
      },
    ],
  ])("%s", (_, fields, facts, expected) => {
    const answer = preflightAnswer(cors(fields), facts);
    for (const [name, value] of Object.entries(expected)) expect(answer?.[name]).toBe(value);
  });
});

describe("an origin", () => {
  test.each([
    ["https://www.foo.com", true],
    ["https://www.foo.com:443", true],
    ["https://www.foo.com:8443", false],
    ["http://www.foo.com", false],
    ["https://a.b.bar.com", true],
    ["https://other.bar.com:5001", true],
    ["https://bar.com", false],
    ["https://www.foo.com.evil.example", false],
    ["null", false],
  ])("%s is allowed: %j", (origin, isAllowed) => {
    expect(answerCors(cors(), simple(origin)).kind === "response").toBe(isAllowed);
  });
});

describe("a simple request", () => {
  test("of an allowed origin is sent on, and its response says so", () => {
    const answer = answerCors(cors(), simple("https://www.foo.com"));
    expect(answer).toEqual({
      kind: "response",
      change: {
        set: [
          { name: "access-control-allow-origin", value: "https://www.foo.com" },
          { name: "access-control-expose-headers", value: "x-header-3,x-header-4" },
        ],
        add: [{ name: "vary", value: "origin" }],
        remove: [],
      },
    });
  });

  test("with credentials, all headers cannot be exposed by *", () => {
    const rules = cors({ allowCredentials: true, exposeHeaders: ["*"] });
    const answer = answerCors(rules, simple("https://www.foo.com"));
    expect(answer.kind === "response" && asObject(answer.change.set)).toEqual({
      "access-control-allow-origin": "https://www.foo.com",
      "access-control-allow-credentials": "true",
    });
  });

  test("without an origin is none of CORS", () => {
    expect(answerCors(cors(), aRequest("/"))).toEqual({ kind: "none" });
  });
});

test.each([
  ["OPTIONS", ["origin", "access-control-request-method"], true],
  ["OPTIONS", ["origin"], false],
  ["OPTIONS", ["access-control-request-method"], false],
  ["GET", ["origin", "access-control-request-method"], false],
])("%s with %j is a preflight: %j", (method, names, expected) => {
  const headers = names.map((name) => [name, "x"] as const);
  expect(isPreflight(aRequest("/", { method, headers }))).toBe(expected);
});
