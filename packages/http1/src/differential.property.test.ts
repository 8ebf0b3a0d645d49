/** Against the parser of Node, which is somebody else's: see `testing/differential.ts` for what must not differ. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyAnswered, anyRequests, anyResponse } from "./testing/arbitraries.ts";
import { differenceInRequests, differenceInResponse } from "./testing/differential.ts";
import { aServer, feed } from "./testing/exchange.ts";
import { readRequestsByNode, readResponsesByNode } from "./testing/node-parser.ts";
import { bytesOf } from "./testing/recorder.ts";

const RUNS = { numRuns: 1_000 };

describe("Node's parser", () => {
  test("takes the requests that ours takes, as the same", () => {
    fc.assert(
      fc.property(anyRequests, (text) => {
        expect(differenceInRequests(bytesOf(text))).toBeUndefined();
      }),
      RUNS,
    );
  });

  test("takes the responses that ours takes, as the same", () => {
    fc.assert(
      fc.property(anyAnswered, anyResponse, (method, text) => {
        expect(differenceInResponse(bytesOf(text), method)).toBeUndefined();
      }),
      RUNS,
    );
  });

  test("is asked about messages of which ours takes many, and refuses many", () => {
    const readings = fc.sample(anyRequests, { seed: 1, numRuns: 500 }).map((text) => {
      const { server, seen } = aServer();
      feed(server, text);
      return seen;
    });
    expect(readings.filter(({ calls }) => calls.includes("end")).length).toBeGreaterThan(150);
    expect(new Set(readings.map(({ fault }) => fault)).size).toBeGreaterThan(12);
  });

  test("is asked about more than heads", () => {
    const requests = readRequestsByNode(
      bytesOf(
        "POST /a HTTP/1.1\r\nhost: shop\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx: 1\r\n\r\nGET /b HTTP/1.1\r\n\r\n",
      ),
    );
    expect(requests.error).toBeUndefined();
    expect(requests.messages).toMatchObject([
      { method: "POST", target: "/a", body: "abc", trailers: [["x", "1"]], isComplete: true },
      { method: "GET", target: "/b", fields: [], isComplete: true },
    ]);
    const response = readResponsesByNode(bytesOf("HTTP/1.0 200 OK\r\nA: b\r\n\r\nabc"), "GET");
    expect(response.messages).toMatchObject([
      {
        status: 200,
        version: "1.0",
        fields: [["A", "b"]],
        body: "abc",
        isPersistent: false,
        isComplete: true,
      },
    ]);
  });
});
