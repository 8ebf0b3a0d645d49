import type { HttpRequest } from "@ambit/http-server";
import { expect, test } from "vitest";
import { monitoringHandler, publicHandler } from "./http-servers.ts";

function request(path: string, method = "GET"): HttpRequest {
  return { method, path, query: new URLSearchParams(), client: "127.0.0.1", header: () => undefined };
}

const debug = () => ({ status: 418 });
const metrics = { render: () => Promise.resolve({ contentType: "text/plain", body: "a 1\n" }) };

test.each([
  ["/metrics", { status: 200, body: "a 1\n" }],
  ["/version", { status: 200, body: "0.1.0-rev-Clean\n" }],
  ["/debug/syncz", { status: 418 }],
  ["/debug", { status: 418 }],
  ["/debugger", { status: 404 }],
  ["/ready", { status: 404 }],
  ["/", { status: 404 }],
])("the monitoring port answers %s", async (path, answer) => {
  const handler = monitoringHandler({ metrics, version: "0.1.0-rev-Clean", debug });
  expect(await handler(request(path))).toMatchObject(answer);
});

test.each([
  [true, "/ready", { status: 200 }],
  [false, "/ready", { status: 500, body: "not ready, pending: ca, objects\n" }],
  [true, "/debug/syncz", { status: 418 }],
  [true, "/metrics", { status: 404 }],
])("the public port, ready %s, answers %s", async (isReady, path, answer) => {
  const readiness = { isReady, pending: () => ["ca", "objects"] };
  expect(await publicHandler({ readiness, debug })(request(path))).toMatchObject(answer);
});
