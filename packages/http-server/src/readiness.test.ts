import { expect, test } from "vitest";
import type { HttpRequest } from "./http-server.ts";
import { readinessHandler } from "./readiness.ts";

function request(path: string, method = "GET"): HttpRequest {
  return { method, path, query: new URLSearchParams(), client: "127.0.0.1", header: () => undefined };
}

const ready = { isReady: true, pending: () => [] };
const notReady = { isReady: false, pending: () => ["proxy", "state manager"] };
const text = { "content-type": "text/plain" };

test("a ready proxy says so", () => {
  expect(readinessHandler(ready, "/healthz/ready")(request("/healthz/ready"))).toEqual({
    status: 200,
    headers: text,
    body: "ready\n",
  });
});

test("a proxy that is not ready names what it waits for", () => {
  expect(readinessHandler(notReady, "/healthz/ready")(request("/healthz/ready"))).toEqual({
    status: 500,
    headers: text,
    body: "not ready, pending: proxy, state manager\n",
  });
});

test.each([
  ["POST", "/healthz/ready", 405],
  ["HEAD", "/healthz/ready", 405],
  ["GET", "/other", 404],
  ["POST", "/other", 404],
  ["GET", "/healthz/ready/", 404],
])("%s %s is answered %d, ready or not", (method, path, status) => {
  for (const source of [ready, notReady]) {
    expect(readinessHandler(source, "/healthz/ready")(request(path, method))).toEqual({ status });
  }
});
