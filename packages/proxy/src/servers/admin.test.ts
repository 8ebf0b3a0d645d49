import type { HttpHandler, HttpRequest, HttpResponse } from "@ambit/http-server";
import { LogFilter } from "@ambit/telemetry";
import { describe, expect, test } from "vitest";
import { type AdminSources, adminHandler } from "./admin.ts";

function request(target: string, method = "GET"): HttpRequest {
  const [path = "", query = ""] = target.split("?");
  return { method, path, query: new URLSearchParams(query), client: "127.0.0.1", header: () => undefined };
}

function sources(overrides: Partial<AdminSources> = {}): AdminSources {
  return {
    configDump: () => Promise.resolve("{}"),
    title: "Admin",
    more: [],
    logLevels: { describe: () => "info", change: () => {} },
    heap: {
      statistics: () => Promise.resolve({ main: 1 }),
      writeSnapshots: () => Promise.resolve(["/tmp/a"]),
    },
    profiles: {
      cpu: () => Promise.resolve(new Uint8Array()),
      heap: () => Promise.resolve(undefined),
      isHeapActive: false,
      setHeapActive: () => Promise.resolve(),
    },
    shutdown: () => {},
    ...overrides,
  };
}

async function ask(handler: HttpHandler, target: string, method?: string): Promise<HttpResponse> {
  return await handler(request(target, method));
}

describe("admin endpoints", () => {
  test.each(["config_dump", "logging", "debug/heap", "debug/pprof/profile", "quitquitquit"])(
    "the index links to %s",
    async (path) => {
      const { status, headers, body } = await ask(adminHandler(sources()), "/");
      expect(status).toBe(200);
      expect(headers).toEqual({ "content-type": "text/html; charset=utf-8" });
      expect(body).toContain(`href="${path}"`);
    },
  );

  test("the dump is JSON for any method", async () => {
    const handler = adminHandler(sources({ configDump: () => Promise.resolve('{"a":1}') }));
    for (const method of ["GET", "POST"]) {
      expect(await ask(handler, "/config_dump", method)).toEqual({
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"a":1}',
      });
    }
  });

  test.each(["/nosuch", "/config_dump/", "/debug/pprof", "/debug/pprof/trace", "//"])(
    "%s is not found",
    async (path) => {
      expect(await ask(adminHandler(sources()), path)).toEqual({ status: 404 });
    },
  );

  test.each<[target: string, expected: object]>([
    ["/logging", { reset: false, directives: undefined }],
    ["/logging?level=debug", { reset: false, directives: "debug" }],
    ["/logging?level=info,access=trace", { reset: false, directives: "info,access=trace" }],
    ["/logging?level=info%2Caccess%3Dtrace", { reset: false, directives: "info,access=trace" }],
    ["/logging?reset", { reset: true, directives: undefined }],
    ["/logging?reset&level=access=debug", { reset: true, directives: "access=debug" }],
  ])("POST %s changes the filter", async (target, expected) => {
    const changes: object[] = [];
    const logLevels = { describe: () => "what it is", change: (options: object) => changes.push(options) };
    const { status, body } = await ask(adminHandler(sources({ logLevels })), target, "POST");
    expect({ status, body }).toEqual({ status: 200, body: "current log level is what it is\n" });
    expect(changes).toEqual([expected]);
  });

  test("a failure that is not the client's is not answered as one", async () => {
    const change = () => {
      throw new Error("broken");
    };
    const handler = adminHandler(sources({ logLevels: { describe: () => "", change } }));
    await expect(ask(handler, "/logging?level=info", "POST")).rejects.toThrow("broken");
    const refusing = adminHandler(
      sources({ logLevels: { describe: () => "", change: () => void LogFilter.parse("access=loud") } }),
    );
    expect(await ask(refusing, "/logging?level=access=loud", "POST")).toMatchObject({ status: 400 });
  });

  test("a program adds paths of its own, and what is below them", async () => {
    const asked: string[] = [];
    const own = {
      path: "/debug/things/",
      description: "things",
      handler: ({ path }: HttpRequest) => {
        asked.push(path);
        return { status: 200 };
      },
    };
    const handler = adminHandler(sources({ more: [own] }));
    expect(await ask(handler, "/debug/things")).toEqual({ status: 200 });
    expect(await ask(handler, "/debug/things/a/b")).toEqual({ status: 200 });
    expect(await ask(handler, "/debug/thingsthat")).toEqual({ status: 404 });
    expect(asked).toEqual(["/debug/things", "/debug/things/a/b"]);
    const { body } = await ask(handler, "/");
    expect(body).toContain('<tr><td><a href="debug/things">debug/things</a></td><td>things</td></tr>');
  });

  test("only a POST shuts down", async () => {
    let shutdowns = 0;
    const handler = adminHandler(sources({ shutdown: () => (shutdowns += 1) }));
    expect(await ask(handler, "/quitquitquit")).toEqual({ status: 405 });
    expect(shutdowns).toBe(0);
    expect(await ask(handler, "/quitquitquit", "POST")).toMatchObject({
      status: 200,
      body: "shutdown now\n",
    });
    expect(shutdowns).toBe(1);
  });

  test("GET /debug/heap shows the memory of every thread", async () => {
    expect(await ask(adminHandler(sources()), "/debug/heap")).toMatchObject({
      status: 200,
      body: '{\n  "main": 1\n}',
    });
    expect(await ask(adminHandler(sources()), "/debug/heap", "PUT")).toEqual({ status: 405 });
  });

  test("POST /debug/heap writes one snapshot at a time, also after a failure", async () => {
    const { promise, reject } = Promise.withResolvers<readonly string[]>();
    const results = [promise, Promise.resolve(["/tmp/1", "/tmp/2"])];
    const writeSnapshots = () => results.shift() ?? Promise.resolve([]);
    const handler = adminHandler(
      sources({ heap: { statistics: () => Promise.resolve({}), writeSnapshots } }),
    );
    const first = ask(handler, "/debug/heap", "POST");
    expect(await ask(handler, "/debug/heap", "POST")).toMatchObject({ status: 409 });
    reject(new Error("disk full"));
    await expect(first).rejects.toThrow("disk full");
    const { body } = await ask(handler, "/debug/heap", "POST");
    expect(JSON.parse(String(body))).toEqual({ snapshots: ["/tmp/1", "/tmp/2"] });
  });
});
