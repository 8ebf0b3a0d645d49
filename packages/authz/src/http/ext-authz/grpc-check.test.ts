import { parseIpAddress } from "@ambit/addr";
import type { AuthorizationProvider } from "@ambit/model/http";
import { CheckRequest, CheckResponse, HeaderValueOption } from "@ambit/proto/ext-authz";
import { describe, expect, test } from "vitest";
import { anIdentity } from "../../testing/builders.ts";
import { aProvider } from "../../testing/http.ts";
import type { CheckAnswer } from "./check-answer.ts";
import { encodeGrpcCheck, type GrpcCheckSubject, readGrpcCheck } from "./grpc-check.ts";

const BODY = new TextEncoder().encode("body");
const { AppendAction } = HeaderValueOption;

function subject(fields: Partial<GrpcCheckSubject> = {}): GrpcCheckSubject {
  return {
    method: "POST",
    authority: "echo:80",
    path: "/a",
    query: "b=c",
    headers: [
      ["x-ext-authz", "allow"],
      ["x-two", "1"],
      ["x-two", "2"],
      ["cookie", "a=1"],
      ["cookie", "b=2"],
    ],
    body: undefined,
    requestId: "id-1",
    scheme: "http",
    protocol: "HTTP/1.1",
    receivedMs: 1_700_000_000_123,
    identity: anIdentity(),
    sourceIp: parseIpAddress("10.0.0.1"),
    sourcePort: 4711,
    destinationIp: parseIpAddress("10.96.0.10"),
    destinationPort: 80,
    ...fields,
  };
}

function asked(about = subject(), provider: AuthorizationProvider = aProvider()): CheckRequest["attributes"] {
  return CheckRequest.decode(encodeGrpcCheck(provider, about)).attributes;
}

function read(answer: CheckResponse, fields: Partial<AuthorizationProvider> = {}): CheckAnswer {
  return readGrpcCheck(
    aProvider(fields),
    CheckResponse.encode(answer).finish(),
    (name) => name === "x-there",
  );
}

const header = (key: string, value: string, fields: Partial<HeaderValueOption> = {}): HeaderValueOption => ({
  header: { key, value },
  ...fields,
});

describe("a provider is told", () => {
  test("who asks for what", () => {
    expect(asked()).toMatchObject({
      source: {
        address: { socketAddress: { address: "10.0.0.1", portValue: 4711 } },
        principal: "spiffe://cluster.local/ns/shop/sa/client",
      },
      destination: { address: { socketAddress: { address: "10.96.0.10", portValue: 80 } } },
      request: {
        time: { nanos: 123_000_000 },
        http: {
          id: "id-1",
          method: "POST",
          path: "/a?b=c",
          host: "echo:80",
          scheme: "http",
          protocol: "HTTP/1.1",
          headers: {
            ":method": "POST",
            ":path": "/a?b=c",
            ":authority": "echo:80",
            ":scheme": "http",
            "x-ext-authz": "allow",
            "x-two": "1,2",
            cookie: "a=1; b=2",
          },
        },
      },
    });
  });

  test("when it came", () => {
    expect(Number(asked()?.request?.time?.seconds)).toBe(1_700_000_000);
  });

  test("nothing of who is not known, and the size of the body", () => {
    const about = subject({ identity: undefined, headers: [["content-length", "7"]] });
    expect(asked(about)?.source?.principal ?? "").toBe("");
    expect(Number(asked(about)?.request?.http?.size)).toBe(7);
    expect(Number(asked()?.request?.http?.size)).toBe(-1);
  });

  test("the body as a text or as bytes", () => {
    const about = subject({ body: { bytes: BODY, isPartial: false } });
    const body = { maxBytes: 10, allowPartial: false, packAsBytes: true };
    expect(asked(about)?.request?.http?.body).toBe("body");
    const packed = asked(about, aProvider({ body }))?.request?.http;
    expect([packed?.body ?? "", new TextDecoder().decode(packed?.rawBody ?? undefined)]).toEqual([
      "",
      "body",
    ]);
  });
});

describe("an answer", () => {
  test("with status 0 allows", () => {
    const nothing = { set: [], add: [], remove: [] };
    const expected = { kind: "allow", requestChange: nothing, responseChange: nothing };
    expect(read({ status: { code: 0 } })).toEqual(expected);
  });

  test("changes the request, and replaces what the client sent unless it says otherwise", () => {
    const headers = [
      header("X-Replaced", "1"),
      header("x-added", "2", { append: { value: true } }),
      header("x-there", "3", { appendAction: AppendAction.ADD_IF_ABSENT }),
      header("x-absent", "4", { appendAction: AppendAction.ADD_IF_ABSENT }),
      header("x-gone", "5", { appendAction: AppendAction.OVERWRITE_IF_EXISTS }),
      header("x-not-appended", "6", { append: { value: false } }),
      header("content-length", "7"),
      header(":path", "/admin"),
    ];
    const answer = read({ status: { code: 0 }, okResponse: { headers, headersToRemove: ["X-A", "host"] } });
    expect(answer.kind === "allow" && answer.requestChange).toEqual({
      set: [
        { name: "x-replaced", value: "1" },
        { name: "x-absent", value: "4" },
        { name: "x-not-appended", value: "6" },
      ],
      add: [{ name: "x-added", value: "2" }],
      remove: ["x-a"],
    });
  });

  test("adds to the response", () => {
    const responseHeadersToAdd = [
      header("set-cookie", "a=1"),
      header("x-own", "2", { appendAction: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD }),
    ];
    const answer = read({ status: { code: 0 }, okResponse: { responseHeadersToAdd } });
    expect(answer.kind === "allow" && answer.responseChange).toEqual({
      set: [{ name: "x-own", value: "2" }],
      add: [{ name: "set-cookie", value: "a=1" }],
      remove: [],
    });
  });

  test("with another status refuses as it says", () => {
    const deniedResponse = { status: { code: 401 }, headers: [header("X-Why", "because")], body: "no" };
    expect(read({ status: { code: 7 }, deniedResponse }, { failOpen: true })).toEqual({
      kind: "refuse",
      status: 401,
      headers: [{ name: "x-why", value: "because" }],
      body: new TextEncoder().encode("no"),
      details: "ext_authz_denied",
    });
  });

  test.each<[string, CheckResponse]>([
    ["without a status", {}],
    ["without a status, that is all right", { okResponse: {} }],
    ["that denies without saying how", { status: { code: 7 } }],
    ["that denies with no status of HTTP", { status: { code: 7 }, deniedResponse: { status: { code: 42 } } }],
  ])("%s is a refusal with 403", (_, answer) => {
    expect(read(answer, { failOpen: true })).toMatchObject({ kind: "refuse", status: 403 });
  });

  test("that nobody can read is a failure", () => {
    const garbage = new Uint8Array([0xff, 0xff, 0xff]);
    const refused = readGrpcCheck(aProvider({ statusOnError: 503 }), garbage, () => false);
    expect(refused).toMatchObject({ kind: "refuse", status: 503, details: "ext_authz_error" });
    const open = readGrpcCheck(aProvider({ failOpen: true }), garbage, () => false);
    expect(open).toMatchObject({ kind: "allow" });
  });
});
