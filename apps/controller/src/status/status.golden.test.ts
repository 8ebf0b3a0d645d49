import { describe, expect, test } from "vitest";
import { type GoldenCase, goldenCases } from "../collections/testing/golden-case.ts";
import type { DesiredStatus, TimedCondition } from "./desired-status.ts";
import { StatusMesh } from "./testing/status-mesh.ts";

/** Of kinds whose status was not recorded. */
const UNRECORDED = new Set(["GatewayClass", "GRPCRoute", "RequestAuthentication"]);

/** Objects that the API server did not take. */
const REFUSED = new Set(["missing-backend-port"]);

/** A status as it was recorded: conditions by type, without texts and times. */
function recordedForm({ status }: DesiredStatus) {
  const { conditions, addresses, parents } = status;
  return {
    ...(conditions === undefined ? {} : { conditions: byType(conditions) }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(parents === undefined
      ? {}
      : {
          parents: new Map(
            parents.map(({ parentRef, controllerName, conditions: own }) => [
              JSON.stringify([parentRef.kind, parentRef.namespace, parentRef.name, parentRef.port]),
              {
                parentRef: JSON.parse(JSON.stringify(parentRef)),
                controllerName,
                conditions: byType(own),
              },
            ]),
          ),
        }),
  };
}

function byType(conditions: readonly Pick<TimedCondition, "type" | "status" | "reason">[]) {
  return new Map(conditions.map(({ type, status, reason }) => [type, { type, status, reason }]));
}

/** The same form of what was recorded. Addresses of a ServiceEntry are the allocator's. */
function expectedForm({ expected }: GoldenCase): ReadonlyMap<string, unknown> {
  const entries = Object.entries(expected.status).flatMap(([name, recorded]) => {
    const { conditions, addresses, parents } = Object(recorded);
    const hasNone = Array.isArray(conditions) && conditions.length === 0;
    return hasNone
      ? []
      : [[name, recordedForm(Object({ status: { conditions, addresses, parents } }))] as const];
  });
  return new Map(entries);
}

describe("recorded cases", () => {
  test.each(goldenCases().map((golden) => ({ ...golden })))(
    "$name: statuses are those of the stock control plane",
    (golden) => {
      const mesh = new StatusMesh();
      mesh.apply(...golden.objects.filter(({ metadata }) => !REFUSED.has(Object(metadata).name)));
      const statuses = [...mesh.statuses.values()].filter(({ kind }) => !UNRECORDED.has(kind));
      expect(
        new Map(
          statuses.map((status) => [
            `${status.kind}/${status.namespace}/${status.name}`,
            recordedForm(status),
          ]),
        ),
      ).toEqual(expectedForm(golden));
    },
  );
});
