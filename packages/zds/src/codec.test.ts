import { describe, expect, test } from "vitest";
import {
  decodeZdsAck,
  decodeZdsHello,
  decodeZdsRequest,
  encodeZdsAck,
  encodeZdsHello,
  encodeZdsRequest,
} from "./codec.ts";
import { MAX_ZDS_PACKET_BYTES } from "./messages.ts";

const WORKLOAD = { name: "n", namespace: "s", serviceAccount: "a" };

describe("bytes on the wire", () => {
  test.each([
    ["hello of version 1", encodeZdsHello(), [0x08, 1]],
    [
      "add",
      encodeZdsRequest({ kind: "add", uid: "u", workload: WORKLOAD }),
      [0x0a, 14, 0x0a, 1, 0x75, 0x12, 9, 0x0a, 1, 0x6e, 0x12, 1, 0x73, 0x1a, 1, 0x61],
    ],
    ["del: its uid is field 2", encodeZdsRequest({ kind: "del", uid: "u" }), [0x12, 3, 0x12, 1, 0x75]],
    ["snapshot sent", encodeZdsRequest({ kind: "snapshot-sent" }), [0x1a, 0]],
    ["keep: field 5", encodeZdsRequest({ kind: "keep", uid: "u" }), [0x2a, 3, 0x0a, 1, 0x75]],
    ["nack", encodeZdsAck("e"), [0x0a, 3, 0x0a, 1, 0x65]],
  ])("%s", (_name, packet, expected) => {
    expect([...packet]).toEqual(expected);
    expect(packet.buffer.byteLength).toBe(packet.length);
  });

  test("an ack without an error is understood in both of its forms", () => {
    expect(decodeZdsAck(encodeZdsAck())).toEqual({ error: undefined });
    expect(decodeZdsAck(new Uint8Array([0x0a, 0]))).toEqual({ error: undefined });
  });
});

describe("what is refused", () => {
  test.each([
    ["a request that is empty", () => decodeZdsRequest(new Uint8Array())],
    ["a request of a kind that is not known", () => decodeZdsRequest(new Uint8Array([0x22, 0]))],
    ["a request that is cut", () => decodeZdsRequest(new Uint8Array([0x0a, 9, 0x0a]))],
    ["an add without a uid", () => decodeZdsRequest(new Uint8Array([0x0a, 0]))],
    ["a keep without a uid", () => decodeZdsRequest(new Uint8Array([0x2a, 0]))],
    ["a del without a uid", () => decodeZdsRequest(new Uint8Array([0x12, 0]))],
    ["a response without an ack", () => decodeZdsAck(new Uint8Array())],
    ["a hello without a version", () => decodeZdsHello(new Uint8Array())],
    ["a hello that is text", () => decodeZdsHello(new TextEncoder().encode("GET / HTTP/1.1"))],
  ])("%s", (_name, decode) => {
    expect(decode).toThrow(expect.objectContaining({ name: "ZdsError", code: "bad-packet" }));
  });

  test("a request that no peer could receive whole", () => {
    const workload = { ...WORKLOAD, name: "x".repeat(MAX_ZDS_PACKET_BYTES) };
    expect(() => encodeZdsRequest({ kind: "add", uid: "u", workload })).toThrow(
      expect.objectContaining({ code: "too-large" }),
    );
  });

  test("a later version of the hello is taken: nothing is negotiated", () => {
    expect(decodeZdsHello(new Uint8Array([0x08, 7]))).toEqual({ version: 7 });
  });
});

test("an add without its workload is read as one, for the machine to refuse", () => {
  const request = { kind: "add", uid: "u", workload: undefined } as const;
  expect(decodeZdsRequest(encodeZdsRequest(request))).toEqual(request);
});

test("a long error is cut between characters so that the ack fits into a packet", () => {
  const packet = encodeZdsAck("é🙂".repeat(MAX_ZDS_PACKET_BYTES));
  expect(packet.length).toBeLessThanOrEqual(MAX_ZDS_PACKET_BYTES);
  expect(packet.length).toBeGreaterThan(MAX_ZDS_PACKET_BYTES - 10);
  expect(decodeZdsAck(packet).error).toMatch(/^(é🙂)+é?$/u);
});
