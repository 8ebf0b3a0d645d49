import type { HttpRequest } from "@ambit/http-server";
import { describe, expect, test } from "vitest";
import { statsHandler } from "./stats-server.ts";

const metrics = { render: () => Promise.resolve({ contentType: "plain", body: "# EOF\n" }) };

function request(path: string): HttpRequest {
  return {
    method: "GET",
    path,
    query: new URLSearchParams(),
    client: "127.0.0.1",
    header: () => undefined,
  };
}

describe("metrics endpoint", () => {
  test.each(["/metrics", "/stats/prometheus"])("serves %s", async (path) => {
    expect(await statsHandler(metrics)(request(path))).toEqual({
      status: 200,
      headers: { "content-type": "plain", vary: "accept-encoding" },
      body: "# EOF\n",
    });
  });

  test("serves nothing else", async () => {
    expect(await statsHandler(metrics)(request("/"))).toEqual({ status: 404 });
  });
});
