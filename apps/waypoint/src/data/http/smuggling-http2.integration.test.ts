/** Requests of HTTP/2 that would be two, or another one, as HTTP/1: the backend's protocol. */
import { describeFrame, frameBytes, parseFrames } from "@ambit/http2/testing";
import { expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { RawClient } from "./testing/raw-client.ts";
import { tappedBackend } from "./testing/tapped-backend.ts";

type Field = readonly [name: string, value: string];

const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const END_STREAM = 1;
const END_HEADERS = 4;
const METHOD: Field = [":method", "POST"];
const SCHEME: Field = [":scheme", "http"];
const AUTHORITY: Field = [":authority", "a"];
const PATH: Field = [":path", "/public"];
const REQUEST: readonly Field[] = [METHOD, SCHEME, AUTHORITY, PATH];

/** Literals without indexing (RFC 7541 §6.2.2), none longer than 126 bytes. */
function block(fields: readonly Field[]): number[] {
  return fields.flatMap((field) => [
    0,
    ...field.flatMap((text) => [text.length, ...Buffer.from(text, "latin1")]),
  ]);
}

function conversation(fields: readonly Field[], body: string): string {
  const flags = body === "" ? END_HEADERS | END_STREAM : END_HEADERS;
  const frames = [frameBytes(SETTINGS, 0, 0), frameBytes(HEADERS, flags, 1, block(fields))];
  if (body !== "") frames.push(frameBytes(DATA, END_STREAM, 1, Buffer.from(body)));
  return PREFACE + Buffer.concat(frames).toString("latin1");
}

/** What came back, as far as it is whole. */
function framesOf(text: string): readonly string[] {
  try {
    return parseFrames(Buffer.from(text, "latin1")).map(describeFrame);
  } catch {
    return [];
  }
}

/** What the backend got of this, and how the stream ended. */
async function send(fields: readonly Field[], body: string) {
  const { backend, tap } = await tappedBackend();
  await using _backend = backend;
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await RawClient.connect(world.address.port);
  client.send(conversation(fields, body));
  const ends = () => framesOf(client.text).filter((line) => /^(RST_STREAM|GOAWAY|HEADERS)/.test(line));
  await world.until(() => ends().length > 0);
  return { ends: ends(), text: tap.text, requests: tap.requests.length };
}

const HIDDEN = "GET /admin HTTP/1.1\r\nhost: a\r\n\r\n";

test.each<readonly [string, readonly Field[], string]>([
  ["a name in upper case", [...REQUEST, ["X-Admin", "1"]], ""],
  ["a name with a colon", [...REQUEST, ["x:admin", "1"]], ""],
  ["a name with a line end", [...REQUEST, ["x\r\nadmin", "1"]], ""],
  ["a name with a space", [...REQUEST, ["x admin", "1"]], ""],
  ["an empty name", [...REQUEST, ["", "admin"]], ""],
  ["a value with a line end", [...REQUEST, ["x", `1\r\n\r\n${HIDDEN}`]], ""],
  ["a value with a bare LF", [...REQUEST, ["x", "1\nadmin: 1"]], ""],
  ["a value with a bare CR", [...REQUEST, ["x", "1\radmin: 1"]], ""],
  ["a value with a zero", [...REQUEST, ["x", "admin\0"]], ""],
  ["a connection field", [...REQUEST, ["connection", "close"]], ""],
  ["a coding", [...REQUEST, ["transfer-encoding", "chunked"]], `0\r\n\r\n${HIDDEN}`],
  ["an upgrade", [...REQUEST, ["upgrade", "websocket"]], ""],
  ["a te that is not for trailers", [...REQUEST, ["te", "gzip"]], ""],
  ["an empty path", [METHOD, SCHEME, AUTHORITY, [":path", ""]], ""],
  ["a path with a space", [METHOD, SCHEME, AUTHORITY, [":path", "/admin HTTP/1.1"]], ""],
  ["a path with a line end", [METHOD, SCHEME, AUTHORITY, [":path", "/\r\nx-admin: 1"]], ""],
  ["a method with a space", [[":method", "GET /admin"], SCHEME, AUTHORITY, PATH], ""],
  ["a method with a line end", [[":method", "GET\r\nadmin"], SCHEME, AUTHORITY, PATH], ""],
  ["an authority with a line end", [METHOD, SCHEME, [":authority", "a\r\nadmin: 1"], PATH], ""],
  ["two paths", [...REQUEST, [":path", "/admin"]], ""],
  ["two methods", [...REQUEST, [":method", "GET"]], ""],
  ["two authorities", [...REQUEST, [":authority", "admin"]], ""],
  ["no path", [METHOD, SCHEME, AUTHORITY], ""],
  ["a pseudo field behind others", [METHOD, SCHEME, AUTHORITY, ["x", "1"], PATH], ""],
  ["a pseudo field that there is not", [...REQUEST, [":admin", "1"]], ""],
  ["a length below the body", [...REQUEST, ["content-length", "0"]], HIDDEN],
  ["a length beyond the body", [...REQUEST, ["content-length", "99"]], HIDDEN],
  ["two lengths", [...REQUEST, ["content-length", "1"], ["content-length", "2"]], HIDDEN],
  ["a length that is none", [...REQUEST, ["content-length", "+1"]], HIDDEN],
])("%s is a protocol error, and no request", async (_name, fields, body) => {
  const { ends, text, requests } = await send(fields, body);
  expect(ends).toEqual(["RST_STREAM 1 code=1"]);
  expect(requests).toBe(0);
  // Of a body that is too short something may be on its way when that shows.
  if (!text.includes("content-length: 99")) expect(text).not.toContain("admin");
});

test("a request in the body of another stays its body", async () => {
  const { ends, text, requests } = await send(
    [...REQUEST, ["content-length", String(HIDDEN.length)]],
    HIDDEN,
  );
  expect(ends[0]).toMatch(/^HEADERS 1 /);
  expect(requests).toBe(1);
  expect(text).toContain(`\r\n\r\n${HIDDEN}`);
});
