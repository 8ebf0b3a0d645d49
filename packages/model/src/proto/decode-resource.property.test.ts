import fc from "fast-check";
import { expect, test } from "vitest";
import type { MeshResource } from "../mesh-batch.ts";
import { ModelError } from "../model-error.ts";
import { anyResources } from "../testing/arbitraries.ts";
import { encodeResource } from "../testing/encode-resource.ts";
import { type DecodedResource, decodeAddress, decodeAuthorization } from "./decode-resource.ts";

const NETWORK_BITS = { v4: 32, v6: 128 };

function decoderOf(kind: MeshResource["kind"]): (payload: Uint8Array) => DecodedResource {
  return kind === "policy" ? decodeAuthorization : decodeAddress;
}

/** What the wire cannot say, as it comes back. */
function asDecoded(resource: MeshResource): MeshResource {
  if (resource.kind === "workload") {
    const { workload, endpoints } = resource;
    const type = ["cronjob", "pod", "job"].includes(workload.workloadType)
      ? workload.workloadType
      : "deployment";
    return {
      ...resource,
      workload: {
        ...workload,
        trustDomain: workload.trustDomain || "cluster.local",
        serviceAccount: workload.serviceAccount || "default",
        clusterId: workload.clusterId || "Kubernetes",
        workloadType: type,
        services: [...endpoints.keys()],
      },
    };
  }
  if (resource.kind === "service") {
    const { service } = resource;
    const isSingle = ({ ip, prefixLength }: (typeof service.cidrVips)[number]["cidr"]) =>
      prefixLength === (ip.includes(":") ? NETWORK_BITS.v6 : NETWORK_BITS.v4);
    const single = service.cidrVips.filter(({ cidr }) => isSingle(cidr));
    return {
      kind: "service",
      endpoints: [],
      service: {
        ...service,
        vips: [...service.vips, ...single.map(({ network, cidr }) => ({ network, address: cidr.ip }))],
        cidrVips: service.cidrVips.filter(({ cidr }) => !isSingle(cidr)),
      },
    };
  }
  return resource;
}

test("whatever the model can say comes back from the wire", () => {
  fc.assert(
    fc.property(anyResources(), (resources) => {
      for (const resource of resources) {
        const { payload } = encodeResource(resource);
        const decoded = decoderOf(resource.kind)(payload);
        expect(decoded.warnings).toEqual([]);
        expect(decoded.resource).toEqual(asDecoded(resource));
      }
    }),
  );
});

function expectResourceOrModelError(decode: () => DecodedResource): void {
  try {
    expect(decode().resource.kind).toMatch(/workload|service|policy/);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.code).toBe("invalid-resource");
    expect(error.message.length).toBeGreaterThan(0);
  }
}

test("any bytes are a resource or a ModelError, and never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
      expectResourceOrModelError(() => decodeAddress(payload));
      expectResourceOrModelError(() => decodeAuthorization(payload));
    }),
    { numRuns: 2000 },
  );
});

test("a good resource with one byte changed is a resource or a ModelError", () => {
  fc.assert(
    fc.property(anyResources(), fc.nat(), fc.nat(255), (resources, position, byte) => {
      for (const resource of resources) {
        const payload = Uint8Array.from(encodeResource(resource).payload);
        payload[position % payload.length] = byte;
        expectResourceOrModelError(() => decoderOf(resource.kind)(payload));
      }
    }),
    { numRuns: 500 },
  );
});

test("a resource keeps nothing of the bytes it came from", () => {
  fc.assert(
    fc.property(anyResources(), (resources) => {
      for (const resource of resources) {
        const payload = Uint8Array.from(encodeResource(resource).payload);
        const decoded = decoderOf(resource.kind)(payload).resource;
        payload.fill(0);
        expect(decoded).toEqual(asDecoded(resource));
      }
    }),
    { numRuns: 50 },
  );
});
