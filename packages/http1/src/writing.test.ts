import { describe, expect, test } from "vitest";
import type { OutgoingRequest } from "./client-connection.ts";
import { UNSENDABLE } from "./head-encoder.ts";
import { HeaderList, type HeaderPair } from "./header-list.ts";
import type { OutgoingResponse } from "./server-connection.ts";
import { aClient, anArea, aRequest, aServer, feed, writtenIn } from "./testing/exchange.ts";
import { bytesOf } from "./testing/recorder.ts";

const GET = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";

function fields(...pairs: readonly HeaderPair[]): HeaderList {
  return HeaderList.from(pairs);
}

/** A response to `request` with this body, and what the connection is then. */
function respond(
  request: string,
  response: Partial<OutgoingResponse>,
  body = "",
): { readonly text: string; readonly mustClose: boolean; readonly isReusable: boolean } {
  const { server } = aServer();
  feed(server, request);
  const area = anArea();
  const endStream = response.endStream ?? false;
  expect(server.writeHead(area, { status: 200, headers: fields(), ...response, endStream })).toBe(0);
  if (body !== "") expect(server.writeData(area, bytesOf(body), 0, body.length)).toBe(body.length);
  expect(server.writeEnd(area)).toBe(0);
  return { text: writtenIn(area), mustClose: server.mustClose, isReusable: server.isReusable };
}

/** A request with this body. */
function request(outgoing: Partial<OutgoingRequest>, body = ""): string {
  const { client, written } = aClient({ endStream: false, ...outgoing });
  const area = anArea();
  client.writeData(area, bytesOf(body), 0, body.length);
  client.writeEnd(area);
  return written + writtenIn(area);
}

describe("a response", () => {
  test.each<readonly [string, Partial<OutgoingResponse>, string, string]>([
    [
      "of a length",
      { headers: fields(["Content-Length", "2"]) },
      "hi",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
    ],
    ["without", {}, "hi", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"],
    ["that is empty", { endStream: true }, "", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    ["without content", { status: 204, endStream: true }, "", "HTTP/1.1 204 No Content\r\n\r\n"],
    [
      "whose length may not be there",
      { status: 204, headers: fields(["content-length", "0"]) },
      "",
      "HTTP/1.1 204 No Content\r\n\r\n",
    ],
    [
      "not modified",
      { status: 304, headers: fields(["content-length", "7"]) },
      "",
      "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n",
    ],
    [
      "with a reason",
      { reason: "Fine", endStream: true },
      "",
      "HTTP/1.1 200 Fine\r\ncontent-length: 0\r\n\r\n",
    ],
    [
      "with a status of its own",
      { status: 799, endStream: true },
      "",
      "HTTP/1.1 799 \r\ncontent-length: 0\r\n\r\n",
    ],
  ])("%s", (_name, response, body, text) => {
    expect(respond(GET, response, body)).toEqual({ text, mustClose: false, isReusable: true });
  });

  test("to HEAD has the length of what GET would get, and no body", () => {
    const head = "HEAD / HTTP/1.1\r\nHost: shop\r\n\r\n";
    expect(respond(head, { headers: fields(["content-length", "5"]) }, "hello")).toEqual({
      text: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
      mustClose: false,
      isReusable: true,
    });
    expect(respond(head, { endStream: true }).text).toBe("HTTP/1.1 200 OK\r\n\r\n");
  });

  test.each([
    ["HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "connection: close\r\n\r\nhi", true],
    [
      "HTTP/1.0 that is kept",
      "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      "connection: close\r\n\r\nhi",
      true,
    ],
    [
      "the last request",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      "transfer-encoding: chunked\r\nconnection: close\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
      true,
    ],
  ])("of no length to %s ends the connection", (_name, text, end, mustClose) => {
    const result = respond(text, {}, "hi");
    expect(result).toMatchObject({ text: `HTTP/1.1 200 OK\r\n${end}`, mustClose, isReusable: false });
  });

  test("of a length keeps a connection of HTTP/1.0 that asks for it", () => {
    const result = respond("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", { endStream: true });
    expect(result.text).toBe("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n");
    expect(result.isReusable).toBe(true);
  });

  test("can be the last one", () => {
    const result = respond(GET, { close: true, endStream: true });
    expect(result.text).toContain("connection: close\r\n");
    expect(result).toMatchObject({ mustClose: true, isReusable: false });
  });

  test("leaves out what is about another connection", () => {
    const headers = fields(
      ["Connection", "x-a, keep-alive"],
      ["Keep-Alive", "5"],
      ["Proxy-Connection", "a"],
      ["Transfer-Encoding", "gzip"],
      ["Upgrade", "h2c"],
      ["Set-Cookie", "a=1"],
      ["X-A", "b"],
      ["Set-Cookie", "b=2"],
    );
    expect(respond(GET, { headers, endStream: true }).text).toBe(
      "HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nx-a: b\r\nset-cookie: b=2\r\ncontent-length: 0\r\n\r\n",
    );
  });

  test("has names in lower case, unless their case is to stay", () => {
    const { server } = aServer({ preservesCase: true });
    feed(server, GET);
    const area = anArea();
    server.writeHead(area, { status: 200, headers: fields(["X-MiXed", "A"]), endStream: false });
    server.writeEnd(area, fields(["X-Sum", "1"]));
    expect(writtenIn(area)).toContain("\r\nX-MiXed: A\r\n");
    expect(writtenIn(area)).toContain("\r\n0\r\nX-Sum: 1\r\n\r\n");
  });

  test("has trailers behind chunks, without those that may not be there", () => {
    const { server } = aServer();
    feed(server, GET);
    const area = anArea();
    server.writeHead(area, { status: 200, headers: fields(), endStream: false });
    expect(server.writeEnd(area, fields(["grpc-status", "0"], ["content-length", "5"], ["host", "a"]))).toBe(
      0,
    );
    expect(writtenIn(area)).toMatch(/\r\n\r\n0\r\ngrpc-status: 0\r\n\r\n$/);
  });

  test("may be preceded by interim ones", () => {
    const { server } = aServer();
    feed(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
    const area = anArea();
    expect(server.writeHead(area, { status: 100, headers: fields(), endStream: true })).toBe(0);
    expect(server.writeHead(area, { status: 103, headers: fields(["link", "a"]), endStream: true })).toBe(0);
    expect(server.hasAnswered).toBe(false);
    server.writeHead(area, { status: 204, headers: fields(), endStream: true });
    expect(server.hasAnswered).toBe(true);
    expect(writtenIn(area)).toBe(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    );
  });

  test("to HTTP/1.0 is not", () => {
    const { server } = aServer();
    feed(server, "POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\n");
    const area = anArea();
    expect(server.writeHead(area, { status: 100, headers: fields(), endStream: true })).toBe(0);
    expect(area.at).toBe(0);
  });

  test("to what was refused says that the connection ends", () => {
    const { server } = aServer();
    feed(server, "GET / HTTP/1.1\r\n\r\n");
    const area = anArea();
    server.writeHead(area, { status: 400, headers: fields(["content-length", "3"]), endStream: false });
    server.writeData(area, bytesOf("bad"), 0, 3);
    server.writeEnd(area);
    expect(writtenIn(area)).toBe(
      "HTTP/1.1 400 Bad Request\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbad",
    );
    expect(server.mustClose).toBe(true);
  });

  test("has one head", () => {
    const { server } = aServer();
    feed(server, GET);
    const response = { status: 200, headers: fields(), endStream: true };
    server.writeHead(anArea(), response);
    expect(() => server.writeHead(anArea(), response)).toThrow(expect.objectContaining({ code: "bad-call" }));
  });
});

describe("a tunnel", () => {
  test.each([
    ["CONNECT shop:80 HTTP/1.1\r\nHost: shop\r\n\r\n", { status: 200 }, "HTTP/1.1 200 OK\r\n\r\n"],
    [
      "GET / HTTP/1.1\r\nHost: shop\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
      { status: 101, upgrade: "websocket" },
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ],
  ])("begins with the answer to %j", (text, response, head) => {
    const { server, seen } = aServer();
    expect(feed(server, `${text}early`)).toBe("early");
    const area = anArea();
    const headers = fields(["content-length", "5"]);
    expect(server.writeHead(area, { ...response, headers, endStream: false })).toBe(0);
    expect(server.isTunnel).toBe(true);
    feed(server, "early\n\0");
    server.writeData(area, bytesOf("raw\0"), 0, 4);
    expect(writtenIn(area)).toBe(`${head}raw\0`);
    server.receiveEnd();
    expect(seen.calls.slice(1)).toEqual(["end", "data early\n\0", "end"]);
    expect([server.isReusable, server.mustClose]).toEqual([false, true]);
  });

  test("begins behind the request's body", () => {
    const { server, seen } = aServer();
    feed(
      server,
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nh",
    );
    server.writeHead(anArea(), { status: 101, upgrade: "x", headers: fields(), endStream: false });
    feed(server, "iraw");
    expect(seen.calls.slice(1)).toEqual(["data hi", "end", "data raw"]);
  });

  test("does not begin unasked", () => {
    const { server } = aServer();
    feed(server, GET);
    expect(
      server.writeHead(anArea(), { status: 101, upgrade: "x", headers: fields(), endStream: false }),
    ).toBe(UNSENDABLE);
  });
});

describe("a request", () => {
  test.each<readonly [string, Partial<OutgoingRequest>, string, string]>([
    ["without a body", { endStream: true }, "", "GET / HTTP/1.1\r\nhost: shop\r\n\r\n"],
    ["with a query", { endStream: true, path: "/a?b" }, "", "GET /a?b HTTP/1.1\r\nhost: shop\r\n\r\n"],
    [
      "of a server",
      { endStream: true, method: "OPTIONS", path: "*" },
      "",
      "OPTIONS * HTTP/1.1\r\nhost: shop\r\n\r\n",
    ],
    [
      "of a tunnel",
      { endStream: true, method: "CONNECT", authority: "a:1" },
      "",
      "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n",
    ],
    [
      "with an empty body",
      { endStream: true, method: "POST" },
      "",
      "POST / HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\n\r\n",
    ],
    [
      "of a length",
      { method: "PUT", headers: fields(["content-length", "2"]) },
      "hi",
      "PUT / HTTP/1.1\r\nhost: shop\r\ncontent-length: 2\r\n\r\nhi",
    ],
    [
      "without a length",
      { method: "PUT" },
      "hi",
      "PUT / HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    ],
    [
      "that offers to switch",
      { endStream: true, upgrade: "websocket" },
      "",
      "GET / HTTP/1.1\r\nhost: shop\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
    ],
    [
      "with fields of two kinds",
      {
        endStream: true,
        headers: fields(
          ["Host", "evil"],
          ["te", "trailers"],
          ["cookie", "a=1"],
          ["x", "y"],
          ["cookie", "b=2"],
        ),
      },
      "",
      "GET / HTTP/1.1\r\nhost: shop\r\nte: trailers\r\ncookie: a=1; b=2\r\nx: y\r\nconnection: te\r\n\r\n",
    ],
  ])("%s", (_name, outgoing, body, text) => {
    expect(request(outgoing, body)).toBe(text);
  });

  test.each<readonly [string, Partial<OutgoingRequest>]>([
    ["a line end in a value", { headers: fields(["x", "a\r\nb: c"]) }],
    ["a line feed in a value", { headers: fields(["x", "a\nb"]) }],
    ["NUL in a value", { headers: fields(["x", "a\0"]) }],
    ["a value in front of which is a space", { headers: fields(["x", " a"]) }],
    ["a character of two bytes", { headers: fields(["x", "\u010a"]) }],
    ["no name", { headers: fields(["", "a"]) }],
    ["a pseudo header", { headers: fields([":path", "/"]) }],
    ["a space in a name", { headers: fields(["x ", "a"]) }],
    ["a colon in a name", { headers: fields(["x:y", "a"]) }],
    ["a length that is none", { headers: fields(["content-length", "5, 5"]) }],
    ["two lengths", { headers: fields(["content-length", "5"], ["content-length", "5"]) }],
    ["a space in the path", { path: "/a HTTP/1.1" }],
    ["a line end in the path", { path: "/a\r\nx:" }],
    ["no path", { path: "" }],
    ["a whole target", { path: "http://other/" }],
    ["a fragment", { path: "/a#b" }],
    ["no method", { method: "" }],
    ["a space in the method", { method: "GET /a" }],
    ["no authority", { authority: "" }],
    ["a line end in the authority", { authority: "a\r\nb" }],
    ["a protocol with a line end", { upgrade: "a\r\nb" }],
    ["no protocol", { upgrade: "" }],
    ["a tunnel without a port", { method: "CONNECT" }],
    ["a tunnel with a body", { method: "CONNECT", authority: "a:1", endStream: false }],
  ])("is not sent with %s", (_name, outgoing) => {
    const { client } = aClient();
    feed(client, "HTTP/1.1 204 No\r\n\r\n");
    const area = anArea();
    expect(client.writeHead(area, aRequest(outgoing))).toBe(UNSENDABLE);
    expect(area.at).toBe(0);
    expect(client.isReusable).toBe(true);
  });
});

describe("an area that is too small", () => {
  test("gets nothing of a head, and the length that is needed is known", () => {
    const { server } = aServer();
    feed(server, GET);
    const response: OutgoingResponse = { status: 200, headers: fields(["x", "y"]), endStream: false };
    const length = "HTTP/1.1 200 OK\r\nx: y\r\ntransfer-encoding: chunked\r\n\r\n".length;
    const area = { bytes: new Uint8Array(200), at: 10, end: 10 + length - 1 };
    expect(server.writeHead(area, response)).toBe(length);
    expect([area.at, server.hasAnswered]).toEqual([10, false]);
    area.end++;
    expect(server.writeHead(area, response)).toBe(0);
    expect(area.at).toBe(area.end);
  });

  test("gets chunks that fit, and the end when that does", () => {
    const { server } = aServer();
    feed(server, GET);
    const head = anArea();
    server.writeHead(head, { status: 200, headers: fields(), endStream: false });
    const body = bytesOf("0123456789abcdefgh");
    const area = anArea(7);
    expect(server.writeData(area, body, 0, 18)).toBe(2);
    expect(server.writeData(area, body, 2, 18)).toBe(0);
    const large = anArea(22);
    expect(server.writeData(large, body, 2, 18)).toBe(16);
    expect([writtenIn(area), writtenIn(large)]).toEqual(["2\r\n01\r\n", "10\r\n23456789abcdefgh\r\n"]);
    const end = anArea(4);
    expect(server.writeEnd(end)).toBe(5);
    expect(server.isReusable).toBe(false);
    expect(server.writeEnd(anArea(5))).toBe(0);
    expect(server.isReusable).toBe(true);
  });

  test.each([0, 1, 5])("of %i bytes gets no chunk", (length) => {
    const { server } = aServer();
    feed(server, GET);
    server.writeHead(anArea(), { status: 200, headers: fields(), endStream: false });
    const area = anArea(length);
    expect(server.writeData(area, bytesOf("hello"), 0, 5)).toBe(0);
    expect(area.at).toBe(0);
  });
});

describe("a body that is not as long as it says", () => {
  test("loses what is too much, and its connection ends", () => {
    const result = respond(GET, { headers: fields(["content-length", "2"]) }, "hi there");
    expect(result).toEqual({
      text: "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
      mustClose: true,
      isReusable: false,
    });
  });

  test.each([false, true])(
    "ends its connection when something is missing (end with the head: %s)",
    (endStream) => {
      const result = respond(GET, { headers: fields(["content-length", "2"]), endStream });
      expect(result).toMatchObject({ mustClose: true, isReusable: false });
    },
  );
});
