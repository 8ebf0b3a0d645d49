import fc from "fast-check";
import { expect, test } from "vitest";
import { type ParsedLeaf, parseLeaf } from "./leaf.ts";
import { TestAuthority } from "./testing/index.ts";
import { TlsError } from "./tls-error.ts";

const valid = TestAuthority.root().leaf({ uriSans: ["spiffe://cluster.local/ns/a/sa/b"] }).certificateDer;

function parseOrRefuse(bytes: Uint8Array): ParsedLeaf | undefined {
  try {
    return parseLeaf(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TlsError);
    return undefined;
  }
}

test("any bytes are parsed or refused, never anything else", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseOrRefuse(bytes)));
});

test("a certificate with some bytes changed is parsed or refused, never anything else", () => {
  const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = Uint8Array.from(valid);
      for (const [at, value] of changes) {
        bytes[at] = value;
      }
      parseOrRefuse(bytes);
    }),
    { numRuns: 2000 },
  );
});

test("a truncated certificate is refused at every length", () => {
  for (let length = 0; length < valid.length; length += 1) {
    expect(parseOrRefuse(valid.subarray(0, length))).toBeUndefined();
  }
});
