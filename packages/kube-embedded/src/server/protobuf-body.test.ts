import { ApiError } from "@ambit/kube-objects";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeProtobuf } from "./protobuf-body.ts";

/** Length-delimited field; enough for texts and messages shorter than 128 bytes. */
function field(number: number, value: string | readonly number[]): number[] {
  const bytes = typeof value === "string" ? [...Buffer.from(value)] : value;
  return [(number << 3) | 2, bytes.length, ...bytes];
}

function envelope(apiVersion: string, kind: string, message: readonly number[]): Uint8Array {
  const type = [...field(1, apiVersion), ...field(2, kind)];
  return Uint8Array.of(0x6b, 0x38, 0x73, 0x00, ...field(1, type), ...field(2, message), ...field(4, ""));
}

const META = field(1, [
  ...field(1, "web"),
  ...field(2, ""),
  ...field(3, "shop"),
  ...field(8, []),
  ...field(11, [...field(1, "a"), ...field(2, "b")]),
]);

describe("a protobuf body", () => {
  test.each<[string, Uint8Array, object]>([
    [
      "a namespace",
      envelope("v1", "Namespace", [...META, ...field(2, [])]),
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "web", namespace: "shop", labels: { a: "b" } },
      },
    ],
    [
      "a config map",
      envelope("v1", "ConfigMap", [
        ...META,
        ...field(2, [...field(1, "k"), ...field(2, "v")]),
        ...field(2, [...field(1, "l"), ...field(2, "w")]),
        ...field(3, [...field(1, "bin"), ...field(2, [0xff])]),
      ]),
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: expect.anything(),
        data: { k: "v", l: "w" },
        binaryData: { bin: "/w==" },
      },
    ],
    [
      "a service",
      envelope("v1", "Service", [
        ...META,
        ...field(2, [
          ...field(1, [
            ...field(1, "http"),
            ...field(2, "TCP"),
            3 << 3,
            80,
            ...field(4, [1 << 3, 0, 2 << 3, 0x90, 0x3f, ...field(3, "")]),
            5 << 3,
            0,
          ]),
          ...field(1, [3 << 3, 53, ...field(4, [1 << 3, 1, 2 << 3, 0, ...field(3, "dns")])]),
        ]),
      ]),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: expect.anything(),
        spec: {
          ports: [
            { name: "http", protocol: "TCP", port: 80, targetPort: 8080 },
            { port: 53, targetPort: "dns" },
          ],
        },
      },
    ],
    [
      "a token request",
      envelope("authentication.k8s.io/v1", "TokenRequest", [
        ...field(1, []),
        ...field(2, [
          ...field(1, "istio-ca"),
          ...field(1, "b"),
          4 << 3,
          0xd8,
          0x04,
          ...field(3, [...field(1, "Pod"), ...field(3, "p")]),
        ]),
      ]),
      {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        metadata: {},
        spec: {
          audiences: ["istio-ca", "b"],
          expirationSeconds: 600,
          boundObjectRef: { kind: "Pod", name: "p" },
        },
      },
    ],
    [
      "options of a deletion",
      envelope("v1", "DeleteOptions", [1 << 3, 0, 3 << 3, 1, ...field(4, "Orphan")]),
      {
        apiVersion: "v1",
        kind: "DeleteOptions",
        gracePeriodSeconds: 0,
        orphanDependents: true,
        propagationPolicy: "Orphan",
      },
    ],
  ])("is read: %s", (_name, bytes, expected) => {
    expect(decodeProtobuf(bytes)).toEqual(expected);
  });

  test("of a kind that is not taken is refused by its name", () => {
    expect(() => decodeProtobuf(envelope("apps/v1", "Deployment", []))).toThrow(
      expect.objectContaining({
        code: "UnsupportedMediaType",
        message: expect.stringContaining("Deployment"),
      }),
    );
    expect(() => decodeProtobuf(envelope("v1", "constructor", []))).toThrow(
      expect.objectContaining({ code: "UnsupportedMediaType" }),
    );
  });

  test("that is something else is refused", () => {
    expect(() => decodeProtobuf(Buffer.from("{}"))).toThrow(expect.objectContaining({ code: "BadRequest" }));
  });

  test("of whatever bytes is read or refused, in no other way", () => {
    const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
    const bodies = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.concat([magic, bytes])),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => envelope("v1", "ConfigMap", [...bytes])),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => envelope("v1", "Service", [...bytes])),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          JSON.stringify(decodeProtobuf(body));
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});
