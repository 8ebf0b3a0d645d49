import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "./http-server.ts";
import { chooseCoding, type MetricsSource, metricsResponse } from "./metrics-response.ts";

const BODY = `# HELP a A.\n${"a 1\n".repeat(200)}# EOF\n`;

const metrics: MetricsSource = {
  render: ({ acceptsOpenMetrics }) =>
    Promise.resolve({ contentType: acceptsOpenMetrics ? "open" : "plain", body: BODY }),
};

function request(headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return {
    method: "GET",
    path: "/metrics",
    query: new URLSearchParams(),
    client: "127.0.0.1",
    header: (name) => headers[name],
  };
}

describe("a scrape's answer", () => {
  test("is the text as it is for a client that asks for nothing", async () => {
    expect(await metricsResponse(metrics, request())).toEqual({
      status: 200,
      headers: { "content-type": "plain", vary: "accept-encoding" },
      body: BODY,
    });
  });

  test("names the text OpenMetrics to those who accept that", async () => {
    const accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3";
    expect(await metricsResponse(metrics, request({ accept }))).toMatchObject({
      headers: { "content-type": "open" },
    });
  });

  test.each([
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
    ["zstd", zstdDecompressSync],
    ["deflate", inflateSync],
  ])("compresses with %s", async (coding, decompress) => {
    const response = await metricsResponse(metrics, request({ "accept-encoding": coding }));
    expect(response.headers).toMatchObject({ "content-encoding": coding, vary: "accept-encoding" });
    expect(response.body).toBeInstanceOf(Uint8Array);
    const bytes = response.body instanceof Uint8Array ? response.body : new Uint8Array();
    expect(bytes.length).toBeLessThan(BODY.length / 4);
    expect(decompress(bytes).toString()).toBe(BODY);
  });

  test.each([
    [undefined, undefined],
    ["", undefined],
    ["identity", undefined],
    ["compress", undefined],
    ["gzip", "gzip"],
    ["GZIP", "gzip"],
    ["deflate, br, zstd, gzip", "gzip"],
    ["br, zstd", "br"],
    ["gzip;q=0.5, br;q=0.8", "br"],
    ["gzip;q=0", undefined],
    ["gzip; q=0.0, deflate", "deflate"],
    ["*", "gzip"],
    ["gzip;q=0, *", "br"],
    ["*;q=0", undefined],
    ["gzip;q=0.5, identity", undefined],
    ["gzip;q=0.5, identity;q=0.2", "gzip"],
    ["gzip;q=high", undefined],
    ["gzip;q=2", undefined],
  ])("for Accept-Encoding %j chooses %s", (header, coding) => {
    expect(chooseCoding(header)).toBe(coding);
  });
});
