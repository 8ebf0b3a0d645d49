import type { HeaderField } from "@ambit/http2";
import { describe, expect, test } from "vitest";
import {
  connectRequest,
  errorResponse,
  isFromOtherNetwork,
  okResponse,
  parseConnectRequest,
  parseConnectResponse,
} from "./connect.ts";

const head = { authority: "10.0.0.1:80", baggage: "", forwarded: 'for="10.0.0.2:1"', traceparent: "00-x" };

describe("connectRequest", () => {
  test("sends empty baggage too", () => {
    expect(connectRequest(head)).toContainEqual(["baggage", ""]);
  });

  test("names the network in the inner request of double HBONE only", () => {
    expect(connectRequest(head).map(([name]) => name)).not.toContain("x-forwarded-network");
    expect(connectRequest({ ...head, forwardedNetwork: "n1" }).at(-1)).toEqual(["x-forwarded-network", "n1"]);
  });
});

describe("parseConnectRequest", () => {
  test.each<{ name: string; fields: HeaderField[] }>([
    {
      name: "another method",
      fields: [
        [":method", "GET"],
        [":authority", "a:1"],
      ],
    },
    {
      name: "a method in lower case",
      fields: [
        [":method", "connect"],
        [":authority", "a:1"],
      ],
    },
    { name: "no authority", fields: [[":method", "CONNECT"]] },
    { name: "no fields", fields: [] },
  ])("refuses $name", ({ fields }) => {
    expect(parseConnectRequest(fields)).toBeUndefined();
  });

  test("takes a request with nothing but an authority", () => {
    expect(
      parseConnectRequest([
        [":method", "CONNECT"],
        [":authority", "garbage"],
      ]),
    ).toEqual({
      authority: "garbage",
      baggageValues: [],
      forwardedHost: undefined,
      traceparent: undefined,
      forwardedNetwork: undefined,
    });
  });

  test("reads every instance of baggage and the first of the others", () => {
    const request = parseConnectRequest([
      ...connectRequest({
        ...head,
        baggage: "service.name=a",
        forwarded: "host=one",
        forwardedNetwork: "n1",
      }),
      ["baggage", "cloud.region=r"],
      ["forwarded", "host=two"],
      ["x-forwarded-network", "n2"],
    ]);
    expect(request).toMatchObject({
      baggageValues: ["service.name=a", "cloud.region=r"],
      forwardedHost: "one",
      forwardedNetwork: "n1",
    });
  });
});

describe("parseConnectResponse", () => {
  test.each([
    { fields: okResponse("service.name=a"), status: 200 },
    { fields: okResponse(), status: 200 },
    { fields: errorResponse(401), status: 401 },
    { fields: [[":status", "200 OK"]] as HeaderField[], status: 0 },
    { fields: [[":status", "2e2"]] as HeaderField[], status: 0 },
    { fields: [], status: 0 },
  ])("reads $fields as $status", ({ fields, status }) => {
    expect(parseConnectResponse(fields).status).toBe(status);
  });
});

describe("isFromOtherNetwork", () => {
  test.each([
    { forwarded: undefined, local: "", isOther: false },
    { forwarded: undefined, local: "n1", isOther: false },
    { forwarded: "N1", local: "n1", isOther: false },
    { forwarded: "n2", local: "n1", isOther: true },
    { forwarded: "", local: "n1", isOther: true },
  ])("of $forwarded at $local is $isOther", ({ forwarded, local, isOther }) => {
    expect(isFromOtherNetwork(forwarded, local)).toBe(isOther);
  });
});
