import { parseSocketAddress } from "@ambit/addr";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeSocks5Reply, SOCKS5_METHOD_REPLY, Socks5Reader, type Socks5Step } from "./socks5-message.ts";

/** Feeds the reader exactly what it asks for; the last step, and what is left of the bytes. */
function read(bytes: readonly number[]): { step: Socks5Step | undefined; rest: number; greeted: boolean } {
  const reader = new Socks5Reader();
  let wanted: number = Socks5Reader.firstRead;
  let at = 0;
  let greeted = false;
  while (at + wanted <= bytes.length) {
    const step = reader.step(Uint8Array.from(bytes.slice(at, at + wanted)));
    at += wanted;
    if (step.kind === "greet") greeted = true;
    if (step.kind !== "greet" && step.kind !== "read") return { step, rest: bytes.length - at, greeted };
    wanted = step.length;
  }
  return { step: undefined, rest: bytes.length - at, greeted };
}

const GREETING = [5, 1, 0];
const V6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const V4_MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1];
const failed = (message: string) => ({ kind: "fail", reply: 7, message });

test.each<{ name: string; bytes: readonly number[]; step: unknown }>([
  {
    name: "an IPv4 target",
    bytes: [...GREETING, 5, 1, 0, 1, 10, 0, 0, 1, 0x1f, 0x90],
    step: { kind: "connect", target: parseSocketAddress("10.0.0.1:8080") },
  },
  {
    name: "an IPv6 target",
    bytes: [...GREETING, 5, 1, 0, 4, ...V6, 0, 80],
    step: { kind: "connect", target: parseSocketAddress("[2001:db8::1]:80") },
  },
  {
    name: "a mapped IPv4 target",
    bytes: [...GREETING, 5, 1, 0, 4, ...V4_MAPPED, 0, 80],
    step: { kind: "connect", target: parseSocketAddress("10.0.0.1:80") },
  },
  {
    name: "port 65535",
    bytes: [...GREETING, 5, 1, 0, 1, 1, 2, 3, 4, 255, 255],
    step: { kind: "connect", target: parseSocketAddress("1.2.3.4:65535") },
  },
  {
    name: "a name",
    bytes: [...GREETING, 5, 1, 0, 3, 2, 104, 105, 0, 80],
    step: { kind: "resolve", hostname: "hi", port: 80 },
  },
  {
    name: "an empty name",
    bytes: [...GREETING, 5, 1, 0, 3, 0, 0, 80],
    step: { kind: "resolve", hostname: "", port: 80 },
  },
  {
    name: "the longest name",
    bytes: [...GREETING, 5, 1, 0, 3, 255, ...new Array<number>(255).fill(97), 0, 80],
    step: { kind: "resolve", hostname: "a".repeat(255), port: 80 },
  },
  {
    name: "several methods",
    bytes: [5, 3, 1, 2, 0, 5, 1, 0, 1, 1, 2, 3, 4, 0, 1],
    step: { kind: "connect", target: parseSocketAddress("1.2.3.4:1") },
  },
  {
    name: "a reserved byte that is not zero",
    bytes: [...GREETING, 5, 1, 9, 1, 1, 2, 3, 4, 0, 1],
    step: { kind: "connect", target: parseSocketAddress("1.2.3.4:1") },
  },
  { name: "another version", bytes: [4, 1], step: failed("version 4 is not SOCKS5") },
  { name: "no methods", bytes: [5, 0], step: failed("no authentication method offered") },
  {
    name: "no method without authentication",
    bytes: [5, 2, 1, 2],
    step: failed("only connections without authentication are served"),
  },
  {
    name: "another version in the request",
    bytes: [...GREETING, 4, 1, 0, 1],
    step: failed("version 4 is not SOCKS5"),
  },
  { name: "BIND", bytes: [...GREETING, 5, 2, 0, 1], step: failed("command 2 is not CONNECT") },
  { name: "UDP ASSOCIATE", bytes: [...GREETING, 5, 3, 0, 1], step: failed("command 3 is not CONNECT") },
  {
    name: "an unknown address type",
    bytes: [...GREETING, 5, 1, 0, 2],
    step: failed("address type 2 is not known"),
  },
  { name: "a request that is cut off", bytes: [...GREETING, 5, 1, 0, 1, 10, 0, 0], step: undefined },
])("reads $name", ({ bytes, step }) => {
  expect(read(bytes).step).toEqual(step);
});

test("takes nothing of what follows the request", () => {
  expect(read([...GREETING, 5, 1, 0, 1, 10, 0, 0, 1, 0, 80, 1, 2, 3])).toMatchObject({
    rest: 3,
    greeted: true,
  });
  expect(read([...GREETING, 5, 1, 0, 3, 1, 97, 0, 80, 1, 2])).toMatchObject({ rest: 2 });
});

test("replies carry the bound address 0.0.0.0:0", () => {
  expect([...SOCKS5_METHOD_REPLY]).toEqual([5, 0]);
  expect([...encodeSocks5Reply(4)]).toEqual([5, 4, 0, 1, 0, 0, 0, 0, 0, 0]);
});

test("never throws, never asks for more than its reader's buffer, and always comes to an end", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(0, 1, 3, 4, 5), fc.nat(255)), { maxLength: 600 }),
      (bytes) => {
        const reader = new Socks5Reader();
        let wanted: number = Socks5Reader.firstRead;
        let at = 0;
        for (let step = 0; step < 8 && at + wanted <= bytes.length; step++) {
          const result = reader.step(Uint8Array.from(bytes.slice(at, at + wanted)));
          at += wanted;
          if (result.kind !== "read" && result.kind !== "greet") return true;
          wanted = result.length;
          if (wanted < 1 || wanted > 257) return false;
        }
        return at + wanted > bytes.length;
      },
    ),
  );
});
