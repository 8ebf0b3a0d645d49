import fc from "fast-check";
import { expect, test } from "vitest";
import { ModelError } from "../../model-error.ts";
import { anyWaypointService, anyWaypointSettings } from "../testing/arbitraries.ts";
import type { WaypointResource } from "../waypoint-service.ts";
import {
  decodeWaypointService,
  decodeWaypointSettings,
  encodeWaypointService,
  encodeWaypointSettings,
} from "./waypoint-resource.ts";

test("whatever a service's configuration can say comes back from the wire", () => {
  fc.assert(
    fc.property(anyWaypointService(), (service) => {
      expect(decodeWaypointService(encodeWaypointService(service))).toEqual({ kind: "service", service });
    }),
  );
});

test("whatever settings can say comes back from the wire", () => {
  fc.assert(
    fc.property(anyWaypointSettings(), (settings) => {
      const decoded = decodeWaypointSettings(encodeWaypointSettings(settings));
      expect(decoded).toEqual({ kind: "settings", settings });
    }),
  );
});

function expectResourceOrModelError(decode: () => WaypointResource): void {
  try {
    expect(decode().kind).toMatch(/service|settings/);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    expect(error.code).toBe("invalid-resource");
    expect(error.message.length).toBeGreaterThan(0);
  }
}

test("any bytes are a resource or a ModelError, and never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
      expectResourceOrModelError(() => decodeWaypointService(payload));
      expectResourceOrModelError(() => decodeWaypointSettings(payload));
    }),
    { numRuns: 1000 },
  );
});

test("a good resource with one byte changed is a resource or a ModelError", () => {
  fc.assert(
    fc.property(anyWaypointService(), fc.nat(), fc.nat(255), (service, position, byte) => {
      const payload = Uint8Array.from(encodeWaypointService(service));
      payload[position % payload.length] = byte;
      expectResourceOrModelError(() => decodeWaypointService(payload));
    }),
    { numRuns: 200 },
  );
});
