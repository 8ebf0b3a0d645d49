import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findServerName, MAX_CLIENT_HELLO_BYTES } from "./client-hello.ts";

/** What Node's own TLS client says first. */
async function clientHello(servername: string): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read: () => undefined,
      write: (chunk: Uint8Array) => {
        resolve(Uint8Array.from(chunk));
        socket.destroy();
      },
    });
    const client = connectTls({ socket, servername, rejectUnauthorized: false });
    client.on("error", () => undefined);
  });
}

/** The same message, in records of at most so many bytes. */
function inRecords(hello: Uint8Array, size: number): Uint8Array {
  const body = hello.subarray(5);
  const records: number[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    records.push(22, 3, 1, part.length >> 8, part.length & 0xff, ...part);
  }
  return Uint8Array.from(records);
}

const HELLO = await clientHello("Shop.Example.com");
const UNNAMED = await clientHello("");

test("the name that a client asks for is found", () => {
  expect(findServerName(HELLO, 0, HELLO.length)).toEqual({ serverName: "shop.example.com" });
  expect(findServerName(UNNAMED, 0, UNNAMED.length)).toEqual({ serverName: undefined });
});

test("as long as the message is not whole there is no answer", () => {
  for (let end = 0; end < HELLO.length; end++) expect(findServerName(HELLO, 0, end)).toBe("more");
});

test("a message in many records is one all the same, wherever it begins", () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 1_000 }), fc.integer({ min: 0, max: 20 }), (size, offset) => {
      const bytes = inRecords(HELLO, size);
      const shifted = new Uint8Array(offset + bytes.length + 3).fill(0xff);
      shifted.set(bytes, offset);
      expect(findServerName(shifted, offset, offset + bytes.length)).toEqual({
        serverName: "shop.example.com",
      });
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["HTTP", "GET / HTTP/1.1\r\n"],
  ["a greeting of another protocol", "220 mail.example.com"],
])("%s names nobody, from its first bytes on", (_, text) => {
  const bytes = new TextEncoder().encode(text);
  expect(findServerName(bytes, 0, 2)).toEqual({ serverName: undefined });
});

test("a message that is too long names nobody", () => {
  const endless = inRecords(
    Uint8Array.from([22, 3, 1, 0, 0, 1, 0, 0x3f, 0, ...new Uint8Array(20_000)]),
    4_000,
  );
  expect(findServerName(endless, 0, MAX_CLIENT_HELLO_BYTES)).toEqual({ serverName: undefined });
});

test("whatever was changed on its way, there is a name of allowed characters, or none", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: HELLO.length - 1 }), fc.nat({ max: 255 })), { maxLength: 8 }),
      fc.nat({ max: HELLO.length }),
      (changes, end) => {
        const bytes = HELLO.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const found = findServerName(bytes, 0, end);
        if (found === "more" || found.serverName === undefined) return;
        expect(found.serverName).toMatch(/^[a-z0-9_.-]{1,255}$/);
      },
    ),
  );
});
