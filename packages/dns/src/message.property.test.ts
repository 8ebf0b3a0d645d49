import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDnsHeader, decodeDnsMessage } from "./decode-message.ts";
import { DnsError } from "./dns-error.ts";
import { canonicalDnsName, dnsLabels, findDnsName, labelBytes, parseDnsName } from "./dns-name.ts";
import { encodeDnsMessage } from "./encode-message.ts";
import { DnsFrames, frameDnsMessage } from "./tcp-frames.ts";
import { anyMessage, anyName } from "./testing/arbitraries.ts";

/** Decodes, or says with which DnsError it was refused; any other failure fails the test. */
function decodeOrRefuse(bytes: Uint8Array): unknown {
  try {
    return decodeDnsMessage(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(DnsError);
    return undefined;
  }
}

describe("messages", () => {
  test("are the same after encoding and decoding", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodeDnsMessage(encodeDnsMessage(message))).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  test("keep whole records only when they are cut to a size, and say so", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat({ max: 1200 }), (message, room) => {
        const whole = encodeDnsMessage(message).length;
        const least = encodeDnsMessage({ ...message, answers: [], authorities: [], additionals: [] }).length;
        const limit = least + room;
        const bytes = encodeDnsMessage(message, limit);
        expect(bytes.length).toBeLessThanOrEqual(limit);
        const read = decodeDnsMessage(bytes);
        expect(read.questions).toEqual(message.questions);
        expect(read.edns).toEqual(message.edns);
        for (const section of ["answers", "authorities", "additionals"] as const) {
          expect(read[section]).toEqual(message[section].slice(0, read[section].length));
        }
        const isShort =
          read.answers.length < message.answers.length ||
          read.authorities.length < message.authorities.length;
        expect(read.isTruncated).toBe(message.isTruncated || isShort);
        if (whole <= limit) expect(read).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  test("that are cut short or have bytes too many are refused", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (message, cut) => {
        const bytes = encodeDnsMessage(message);
        expect(() => decodeDnsMessage(bytes.subarray(0, cut % bytes.length))).toThrow(DnsError);
        expect(() => decodeDnsMessage(Uint8Array.of(...bytes, 0))).toThrow(DnsError);
      }),
    );
  });

  test("of random bytes, or with bytes changed, are decoded or refused, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        decodeOrRefuse(bytes);
        expect(decodeDnsHeader(bytes) === undefined).toBe(bytes.length < 12);
      }),
      { numRuns: 1000 },
    );
    const change = fc.record({ at: fc.nat(), value: fc.constantFrom(0, 1, 0x3f, 0x40, 0x80, 0xc0, 0xff) });
    fc.assert(
      fc.property(anyMessage, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
        const bytes = encodeDnsMessage(message);
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        decodeOrRefuse(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test("that can be decoded can be encoded again, to the same meaning", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.integer({ min: 0, max: 255 }), (message, at, value) => {
        const bytes = encodeDnsMessage(message);
        bytes[at % bytes.length] = value;
        let read: ReturnType<typeof decodeDnsMessage>;
        try {
          read = decodeDnsMessage(bytes);
        } catch {
          return;
        }
        expect(decodeDnsMessage(encodeDnsMessage(read))).toEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});

describe("names", () => {
  test("are the same as text, with and without the last dot, and as bytes", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(parseDnsName(name)).toBe(name);
        if (name !== ".") expect(parseDnsName(`${name}.`)).toBe(name);
        const lengths = dnsLabels(name).map((label) => labelBytes(label).length + 1);
        expect(lengths.reduce((sum, length) => sum + length, 1)).toBeLessThanOrEqual(255);
        expect(canonicalDnsName(canonicalDnsName(name))).toBe(canonicalDnsName(name));
      }),
    );
  });

  test("of any text are read or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const name = findDnsName(text);
        if (name !== undefined) expect(findDnsName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });
});

test("frames come out whole however the bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (messages, sizes) => {
        const stream = messages.flatMap((message) => [...frameDnsMessage(message)]);
        const frames = new DnsFrames();
        const read: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          read.push(...frames.push(Uint8Array.from(stream.slice(at, at + size))));
          at += size;
        }
        expect(read).toEqual(messages);
        expect(frames.pendingBytes).toBe(0);
      },
    ),
  );
});
