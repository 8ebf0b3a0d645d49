import { describe, expect, test } from "vitest";
import { HeaderList } from "./header-list.ts";
import type { RequestHead } from "./message-head.ts";
import type { Http1Server } from "./server-connection.ts";
import { anArea, aServer, feed, writtenIn } from "./testing/exchange.ts";
import { bytesOf } from "./testing/recorder.ts";

function headOf(text: string): RequestHead | undefined {
  const { server, seen } = aServer();
  feed(server, text);
  return seen.head;
}

function get(fields: readonly string[], version = "HTTP/1.1"): string {
  return [`GET /a?b ${version}`, "Host: shop:80", ...fields, "", ""].join("\r\n");
}

function answer(server: Http1Server): void {
  server.writeHead(anArea(), { status: 204, headers: new HeaderList(), endStream: true });
}

const POST = "POST / HTTP/1.1\r\nHost: shop\r\n";
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;

describe("a request", () => {
  test("is its first line, its fields and its end", () => {
    const { server, seen } = aServer();
    expect(
      feed(server, "GET /a?b HTTP/1.1\r\nHost: shop\r\nX-Empty:\r\nX-Two: \t a  b \t\r\nX-Y: \xfc\r\n\r\n"),
    ).toBe("");
    expect(seen.calls).toEqual([
      `head GET /a ${JSON.stringify([
        ["host", "shop"],
        ["x-empty", ""],
        ["x-two", "a  b"],
        ["x-y", "\xfc"],
      ])}`,
      "end",
    ]);
    expect(seen.head).toMatchObject({
      method: "GET",
      target: { form: "origin", path: "/a", query: "b" },
      authority: "shop",
      version: "1.1",
      body: { kind: "none" },
      isPersistent: true,
      upgrade: [],
      expectsContinue: false,
    });
    expect(seen.head?.headers.spellingAt(2)).toBe("X-Two");
  });

  test("has one empty line before it at most", () => {
    expect(headOf(`\r\n${get([])}`)?.method).toBe("GET");
  });

  test.each([
    ["M-SEARCH", "M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["get", "get / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["!#$%&'*+-.^_`|~0", "!#$%&'*+-.^_`|~0 / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ])("may have the method %s", (method, text) => {
    expect(headOf(text)?.method).toBe(method);
  });

  test.each([
    ["Host", get([]), "shop:80"],
    ["the target, if that names it", "GET http://other/ HTTP/1.1\r\nHost: shop\r\n\r\n", "other"],
    ["the target of a tunnel", "CONNECT other:1 HTTP/1.1\r\nHost: shop\r\n\r\n", "other:1"],
    ["nobody in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", ""],
    ["Host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: shop\r\n\r\n", "shop"],
    ["the target in HTTP/1.0", "GET http://other/ HTTP/1.0\r\n\r\n", "other"],
  ])("asks %s", (_name, text, authority) => {
    expect(headOf(text)?.authority).toBe(authority);
  });

  test.each([
    ["HTTP/1.1", [], true],
    ["HTTP/1.1", ["Connection: close"], false],
    ["HTTP/1.1", ["Connection: x, CLOSE"], false],
    ["HTTP/1.1", ["Connection: x", "Connection: close"], false],
    ["HTTP/1.1", ["Connection: keep-alive, close"], false],
    ["HTTP/1.1", ["Connection: closed"], true],
    ["HTTP/1.0", [], false],
    ["HTTP/1.0", ["Connection: Keep-Alive"], true],
    ["HTTP/1.0", ["Connection: keep-alive, close"], false],
  ])("in %s with %j keeps its connection: %s", (version, fields, isPersistent) => {
    expect(headOf(get(fields, version))?.isPersistent).toBe(isPersistent);
  });

  test.each([
    ["HTTP/1.1", ["Connection: Upgrade", "Upgrade: WebSocket"], ["websocket"]],
    ["HTTP/1.1", ["Connection: upgrade, x", "Upgrade: h2c, a/1"], ["h2c", "a/1"]],
    ["HTTP/1.1", ["Upgrade: websocket"], []],
    ["HTTP/1.1", ["Connection: upgrade"], []],
    ["HTTP/1.0", ["Connection: upgrade", "Upgrade: websocket"], []],
  ])("in %s with %j offers %j", (version, fields, upgrade) => {
    expect(headOf(get(fields, version))?.upgrade).toEqual(upgrade);
  });

  test.each([
    ["HTTP/1.1", ["Expect: 100-Continue", "Content-Length: 5"], true],
    ["HTTP/1.1", ["Expect: 100-continue"], false],
    ["HTTP/1.1", ["Expect: other", "Content-Length: 5"], false],
    ["HTTP/1.0", ["Expect: 100-continue", "Content-Length: 5"], false],
  ])("in %s with %j waits to be told to go on: %s", (version, fields, expectsContinue) => {
    expect(headOf(get(fields, version))?.expectsContinue).toBe(expectsContinue);
  });
});

describe("the body of a request", () => {
  test("has the length that it says", () => {
    const { server, seen } = aServer();
    const rest = feed(server, `${POST}Content-Length: 0005\r\n\r\nhelloGET /`);
    expect(seen.calls.slice(1)).toEqual(["data hello", "end"]);
    expect(seen.head?.body).toEqual({ kind: "length", bytes: 5 });
    expect(rest).toBe("GET /");
  });

  test("may be empty", () => {
    const { server, seen } = aServer();
    feed(server, `${POST}Content-Length: 0\r\n\r\n`);
    expect(seen.head?.body).toEqual({ kind: "none" });
    expect(seen.calls.slice(1)).toEqual(["end"]);
  });

  test.each([
    ["chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", ["data hello world", "end"]],
    ["no chunk", "0\r\n\r\n", ["end"]],
    ["zeros in sizes", "00005\r\nhello\r\n000\r\n\r\n", ["data hello", "end"]],
    [
      "sizes in any case",
      "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n",
      ["data 01234567890123456789", "end"],
    ],
    ["extensions", '5;a;b=c;d="e;\\"f "\r\nhello\r\n0;a\r\n\r\n', ["data hello", "end"]],
    ["line ends in chunks", "2\r\n\r\n\r\n0\r\n\r\n", ["data \r\n", "end"]],
    ["trailers", "0\r\nX-A: b\r\nX-C:\r\n\r\n", ['trailers [["x-a","b"],["x-c",""]]', "end"]],
    [
      "trailers that may not be there",
      "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: a\r\nX-Forwarded-For: b\r\nX: y\r\n\r\n",
      ['trailers [["x","y"]]', "end"],
    ],
    ["only such", "0\r\nAuthorization: b\r\n\r\n", ["end"]],
  ])("may be %s", (_name, body, calls) => {
    const { server, seen } = aServer();
    expect(feed(server, `${CHUNKED}${body}next`)).toBe("next");
    expect(seen.calls.slice(1)).toEqual(calls);
  });

  test("is handed out where it lies, and as much as its owner takes", () => {
    const { server, seen } = aServer();
    seen.room = 3;
    const bytes = bytesOf(`${POST}Content-Length: 8\r\n\r\n12345678`);
    const body = bytes.length - 8;
    expect(server.receive(bytes, 0, bytes.length)).toBe(body + 3);
    expect(server.receive(bytes, body + 3, bytes.length)).toBe(body + 3);
    seen.room = 4;
    expect(server.receive(bytes, body + 3, bytes.length)).toBe(body + 7);
    seen.room = 9;
    expect(server.receive(bytes, body + 7, bytes.length)).toBe(body + 8);
    expect(seen.calls.slice(1)).toEqual(["data 12345678", "end"]);
  });

  test("in chunks is handed out as its owner takes it", () => {
    const { server, seen } = aServer();
    seen.room = 0;
    let rest = feed(server, `${CHUNKED}5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n`);
    for (let turn = 0; turn < 8; turn++) {
      seen.room = 1;
      rest = feed(server, rest);
    }
    expect([rest, ...seen.calls.slice(1)]).toEqual(["", "data helloabc", "end"]);
  });
});

describe("a limit", () => {
  function faultOf(
    limits: NonNullable<Parameters<typeof aServer>[0]>["limits"],
    text: string,
  ): string | undefined {
    const { server, seen } = aServer({ limits: limits ?? {} });
    feed(server, text);
    return seen.fault;
  }

  const head = "GET /123456 HTTP/1.1\r\nHost: shop\r\n\r\n";

  test("holds for the head: just so large is taken, one more is not", () => {
    expect(faultOf({ headBytes: head.length }, head)).toBeUndefined();
    expect(faultOf({ headBytes: head.length - 1 }, head)).toBe("head-too-large 431");
    expect(faultOf({ headBytes: 24 }, head)).toBe("head-too-large 431");
    expect(faultOf({ headBytes: 22 }, head)).toBe("head-too-large 431");
    expect(faultOf({ headBytes: 21 }, head)).toBe("target-too-long 414");
    expect(faultOf({ headBytes: 10 }, head)).toBe("target-too-long 414");
  });

  test("holds for a head that never ends", () => {
    expect(faultOf({}, `GET /${"a".repeat(70_000)}`)).toBe("target-too-long 414");
    expect(faultOf({}, `GET / HTTP/1.1\r\nX: ${"a".repeat(70_000)}`)).toBe("head-too-large 431");
  });

  test("holds for the number of fields", () => {
    const fields = (count: number): string => `GET / HTTP/1.1\r\nHost: a\r\n${"A: b\r\n".repeat(count)}\r\n`;
    expect(faultOf({}, fields(99))).toBeUndefined();
    expect(faultOf({}, fields(100))).toBe("too-many-headers 431");
  });

  test("holds for the line before a chunk", () => {
    const chunk = (bytes: number): string => `${CHUNKED}1;${"a".repeat(bytes)}\r\nx\r\n`;
    expect(faultOf({ chunkLineBytes: 10 }, chunk(6))).toBeUndefined();
    expect(faultOf({ chunkLineBytes: 10 }, chunk(7))).toBe("chunk-line-too-long 400");
  });

  test("holds for all extensions of a message together", () => {
    const chunk = `1;${"a".repeat(98)}\r\nx\r\n`;
    expect(faultOf({}, CHUNKED + chunk.repeat(165))).toBeUndefined();
    expect(faultOf({}, CHUNKED + chunk.repeat(166))).toBe("chunk-extensions-too-long 400");
  });

  test("holds for trailers", () => {
    expect(faultOf({ trailerBytes: 8 }, `${CHUNKED}0\r\nA: b\r\n\r\n`)).toBeUndefined();
    expect(faultOf({ trailerBytes: 7 }, `${CHUNKED}0\r\nA: b\r\n\r\n`)).toBe("trailers-too-large 431");
    expect(faultOf({ fields: 2 }, `${CHUNKED}0\r\n${"A: b\r\n".repeat(3)}\r\n`)).toBe(
      "too-many-trailers 431",
    );
  });
});

describe("a server connection", () => {
  test("reads the next request when it is told to", () => {
    const { server, seen } = aServer();
    const rest = feed(server, get([]) + get(["X: 2"]));
    expect(rest).toBe(get(["X: 2"]));
    expect(feed(server, rest)).toBe(rest);
    expect(server.isReusable).toBe(false);
    expect(() => server.next()).toThrow(expect.objectContaining({ code: "bad-call" }));
    answer(server);
    expect([server.isReusable, server.isIdle]).toEqual([true, false]);
    server.next();
    expect(server.isIdle).toBe(true);
    expect(feed(server, rest)).toBe("");
    expect(seen.heads).toHaveLength(2);
    expect(server.isIdle).toBe(false);
  });

  test("reads on at once, if it is told so while it reads", () => {
    const { server, seen } = aServer();
    seen.onEnded = () => {
      answer(server);
      server.next();
    };
    expect(feed(server, get([]).repeat(3))).toBe("");
    expect(seen.heads).toHaveLength(3);
  });

  test("is not reusable before the request is read to its end", () => {
    const { server, seen } = aServer();
    feed(server, `${POST}Content-Length: 5\r\n\r\nhel`);
    answer(server);
    expect([server.isReusable, server.mustClose]).toEqual([false, false]);
    feed(server, "lo");
    expect(seen.calls.at(-1)).toBe("end");
    expect(server.isReusable).toBe(true);
  });

  test("says nothing when a client leaves between requests", () => {
    const { server, seen } = aServer();
    server.receiveEnd();
    expect(seen.calls).toEqual([]);
    expect(server.mustClose).toBe(true);
  });

  test("ends with the request that was read when the client leaves", () => {
    const { server, seen } = aServer();
    feed(server, get([]));
    server.receiveEnd();
    expect(seen.calls.at(-1)).toBe("end");
    const area = anArea();
    expect(server.writeHead(area, { status: 200, headers: new HeaderList(), endStream: true })).toBe(0);
    expect(writtenIn(area)).toContain("200 OK");
    expect(server.isReusable).toBe(false);
  });

  test("tells nothing any more once it is closed, even by who is told", () => {
    const { server, seen } = aServer();
    seen.onHead = () => server.close();
    const text = `${POST}Content-Length: 5\r\n\r\nhello`;
    expect(feed(server, text)).toBe("hello");
    server.receiveEnd();
    expect(seen.calls).toEqual([]);
  });
});
