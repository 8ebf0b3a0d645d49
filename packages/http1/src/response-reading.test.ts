import { describe, expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import { aClient, anArea, aRequest, feed, writtenIn } from "./testing/exchange.ts";
import { bytesOf } from "./testing/recorder.ts";

const UPGRADE = { upgrade: "websocket", headers: new HeaderList() };
const CHUNKED = "Transfer-Encoding: chunked\r\n";

/** What a client was told of a response to this method. */
function callsOf(text: string, method = "GET"): readonly string[] {
  const request = method === "CONNECT" ? { method, authority: "shop:80" } : { method };
  const { client, seen } = aClient(request);
  feed(client, text);
  return seen.calls;
}

describe("a response", () => {
  test("is its first line, its fields and its end", () => {
    const { client, seen } = aClient();
    expect(feed(client, "HTTP/1.1 200 Very  OK\xfc\r\nServer: a\r\nContent-Length: 2\r\n\r\nhi")).toBe("");
    expect(seen.calls).toEqual([
      `head 200 Very  OK\xfc ${JSON.stringify([
        ["server", "a"],
        ["content-length", "2"],
      ])}`,
      "data hi",
      "end",
    ]);
    expect(seen.head).toMatchObject({
      version: "1.1",
      body: { kind: "length", bytes: 2 },
      isPersistent: true,
    });
    expect(client.isReusable).toBe(true);
  });

  test.each([
    ["HTTP/1.1 404", { status: 404, reason: "" }],
    ["HTTP/1.1 404 ", { status: 404, reason: "" }],
    ["HTTP/1.1 404 Not Found ", { status: 404, reason: "Not Found" }],
    ["HTTP/1.0 999 x", { status: 999, reason: "x", version: "1.0", isPersistent: false }],
  ])("may begin with %j", (line, head) => {
    const { client, seen } = aClient();
    feed(client, `${line}\r\nContent-Length: 0\r\n\r\n`);
    expect(seen.head).toMatchObject(head);
  });

  test.each([
    ["HTTP/1.1  200 OK", "bad-status-line 502"],
    ["HTTP/1.1 20 OK", "bad-status-line 502"],
    ["HTTP/1.1 2000 OK", "bad-status-line 502"],
    ["HTTP/1.1 099 OK", "bad-status-line 502"],
    ["HTTP/1.1 +20 OK", "bad-status-line 502"],
    ["HTTP/1.1 200\tOK", "bad-status-line 502"],
    ["HTTP/1.1", "bad-status-line 502"],
    ["", "bad-status-line 502"],
    ["ICY 200 OK", "bad-status-line 502"],
    ["http/1.1 200 OK", "bad-status-line 502"],
    [" HTTP/1.1 200 OK", "bad-status-line 502"],
    ["HTTP/2.0 200 OK", "bad-version 502"],
    ["HTTP/1.2 200 OK", "bad-version 502"],
    ["HTTP/0.9 200 OK", "bad-version 502"],
    ["HTTP/1.1 200 O\0K", "control-character 502"],
  ])("cannot begin with %j", (line, fault) => {
    expect(callsOf(`${line}\r\n\r\n`)).toEqual([`fault ${fault}`]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    ["length", "Content-Length: 2\r\n\r\nhi", ["data hi", "end"]],
    ["chunks", `${CHUNKED}\r\n2\r\nhi\r\n0\r\nX: y\r\n\r\n`, ["data hi", 'trailers [["x","y"]]', "end"]],
    ["no length", "Content-Length: 0\r\n\r\n", ["end"]],
  ])("has the body that it says: %s", (_name, text, calls) => {
    expect(callsOf(`HTTP/1.1 200 OK\r\n${text}`).slice(1)).toEqual(calls);
  });

  test("without a length ends with the connection", () => {
    const { client, seen } = aClient();
    feed(client, "HTTP/1.1 200 OK\r\n\r\nhello\r\n\r\n");
    expect(seen.head).toMatchObject({ body: { kind: "close" }, isPersistent: false });
    client.receiveEnd();
    expect(seen.calls.slice(1)).toEqual(["data hello\r\n\r\n", "end"]);
    expect([client.isReusable, client.mustClose]).toEqual([false, true]);
  });

  test.each([
    ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
    ["HEAD", `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n`],
    ["HEAD", "HTTP/1.1 200 OK\r\n\r\n"],
    ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"],
    ["GET", `HTTP/1.1 304 Not Modified\r\n${CHUNKED}\r\n`],
    ["GET", "HTTP/1.1 204 No Content\r\n\r\n"],
    ["GET", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"],
  ])("to %s has no body: %j", (method, text) => {
    const { client, seen } = aClient({ method });
    expect(feed(client, text)).toBe("");
    expect(seen.calls.slice(1)).toEqual(["end"]);
    expect(client.isReusable).toBe(true);
  });

  test.each<readonly [string, string]>([
    [`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${CHUNKED}\r\n`, "content-length-and-transfer-encoding 502"],
    ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "duplicate-content-length 502"],
    ["HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", "bad-content-length 502"],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "bad-transfer-encoding 502"],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "bad-transfer-encoding 502"],
    [`HTTP/1.0 200 OK\r\n${CHUNKED}\r\n`, "transfer-encoding-not-allowed 502"],
    [`HTTP/1.1 204 No Content\r\n${CHUNKED}\r\n`, "transfer-encoding-not-allowed 502"],
    ["HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "content-length-not-allowed 502"],
    [`HTTP/1.1 100 Continue\r\n${CHUNKED}\r\n`, "transfer-encoding-not-allowed 502"],
    ["HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n", "unexpected-upgrade 502"],
    ["HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "bad-field-name 502"],
    ["HTTP/1.1 200 OK\nX: y\r\n\r\n", "bare-lf 502"],
    ["HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", "obs-fold 502"],
    [`HTTP/1.1 200 OK\r\nX: ${"y".repeat(61_440)}\r\n\r\n`, "head-too-large 503"],
    [`HTTP/1.1 200 ${"y".repeat(61_440)}\r\n\r\n`, "head-too-large 503"],
    [`HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(101)}\r\n`, "too-many-headers 503"],
  ])("is refused: %j", (text, fault) => {
    expect(callsOf(text).at(-1)).toBe(`fault ${fault}`);
  });

  test.each([
    ["before the head", ""],
    ["inside the head", "HTTP/1.1 200 OK\r\n"],
    ["behind an interim one", "HTTP/1.1 100 Continue\r\n\r\n"],
    ["inside a body of a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"],
    ["inside chunks", `HTTP/1.1 200 OK\r\n${CHUNKED}\r\n2\r\nhi\r\n`],
  ])("is truncated %s", (_name, text) => {
    const { client, seen } = aClient();
    feed(client, text);
    client.receiveEnd();
    expect(seen.calls.at(-1)).toBe("fault truncated 502");
    expect(client.mustClose).toBe(true);
  });
});

describe("interim responses", () => {
  test("come before the final one", () => {
    expect(
      callsOf(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
      ),
    ).toEqual(["interim 100", "interim 103", "head 204 No []", "end"]);
  });

  test("are bounded", () => {
    const interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    expect(callsOf(`${interim.repeat(32)}HTTP/1.1 204 No\r\n\r\n`).at(-1)).toBe("end");
    expect(callsOf(interim.repeat(33)).at(-1)).toBe("fault too-many-interim-responses 502");
  });
});

describe("a tunnel", () => {
  test.each([
    [{ method: "CONNECT", authority: "shop:80" }, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
    [{ method: "CONNECT", authority: "shop:80" }, `HTTP/1.1 299 OK\r\n${CHUNKED}\r\n`],
    [UPGRADE, "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n"],
  ])("begins when %j is accepted", (request, text) => {
    const { client, seen } = aClient(request);
    expect(feed(client, `${text}hello\0\n`)).toBe("");
    expect(seen.head?.body).toEqual({ kind: "tunnel" });
    expect([client.isTunnel, client.isReusable]).toEqual([true, false]);
    const area = anArea();
    expect(client.writeData(area, bytesOf("a\0b"), 0, 3)).toBe(3);
    expect(client.writeEnd(area)).toBe(0);
    expect(writtenIn(area)).toBe("a\0b");
    client.receiveEnd();
    expect(seen.calls.slice(1)).toEqual(["data hello\0\n", "end"]);
    expect(client.isReusable).toBe(false);
  });

  test("says what it switches to", () => {
    const { client, seen } = aClient(UPGRADE);
    feed(client, "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n");
    expect(seen.head?.upgrade).toEqual(["websocket"]);
  });

  test("does not begin when it is refused", () => {
    const { client, seen } = aClient({ method: "CONNECT", authority: "shop:80" });
    feed(client, "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno");
    expect(seen.calls.slice(1)).toEqual(["data no", "end"]);
    expect([client.isTunnel, client.isReusable]).toEqual([false, true]);
  });

  test("does not begin inside a request", () => {
    const { client, seen } = aClient({ ...UPGRADE, method: "POST", endStream: false });
    feed(client, "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
    expect(seen.calls).toEqual(["fault unexpected-upgrade 502"]);
  });
});

describe("a client connection", () => {
  const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  test("takes one request after the other", () => {
    const { client, seen } = aClient();
    expect(client.isWaiting).toBe(true);
    expect(() => client.writeHead(anArea(), aRequest())).toThrow(
      expect.objectContaining({ code: "bad-call" }),
    );
    feed(client, ok);
    expect(client.isWaiting).toBe(false);
    expect(client.writeHead(anArea(), aRequest({ method: "HEAD" }))).toBe(0);
    feed(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    expect(seen.calls.filter((call) => call === "end")).toHaveLength(2);
    expect(client.isReusable).toBe(true);
  });

  test.each([
    ["says so", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
    ["speaks HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"],
  ])("is not used again when the server %s", (_name, text) => {
    const { client, seen } = aClient();
    feed(client, text);
    expect(seen.calls.at(-1)).toBe("end");
    expect([client.isReusable, client.mustClose]).toEqual([false, true]);
  });

  test("is used again when HTTP/1.0 keeps it alive", () => {
    const { client } = aClient();
    feed(client, "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
    expect(client.isReusable).toBe(true);
  });

  test("is not used again when we said that it ends", () => {
    const { client, written } = aClient({ close: true });
    expect(written).toContain("connection: close\r\n");
    feed(client, ok);
    expect(client.isReusable).toBe(false);
  });

  test("is not used again before the request is written to its end", () => {
    const { client } = aClient({ method: "POST", endStream: false });
    feed(client, ok);
    expect(client.isReusable).toBe(false);
    client.writeEnd(anArea());
    expect(client.isReusable).toBe(true);
  });

  test("never takes what follows a response for the next one", () => {
    const { client, seen } = aClient();
    const reusable: boolean[] = [];
    seen.onEnded = () => reusable.push(client.isReusable);
    expect(feed(client, `${ok}HTTP/1.1 200 Poison\r\n\r\n`)).toMatch(/^HTTP/);
    expect([...reusable, client.isReusable, client.mustClose]).toEqual([false, false, true]);
    expect(seen.calls.slice(1)).toEqual(["data hi", "end"]);
  });

  test("takes what comes unasked for a fault", () => {
    const { client, seen } = aClient();
    feed(client, ok);
    feed(client, "HTTP/1.1 408 Timeout\r\n\r\n");
    expect(seen.calls.at(-1)).toBe("fault unexpected-response 502");
    expect(client.isReusable).toBe(false);
  });

  test("says nothing when a server leaves between responses", () => {
    const { client, seen } = aClient();
    feed(client, ok);
    client.receiveEnd();
    expect(seen.calls.at(-1)).toBe("end");
    expect(client.isReusable).toBe(false);
  });

  test("hands out as much of a body as its owner takes", () => {
    const { client, seen } = aClient();
    seen.room = 1;
    const rest = feed(client, ok);
    expect(rest).toBe("i");
    seen.room = 1;
    expect(feed(client, rest)).toBe("");
    expect(seen.calls.slice(1)).toEqual(["data hi", "end"]);
    expect(client.isReusable).toBe(true);
  });
});
