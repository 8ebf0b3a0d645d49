import { expect, test } from "vitest";
import {
  encodeGrpcMessage,
  formatLocalReply,
  grpcStatusOf,
  isGrpcType,
  NO_HEALTHY_UPSTREAM,
  NO_ROUTE,
  ROUTE_TIMEOUT,
} from "./local-reply.ts";

const DENIED = {
  status: 403,
  body: "RBAC: access denied",
  flag: undefined,
  details: "rbac_access_denied_matched_policy[none]",
} as const;

test("a denial is plain text of 19 bytes", () => {
  const { head, body } = formatLocalReply(DENIED, false);
  expect(head.status).toBe(403);
  expect(head.headers.find("content-type")).toBe("text/plain");
  expect(head.headers.find("content-length")).toBe("19");
  expect(new TextDecoder().decode(body)).toBe("RBAC: access denied");
});

test("a gRPC client reads the denial as status 7 in trailers-only headers of a 200", () => {
  const { head, body } = formatLocalReply(DENIED, true);
  expect(head.status).toBe(200);
  expect(head.headers.find("grpc-status")).toBe("7");
  expect(head.headers.find("grpc-message")).toBe("RBAC: access denied");
  expect(head.headers.find("content-type")).toBe("application/grpc");
  expect(body).toHaveLength(0);
});

test("an empty reply says that it is empty", () => {
  const { head } = formatLocalReply(NO_ROUTE, false);
  expect(head.headers.find("content-length")).toBe("0");
  expect(head.headers.has("content-type")).toBe(false);
});

test.each([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [429, 14],
  [500, 2],
  [502, 14],
  [503, 14],
  [504, 14],
  [418, 2],
])("HTTP %d is gRPC %d", (http, grpc) => {
  expect(grpcStatusOf(http)).toBe(grpc);
});

test("a gRPC status of its own wins over the mapped one", () => {
  const { head } = formatLocalReply({ ...NO_HEALTHY_UPSTREAM, grpcStatus: 12 }, true);
  expect(head.headers.find("grpc-status")).toBe("12");
});

test.each([
  ["application/grpc", true],
  ["application/grpc+proto", true],
  ["application/grpc;charset=utf-8", true],
  ["application/grpc-web", false],
  ["application/json", false],
  [undefined, false],
])("content type %s is gRPC: %s", (type, expected) => {
  expect(isGrpcType(type)).toBe(expected);
});

test("grpc-message is percent-encoded", () => {
  expect(encodeGrpcMessage(new TextEncoder().encode("100 % übel\n"))).toBe("100 %25 %C3%BCbel%0A");
});

test("a timeout is told by its details", () => {
  expect(ROUTE_TIMEOUT).toMatchObject({ status: 504, flag: "UT", body: "upstream request timeout" });
});
