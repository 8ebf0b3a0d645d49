import { DeltaDiscoveryRequest, DeltaDiscoveryResponse } from "@ambit/proto/discovery";
import type { DeltaRequest, DeltaResponse } from "@ambit/xds";
import { aResource } from "@ambit/xds/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDeltaRequest, decodeDeltaResponse, encodeDeltaRequest } from "./delta-codec.ts";
import { ResponseMessage } from "./response-message.ts";

const text = fc.string({ unit: "grapheme", maxLength: 200 });
const resources = fc.array(
  fc
    .record({
      name: text,
      version: text,
      aliases: fc.array(text, { maxLength: 3 }),
      payload: fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 200_000 }).map((length) => new Uint8Array(length).fill(5)),
      ),
    })
    .map(({ name, ...fields }) => aResource(name, fields)),
  { maxLength: 5 },
);
const responses = fc.record({
  typeUrl: text,
  nonce: text,
  systemVersion: text,
  removed: fc.array(text, { maxLength: 5 }),
  resources,
  hasAliases: fc.boolean(),
});

/** What the generated code makes of the same values. */
function reference(response: DeltaResponse): Uint8Array {
  return DeltaDiscoveryResponse.encode({
    systemVersionInfo: response.systemVersion,
    typeUrl: response.typeUrl,
    nonce: response.nonce,
    removedResources: [...response.removed],
    resources: response.resources.map(({ name, version, aliases, payload }) => ({
      name,
      version,
      aliases: response.hasAliases ? [...aliases] : [],
      resource: { typeUrl: response.typeUrl, value: payload },
    })),
  }).finish();
}

/** Payloads as text: comparing long arrays is slow. */
function comparable(response: DeltaResponse) {
  const resources = response.resources.map(({ payload, ...resource }) => ({
    ...resource,
    payload: Buffer.from(payload).toString("base64"),
  }));
  return { ...response, resources };
}

/** The message, of which gRPC's prefix was checked. */
function encode(message: ResponseMessage): Buffer {
  const copies: Buffer[] = [];
  for (const piece of message.pieces()) copies.push(Buffer.from(piece));
  const whole = Buffer.concat(copies);
  expect([whole.readUInt8(0), whole.readUInt32BE(1)]).toEqual([0, message.byteLength]);
  return whole.subarray(5);
}

describe("responses", () => {
  test("are read as what was written, and as what the generated code writes", () => {
    fc.assert(
      fc.property(responses, (response) => {
        const message = new ResponseMessage(response);
        const bytes = encode(message);
        expect(bytes.length).toBe(message.byteLength);
        const expected = {
          ...response,
          hasAliases: true,
          resources: response.resources.map((resource) => ({
            ...resource,
            aliases: response.hasAliases ? resource.aliases : [],
          })),
        };
        expect(comparable(decodeDeltaResponse(bytes))).toEqual(comparable(expected));
        expect(comparable(decodeDeltaResponse(reference(response)))).toEqual(comparable(expected));
      }),
    );
  });

  test("share the encoding of a resource, with aliases and without", () => {
    const resource = aResource("a", { aliases: ["/1"] });
    const response = {
      typeUrl: "t",
      nonce: "",
      systemVersion: "",
      removed: [],
      resources: [resource],
      hasAliases: false,
    };
    const plain = encode(new ResponseMessage(response));
    const aliased = encode(new ResponseMessage({ ...response, hasAliases: true }));
    expect(encode(new ResponseMessage(response))).toEqual(plain);
    expect(decodeDeltaResponse(aliased).resources[0]?.aliases).toEqual(["/1"]);
    expect(aliased.length).toBe(plain.length + 4);
  });
});

test("a large response comes in pieces of bounded size", () => {
  const payload = new Uint8Array(100_000).fill(7);
  const resources = Array.from({ length: 50 }, (_, index) => aResource(`r-${String(index)}`, { payload }));
  const message = new ResponseMessage({
    typeUrl: "t",
    nonce: "n",
    systemVersion: "",
    removed: [],
    resources,
    hasAliases: false,
  });
  const sizes = [...message.pieces()].map((piece) => piece.length);
  expect(new Set(sizes.slice(0, -1))).toEqual(new Set([65_536]));
  expect(decodeDeltaResponse(encode(message)).resources).toHaveLength(50);
});

const requests: fc.Arbitrary<DeltaRequest> = fc.record(
  {
    typeUrl: text,
    subscribe: fc.array(text),
    unsubscribe: fc.array(text),
    initialVersions: fc.array(fc.tuple(text, text)).map((entries) => new Map(entries)),
    responseNonce: text,
    error: fc.record({ code: fc.integer({ min: -5, max: 20 }), message: text }),
    node: fc.record({
      id: text,
      metadata: fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.constant(null))),
    }),
  },
  { requiredKeys: ["typeUrl", "subscribe", "unsubscribe", "initialVersions", "responseNonce"] },
);

/** The generated code's message for the same values. */
function referenceRequest(request: DeltaRequest): Uint8Array {
  return DeltaDiscoveryRequest.encode({
    typeUrl: request.typeUrl,
    initialResourceVersions: Object.fromEntries(request.initialVersions),
    responseNonce: request.responseNonce,
  }).finish();
}

describe("requests", () => {
  test("are cut short anywhere without being taken for whole ones", () => {
    fc.assert(
      fc.property(requests, fc.double({ min: 0, max: 1, noNaN: true }), (request, part) => {
        const bytes = referenceRequest(request);
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        let generated: unknown;
        try {
          generated = DeltaDiscoveryRequest.decode(cut).initialResourceVersions;
        } catch {
          expect(() => decodeDeltaRequest(cut)).toThrow();
          return;
        }
        expect(Object.fromEntries(decodeDeltaRequest(cut).initialVersions)).toEqual({ ...Object(generated) });
      }),
    );
  });

  test("are read as what was written", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const decoded = decodeDeltaRequest(encodeDeltaRequest(request));
        const plain = (value: DeltaRequest) =>
          JSON.parse(
            JSON.stringify({
              ...value,
              initialVersions: [...value.initialVersions].toSorted(([left], [right]) =>
                left < right ? -1 : 1,
              ),
            }),
          );
        expect(plain(decoded)).toEqual(plain(request));
      }),
    );
  });

  test("of any bytes are read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        try {
          decodeDeltaRequest(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
