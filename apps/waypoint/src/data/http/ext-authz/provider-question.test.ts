import { parseIpAddress } from "@ambit/addr";
import { aProvider } from "@ambit/authz/testing";
import { HeaderList, type HeaderPair } from "@ambit/http1";
import { CheckRequest, CheckResponse } from "@ambit/proto/ext-authz";
import { expect, test } from "vitest";
import type { ProviderAnswer } from "./provider-call.ts";
import { encodeQuestion, readAnswer } from "./provider-question.ts";

const SUBJECT = {
  method: "POST",
  authority: "echo",
  path: "/a",
  query: "b=c",
  scheme: "http",
  headers: [["x-one", "1"]],
  body: undefined,
  requestId: "id",
  protocol: "HTTP/2",
  receivedMs: 1_500,
  identity: undefined,
  sourceIp: parseIpAddress("10.0.0.1"),
  sourcePort: 1234,
  destinationIp: parseIpAddress("10.96.0.10"),
  destinationPort: 80,
} as const;

test("a question in gRPC is one frame, with the time that there is for it", () => {
  const { head, body } = encodeQuestion(aProvider({ timeoutMs: 600_000_000 }), SUBJECT);
  expect(head).toMatchObject({
    method: "POST",
    authority: "ext-authz.auth.svc.cluster.local",
    path: "/envoy.service.auth.v3.Authorization/Check",
  });
  expect(head.headers.toPairs()).toEqual([
    ["te", "trailers"],
    ["content-type", "application/grpc"],
    ["grpc-timeout", "99999999m"],
  ]);
  expect([...body.subarray(0, 5)]).toEqual([0, 0, 0, 0, body.length - 5]);
  expect(CheckRequest.decode(body.subarray(5)).attributes?.request?.http?.path).toBe("/a?b=c");
});

const FRAME = frameOf(CheckResponse.encode({ status: { code: 0 } }).finish());

test.each<[string, Partial<Record<keyof ProviderAnswer, unknown>>, string]>([
  ["whole", {}, "allow"],
  ["whose status is in the head", { headers: grpcStatus("0"), trailers: new HeaderList() }, "allow"],
  ["that says so of gRPC", { trailers: grpcStatus("14") }, "refuse"],
  ["without a status of gRPC", { trailers: new HeaderList() }, "refuse"],
  ["with another status of HTTP", { status: 503 }, "refuse"],
  ["that is empty", { body: new Uint8Array(0) }, "refuse"],
  ["that is compressed", { body: FRAME.map((byte, index) => (index === 0 ? 1 : byte)) }, "refuse"],
  ["that is cut off", { body: FRAME.subarray(0, -1) }, "refuse"],
  ["with more behind it", { body: Uint8Array.of(...FRAME, 0) }, "refuse"],
])("an answer in gRPC %s", (_what, change, kind) => {
  const whole = { status: 200, headers: new HeaderList(), body: FRAME, trailers: grpcStatus("0") };
  const answer = readAnswer(aProvider(), { ...whole, ...change } as ProviderAnswer, () => false);
  expect(answer.kind).toBe(kind);
});

test.each([
  ["http", true, "allow"],
  ["http", false, "refuse"],
  ["grpc", true, "allow"],
  ["grpc", false, "refuse"],
] as const)("no answer of %s that may fail open: %s", (protocol, failOpen, kind) => {
  expect(readAnswer(aProvider({ protocol, failOpen }), undefined, () => false).kind).toBe(kind);
});

function grpcStatus(value: string): HeaderList {
  return HeaderList.from([["grpc-status", value] satisfies HeaderPair]);
}

function frameOf(message: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, message.length, ...message);
}
