import type { AuthorizationProvider, TextMatch } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { aProvider } from "../../testing/http.ts";
import { failedCheck } from "./check-answer.ts";
import {
  type CheckSubject,
  type HttpCheckResponse,
  httpCheckRequest,
  readHttpCheckResponse,
} from "./http-check.ts";

const exact = (value: string): TextMatch => ({ kind: "exact", value });
const BYTES = new TextEncoder().encode("why");

function provider(fields: Partial<AuthorizationProvider> = {}): AuthorizationProvider {
  return aProvider({ protocol: "http", ...fields });
}

function subject(fields: Partial<CheckSubject> = {}): CheckSubject {
  return {
    method: "PUT",
    authority: "echo:80",
    path: "/a",
    query: "b=c",
    headers: [
      ["authorization", "Basic x"],
      ["x-ext-authz", "allow"],
      ["x-other", "1"],
      ["content-length", "999"],
      ["transfer-encoding", "chunked"],
    ],
    body: undefined,
    ...fields,
  };
}

function sent(given: AuthorizationProvider, about = subject()): Record<string, string> {
  return Object.fromEntries(httpCheckRequest(given, about).headers.map(({ name, value }) => [name, value]));
}

function response(status: number, headers: HttpCheckResponse["headers"] = []): HttpCheckResponse {
  return { status, headers, body: BYTES };
}

describe("a provider is asked", () => {
  test("with the request's own method, host and path, behind its prefix, without the body", () => {
    expect(httpCheckRequest(provider({ pathPrefix: "/check" }), subject())).toMatchObject({
      method: "PUT",
      authority: "echo:80",
      target: "/check/a?b=c",
      body: new Uint8Array(0),
    });
  });

  test.each<[string, Partial<AuthorizationProvider>, Record<string, string>]>([
    ["nothing but what always goes", {}, { authorization: "Basic x", "content-length": "0" }],
    [
      "the headers that it is to see",
      { includeRequestHeaders: [exact("X-Ext-Authz"), { kind: "suffix", value: "-encoding" }] },
      { authorization: "Basic x", "x-ext-authz": "allow", "content-length": "0" },
    ],
    [
      "fixed headers instead of the client's",
      {
        includeRequestHeaders: [{ kind: "prefix", value: "x-" }],
        additionalHeaders: [{ name: "X-Other", value: "fixed" }],
      },
      { authorization: "Basic x", "x-ext-authz": "allow", "x-other": "fixed", "content-length": "0" },
    ],
  ])("%s", (_, fields, expected) => {
    expect(sent(provider(fields))).toEqual(expected);
  });

  test("with as much of the body as it is to see", () => {
    const about = subject({ body: { bytes: BYTES, isPartial: true } });
    expect(httpCheckRequest(provider(), about).body).toBe(BYTES);
    expect(sent(provider(), about)).toMatchObject({
      "content-length": "3",
      "x-envoy-auth-partial-body": "true",
    });
  });
});

describe("its response", () => {
  const headers = [
    ["x-ext-authz-check-result", "allowed"],
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["content-length", "3"],
    ["location", "/login"],
  ] as const;

  test("200 allows, and its headers go where they are to", () => {
    const given = provider({
      headersToUpstreamOnAllow: [{ kind: "prefix", value: "X-Ext-" }, exact("content-length")],
      headersToDownstreamOnAllow: [exact("set-cookie")],
    });
    expect(readHttpCheckResponse(given, response(200, headers))).toEqual({
      kind: "allow",
      requestChange: { set: [{ name: "x-ext-authz-check-result", value: "allowed" }], add: [], remove: [] },
      responseChange: {
        set: [],
        add: [
          { name: "set-cookie", value: "a=1" },
          { name: "set-cookie", value: "b=2" },
        ],
        remove: [],
      },
    });
  });

  test("several values of one header stay several", () => {
    const given = provider({ headersToUpstreamOnAllow: [exact("set-cookie")] });
    expect(readHttpCheckResponse(given, response(200, headers))).toMatchObject({
      requestChange: { set: [{ value: "a=1" }], add: [{ value: "b=2" }] },
    });
  });

  test.each([
    ["all its headers", [], ["x-ext-authz-check-result", "set-cookie", "set-cookie", "location"]],
    ["those that are to go, and where to log in", [exact("x-none")], ["location"]],
    ["those that are to go", [exact("Set-Cookie")], ["set-cookie", "set-cookie", "location"]],
  ])("a refusal goes to the client with %s", (_, headersToDownstreamOnDeny, names) => {
    const answer = readHttpCheckResponse(provider({ headersToDownstreamOnDeny }), response(403, headers));
    expect(answer).toMatchObject({ kind: "refuse", status: 403, body: BYTES, details: "ext_authz_denied" });
    expect(answer.kind === "refuse" && answer.headers.map(({ name }) => name)).toEqual(names);
  });

  test.each([201, 204, 302, 400, 401, 404, 429])("%i refuses with that status", (status) => {
    expect(readHttpCheckResponse(provider({ failOpen: true }), response(status))).toMatchObject({
      kind: "refuse",
      status,
    });
  });

  test.each([500, 503, 599])("%i is a failure: refused, unless the provider is to fail open", (status) => {
    expect(readHttpCheckResponse(provider({ statusOnError: 418 }), response(status))).toEqual({
      kind: "refuse",
      status: 418,
      headers: [],
      body: new Uint8Array(0),
      details: "ext_authz_error",
    });
    expect(readHttpCheckResponse(provider({ failOpen: true }), response(status))).toMatchObject({
      kind: "allow",
      requestChange: { set: [], add: [], remove: [] },
    });
  });
});

test("no answer is a failure as well", () => {
  expect(failedCheck(provider())).toMatchObject({ kind: "refuse", status: 403, details: "ext_authz_error" });
  expect(failedCheck(provider({ failOpen: true }))).toMatchObject({ kind: "allow" });
});
