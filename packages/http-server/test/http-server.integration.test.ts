import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { parseIpAddress } from "@ambit/addr";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { bindHttpServer, type HttpHandler, textResponse } from "../src/http-server.ts";

const LOOPBACK = { kind: "socket", address: { ip: parseIpAddress("127.0.0.1"), port: 0 } } as const;

function bind(handler: HttpHandler, options: Partial<Parameters<typeof bindHttpServer>[0]> = {}) {
  const { logger, sink } = memoryLogger("hyper_util");
  const server = bindHttpServer({ component: "test", address: LOOPBACK, handler, logger, ...options });
  return { server, sink };
}

/** Sends bytes and resolves with everything received once the server has closed the connection. */
function exchange(port: number, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: "127.0.0.1", port });
  let received = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => (received += chunk));
  socket.on("error", reject);
  socket.on("close", () => resolve(received));
  socket.write(text);
  return promise;
}

const get = (path: string, headers = "connection: close\r\n"): string =>
  `GET ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`;

describe("the HTTP server", () => {
  test("answers on the address it reports, and logs it as ztunnel does", async () => {
    const { server, sink } = bind(({ path, query }) => textResponse(200, `${path} ${query.get("a")}`));
    await using bound = await server;
    const response = await fetch(`http://127.0.0.1:${bound.address.port}/x?a=b`);
    expect([response.status, await response.text()]).toEqual([200, "/x b"]);
    expect(sink.records).toMatchObject([
      {
        level: "info",
        scope: "ztunnel::hyper_util",
        message: "listener established",
        address: `127.0.0.1:${bound.address.port}`,
        component: "test",
      },
    ]);
  });

  test("sends the header fields of ztunnel's servers and no others", async () => {
    await using bound = await bind(() => textResponse(200, "ready\n")).server;
    const { port } = bound.address;
    const form = (connection: string) =>
      new RegExp(
        `^HTTP/1\\.1 200 OK\\r\\ncontent-type: text/plain\\r\\ncontent-length: 6\\r\\ndate: [^\\r]* GMT\\r\\n${connection}\\r\\nready\\n`,
      );
    const both = await exchange(port, get("/", "") + get("/"));
    expect(both).toMatch(form(""));
    expect(both.slice(both.indexOf("ready") + "ready\n".length)).toMatch(form("Connection: close\\r\\n"));
  });

  test.each([
    ["/a/../b?x", "/a/../b"],
    ["//b/c", "//b/c"],
    ["http://other/d?x", "/d"],
    ["http://other", "/"],
  ])("takes the path of %s as %s", async (target, path) => {
    await using bound = await bind((request) => textResponse(200, `path ${request.path}.`)).server;
    expect(await exchange(bound.address.port, get(target))).toContain(`\r\n\r\npath ${path}.`);
  });

  test("listens on both loopbacks with one port when IPv6 is on", async () => {
    const address = { kind: "localhost", ipv6: true, port: 0 } as const;
    const { server, sink } = bind(() => textResponse(200, "x"), { address });
    await using bound = await server;
    const { port } = bound.address;
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    if (bound.addresses.length === 1) {
      expect(sink.withMessage("no IPv6 loopback, listening on IPv4 only")).toHaveLength(1);
    } else {
      expect(bound.addresses).toEqual([
        { ip: "127.0.0.1", port },
        { ip: "::1", port },
      ]);
      expect((await fetch(`http://[::1]:${port}/`)).status).toBe(200);
    }
  });

  test("refuses to start on a port that is taken, and leaves nothing behind", async () => {
    await using first = await bind(() => textResponse(200, "first")).server;
    const address = { kind: "localhost", ipv6: false, port: first.address.port } as const;
    await expect(bind(() => textResponse(200, ""), { address }).server).rejects.toMatchObject({
      code: "bind-failed",
      message: `cannot listen on 127.0.0.1:${first.address.port} (test)`,
    });
  });

  test("answers a failing handler with 500 and its reason", async () => {
    const { server, sink } = bind(() =>
      Promise.reject(new Error("no dump", { cause: new Error("worker busy") })),
    );
    await using bound = await server;
    const response = await fetch(`http://127.0.0.1:${bound.address.port}/a`);
    expect([response.status, await response.text()]).toEqual([500, "no dump: worker busy\n"]);
    expect(sink.withMessage("request failed")).toMatchObject([
      { level: "error", component: "test", path: "/a" },
    ]);
  });

  test("closes a connection whose header does not come", async () => {
    const limits = { headerTimeoutMs: 100 };
    await using bound = await bind(() => textResponse(200, ""), { limits }).server;
    for (const start of ["", "GET / HTTP/1.1\r\n"]) {
      const begin = performance.now();
      await exchange(bound.address.port, start);
      expect(performance.now() - begin).toBeGreaterThan(90);
    }
  });

  test("refuses a header of more than 8 KiB", async () => {
    await using bound = await bind(() => textResponse(200, "")).server;
    const fits = await exchange(
      bound.address.port,
      get("/", `a: ${"x".repeat(7_900)}\r\nconnection: close\r\n`),
    );
    expect(fits).toMatch(/^HTTP\/1\.1 200 /);
    const tooLong = await exchange(bound.address.port, get("/", `a: ${"x".repeat(8_300)}\r\n`));
    expect(tooLong).toMatch(/^HTTP\/1\.1 431 /);
  });

  test("ends a request whose body does not end", async () => {
    const limits = { headerTimeoutMs: 50, requestTimeoutMs: 100 };
    const { promise: never } = Promise.withResolvers<never>();
    await using bound = await bind(() => never, { limits }).server;
    await exchange(bound.address.port, "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nab");
  });

  test("drains: finishes what is in hand, closes idle connections and accepts no more", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const { server, sink } = bind(async ({ path }) => {
      if (path === "/slow") {
        enter();
        await released;
      }
      return textResponse(200, "done");
    });
    await using bound = await server;
    const { port } = bound.address;
    const idle = exchange(port, get("/quick", ""));
    const slow = exchange(port, get("/slow", ""));
    await entered;
    bound.drain("graceful");
    expect(await idle).toMatch(/done$/);
    await expect(exchange(port, get("/late"))).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(sink.withMessage("listener drained")).toEqual([]);
    release();
    expect(await slow).toMatch(/connection: close[\s\S]*done$/i);
    await bound.closed;
    expect(sink.withMessage("listener drained")).toMatchObject([
      { scope: "ztunnel::hyper_util", address: `127.0.0.1:${port}`, component: "test" },
    ]);
  });

  test("drains without waiting for connections that never asked anything", async () => {
    await using bound = await bind(() => textResponse(200, "")).server;
    const silent = exchange(bound.address.port, "");
    const half = exchange(bound.address.port, "GET / HT");
    await exchange(bound.address.port, get("/"));
    bound.drain("graceful");
    expect(await Promise.race([bound.closed, delay(1_000, "open")])).toBeUndefined();
    expect(await Promise.all([silent, half].map((closed) => closed.catch(() => "")))).toEqual(["", ""]);
  });

  test.each(["drain", "destroy", "dispose"])("%s at once cuts off what is in hand", async (way) => {
    const { promise: never } = Promise.withResolvers<never>();
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
    const bound = await bind(() => (enter(), never)).server;
    const slow = exchange(bound.address.port, get("/", ""));
    await entered;
    bound.drain("graceful");
    if (way === "drain") bound.drain("immediate");
    else if (way === "destroy") bound.destroy(new Error("second signal"));
    else await bound[Symbol.asyncDispose]();
    await bound.closed;
    expect(await Promise.race([slow.catch(() => ""), delay(1_000, "open")])).toBe("");
  });
});
