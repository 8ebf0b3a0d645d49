import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { KubeEmbedded } from "../src/index.ts";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
const JSON_TYPE = { "content-type": "application/json" };

/** Sends bytes as they are and gives everything that comes back. */
async function sendRaw({ host, port }: KubeEmbedded, bytes: string): Promise<string> {
  const socket = connect({ host, port });
  socket.end(bytes);
  return text(socket).catch(() => "");
}

interface Refusal {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly reason: string;
}

describe("a request that is wrong", () => {
  test.each<Refusal>([
    {
      what: "text that is not JSON",
      method: "POST",
      path: MAPS,
      body: "{",
      headers: JSON_TYPE,
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "text that is not YAML",
      method: "POST",
      path: MAPS,
      body: "a: [",
      headers: { "content-type": "application/yaml" },
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "a list instead of an object",
      method: "POST",
      path: MAPS,
      body: "[]",
      headers: JSON_TYPE,
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "labels that are no texts",
      method: "POST",
      path: MAPS,
      body: '{"metadata":{"name":"a","labels":{"b":1}}}',
      headers: JSON_TYPE,
      status: 400,
      reason: "BadRequest",
    },
    { what: "nothing at all", method: "POST", path: MAPS, status: 400, reason: "BadRequest" },
    {
      what: "another media type",
      method: "POST",
      path: MAPS,
      body: "x",
      headers: { "content-type": "text/plain" },
      status: 415,
      reason: "UnsupportedMediaType",
    },
    {
      what: "another kind of patch",
      method: "PATCH",
      path: `${MAPS}/a`,
      body: "{}",
      headers: JSON_TYPE,
      status: 415,
      reason: "UnsupportedMediaType",
    },
    {
      what: "a strategic patch of a custom object",
      method: "PATCH",
      path: "/apis/security.istio.io/v1/namespaces/default/authorizationpolicies/a",
      body: "{}",
      headers: { "content-type": "application/strategic-merge-patch+json" },
      status: 415,
      reason: "UnsupportedMediaType",
    },
    {
      what: "no form that we have",
      method: "GET",
      path: MAPS,
      headers: { accept: "text/html" },
      status: 406,
      reason: "NotAcceptable",
    },
    { what: "an unknown resource", method: "GET", path: "/api/v1/toasters", status: 404, reason: "NotFound" },
    { what: "an unknown path", method: "GET", path: "/metrics", status: 404, reason: "NotFound" },
    { what: "an unknown part", method: "GET", path: `${MAPS}/a/status`, status: 404, reason: "NotFound" },
    {
      what: "a namespace of a cluster-wide kind",
      method: "GET",
      path: "/api/v1/namespaces/default/nodes",
      status: 404,
      reason: "NotFound",
    },
    {
      what: "an object of all namespaces",
      method: "GET",
      path: "/api/v1/configmaps/a",
      status: 404,
      reason: "NotFound",
    },
    {
      what: "a method that there is not",
      method: "OPTIONS",
      path: MAPS,
      status: 405,
      reason: "MethodNotAllowed",
    },
    {
      what: "a method that is not for objects",
      method: "POST",
      path: `${MAPS}/a`,
      body: "{}",
      headers: JSON_TYPE,
      status: 405,
      reason: "MethodNotAllowed",
    },
    {
      what: "a limit that is no number",
      method: "GET",
      path: `${MAPS}?limit=many`,
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "a propagation that there is not",
      method: "DELETE",
      path: `${MAPS}/a?propagationPolicy=Sideways`,
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "a selector that cannot be read",
      method: "GET",
      path: `${MAPS}?labelSelector=a%20in%20b`,
      status: 400,
      reason: "BadRequest",
    },
    {
      what: "a watch of a version that is no number",
      method: "GET",
      path: `${MAPS}?watch=1&resourceVersion=x`,
      status: 400,
      reason: "BadRequest",
    },
  ])(
    "by $what is answered with $status $reason",
    async ({ method, path, body, headers = {}, status, reason }) => {
      await using server = await anApiServer();
      const answer = await new ApiClient(server.url).send(method, path, {
        headers,
        ...(body === undefined ? {} : { body }),
      });
      expect(answer).toMatchObject({
        status,
        body: { kind: "Status", apiVersion: "v1", status: "Failure", reason, code: status },
      });
    },
  );

  test("by its size is answered before it has been sent to its end", async () => {
    await using server = await anApiServer({ limits: { bodyBytes: 10_000 } });
    const client = new ApiClient(server.url);
    const body = JSON.stringify({ metadata: { name: "a" }, data: { a: "x".repeat(5_000_000) } });
    expect(await client.send("POST", MAPS, { body, headers: JSON_TYPE })).toMatchObject({
      status: 413,
      body: { reason: "RequestEntityTooLarge", message: "Request entity too large: limit is 10000" },
    });
    expect(await client.get(MAPS)).toMatchObject({ status: 200, body: { items: [] } });
  });

  test.each([
    ["no HTTP", "hello\r\n\r\n", /^HTTP\/1\.1 400/],
    [
      "a path of another host",
      "GET //evil/api HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      /^HTTP\/1\.1 404/,
    ],
    ["a whole URL", "GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", /^HTTP\/1\.1 40[04]/],
    ["a head without end", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(100_000)}`, /^(HTTP\/1\.1 431|$)/],
    [
      "a body that does not come",
      "POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{",
      /^(HTTP\/1\.1 400|$)/,
    ],
  ])("by being %s harms nobody", async (_name, bytes, expected) => {
    await using server = await anApiServer();
    expect(await sendRaw(server, bytes)).toMatch(expected);
    expect(await new ApiClient(server.url).get("/api/v1/namespaces")).toMatchObject({ status: 200 });
  });
});

test("health is for anybody", async () => {
  await using server = await anApiServer({ anonymousAdmin: false });
  for (const path of ["/healthz", "/livez", "/readyz"]) {
    expect(await new ApiClient(server.url).get(path)).toMatchObject({ status: 200, body: { text: "ok" } });
  }
});
