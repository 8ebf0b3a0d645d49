import type { HttpRequest, HttpResponse } from "@ambit/http-server";
import { Readiness } from "@ambit/lifecycle";
import { MetricsRegistry } from "@ambit/telemetry";
import { describe, expect, test } from "vitest";
import { healthHandler, monitoringHandler } from "./http-servers.ts";

function request(target: string, method = "GET"): HttpRequest {
  const [path = "", query = ""] = target.split("?");
  return { method, path, query: new URLSearchParams(query), client: "", header: () => undefined };
}

describe("health", () => {
  test("is there at once, readiness when nothing is awaited", async () => {
    const readiness = new Readiness();
    const block = readiness.block("install");
    const health = healthHandler(readiness);
    expect((await health(request("/healthz"))).status).toBe(200);
    expect(await health(request("/readyz"))).toMatchObject({
      status: 503,
      body: "not ready, pending: install\n",
    });
    block[Symbol.dispose]();
    expect((await health(request("/readyz"))).status).toBe(200);
    expect((await health(request("/"))).status).toBe(404);
  });
});

describe("monitoring", () => {
  const asked: boolean[] = [];
  const changes: unknown[] = [];
  const handler = monitoringHandler({
    metrics: new MetricsRegistry({ format: "prometheus" }),
    version: "v",
    report: ({ verify }) => {
      asked.push(verify);
      const ztunnel = { connected: 0, synced: false, expected: false };
      return Promise.resolve({ node: "n1", ztunnel, watching: true, pods: [] });
    },
    logLevels: {
      describe: () => "info",
      change: (change) => {
        if (change.directives === "nonsense") throw new Error("no level");
        changes.push(change);
      },
    },
  });
  const get = async (target: string, method?: string): Promise<HttpResponse> =>
    handler(request(target, method));

  test("has metrics, version and pods", async () => {
    expect((await get("/metrics")).status).toBe(200);
    expect((await get("/version")).body).toBe("v\n");
    expect(JSON.parse(String((await get("/debug/enrolment")).body))).toMatchObject({ node: "n1", pods: [] });
    expect((await get("/nothing")).status).toBe(404);
  });

  test("looks at the rules only when asked to", async () => {
    asked.length = 0;
    for (const query of ["", "?verify=true", "?verify=false", "?verify"])
      await get(`/debug/enrolment${query}`);
    expect(asked).toEqual([false, true, false, true]);
  });

  test("changes log levels by POST", async () => {
    expect((await get("/debug/logging")).body).toBe("info\n");
    expect((await get("/debug/logging?level=debug")).status).toBe(405);
    expect((await get("/debug/logging?level=debug", "POST")).status).toBe(200);
    expect(changes).toEqual([{ reset: false, directives: "debug" }]);
    expect(await get("/debug/logging?level=nonsense", "POST")).toMatchObject({
      status: 400,
      body: "no level\n",
    });
  });
});
