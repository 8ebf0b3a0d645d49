/** What one side writes is what the other side reads, and the parser of Node as well. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeaderList, type HeaderPair } from "./header-list.ts";
import { pieceSizes } from "./testing/arbitraries.ts";
import { aClient, anArea, aServer, feed, writtenIn } from "./testing/exchange.ts";
import { readRequestsByNode, readResponsesByNode } from "./testing/node-parser.ts";
import { bytesOf } from "./testing/recorder.ts";

const AREA_BYTES = 64 * 1024;
/** Besides these, names that frame a message or belong to a connection are written by nobody's list. */
const fieldName = fc.constantFrom("x-a", "x-b", "accept", "set-cookie", "x!#$%&'*+.^_`|~", "grpc-timeout");
/** Without space at its ends, which is not part of a value. */
const fieldValue = fc.string({ maxLength: 12 }).map((text) => text.trim());
const fields: fc.Arbitrary<HeaderPair[]> = fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 6 });
/** Cookies are nothing for trailers. */
const trailers = fields.map((pairs) => pairs.filter(([name]) => name !== "set-cookie"));
const body = fc.oneof(fc.constant(""), fc.string({ minLength: 1, maxLength: 200, unit: "binary-ascii" }));
const message = fc.record({ fields, body, hasLength: fc.boolean(), trailers });
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** As it goes to the writer: the length is told, or not. */
function headersOf({ fields: pairs, body: content, hasLength }: Message): HeaderList {
  return HeaderList.from(hasLength ? [...pairs, ["content-length", String(content.length)]] : pairs);
}

/** Behind a head: what there is of body and trailers. */
interface BodyEnd {
  writeData(area: ReturnType<typeof anArea>, bytes: Uint8Array, start: number, end: number): number;
  writeEnd(area: ReturnType<typeof anArea>, trailers?: HeaderList): number;
}

function bodyOf(writer: BodyEnd, { body: content, trailers: last }: Message): string {
  const area = anArea(AREA_BYTES);
  const bytes = bytesOf(content);
  for (let at = 0; at < bytes.length; ) at += writer.writeData(area, bytes, at, bytes.length);
  expect(writer.writeEnd(area, HeaderList.from(last))).toBe(0);
  return writtenIn(area);
}

/** Fields as calls tell them, without what frames the body. */
function endToEnd(headers: HeaderList): readonly HeaderPair[] {
  const framing = new Set(["content-length", "transfer-encoding", "host"]);
  return headers.toPairs().filter(([name]) => !framing.has(name));
}

/** What a reader is to be told behind the head. */
function restOf({ body: content, hasLength, trailers: last }: Message): string[] {
  const data = content === "" ? [] : [`data ${content}`];
  const end = hasLength || last.length === 0 ? [] : [`trailers ${JSON.stringify(last)}`];
  return [...data, ...end, "end"];
}

describe("what is written", () => {
  test("as a request is read as the same", () => {
    fc.assert(
      fc.property(
        message,
        fc.constantFrom("POST", "PUT", "M-SEARCH"),
        fc.constantFrom("/", "/a%2Fb?c=d&e", "/a//b/./%2e%2e", "*"),
        pieceSizes,
        (sent, method, path, sizes) => {
          const options = path === "*" ? "OPTIONS" : method;
          const head = { method: options, path, authority: "shop:80", headers: headersOf(sent) };
          const { client, written } = aClient({ ...head, endStream: false });
          const text = written + bodyOf(client, sent);
          const { server, seen } = aServer();
          feed(server, text, sizes);
          expect(seen.head).toMatchObject({ method: options, authority: "shop:80", isPersistent: true });
          expect(seen.head?.target.path).toBe(path.split("?")[0]);
          expect(endToEnd(seen.head?.headers ?? new HeaderList())).toEqual(sent.fields);
          expect(seen.calls.slice(1)).toEqual(restOf(sent));
          const byNode = readRequestsByNode(bytesOf(text));
          expect(byNode.error).toBeUndefined();
          expect(byNode.messages).toMatchObject([{ target: path, body: sent.body, isComplete: true }]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("as a response is read as the same", () => {
    fc.assert(
      fc.property(message, fc.constantFrom(200, 404, 599), pieceSizes, (sent, status, sizes) => {
        const { server } = aServer();
        feed(server, "GET / HTTP/1.1\r\nHost: shop\r\n\r\n");
        const area = anArea(AREA_BYTES);
        expect(server.writeHead(area, { status, headers: headersOf(sent), endStream: false })).toBe(0);
        const text = writtenIn(area) + bodyOf(server, sent);
        const { client, seen } = aClient();
        feed(client, text, sizes);
        expect(seen.head?.status).toBe(status);
        expect(endToEnd(seen.head?.headers ?? new HeaderList())).toEqual(sent.fields);
        expect(seen.calls.slice(1)).toEqual(restOf(sent));
        expect(client.isReusable).toBe(true);
        const byNode = readResponsesByNode(bytesOf(text), "GET");
        expect(byNode.error).toBeUndefined();
        expect(byNode.messages).toMatchObject([{ status, body: sent.body, isComplete: true }]);
      }),
      { numRuns: 300 },
    );
  });
});
