import fc from "fast-check";
import { expect, test } from "vitest";
import { CHECKED_KINDS, checkObject } from "./check-object.ts";

const LABELS = fc.dictionary(fc.constantFrom("app", "istio.io/use-waypoint", "__proto__"), fc.jsonValue());
const METADATA = fc.record({ name: fc.constant("a"), namespace: fc.constant("b"), labels: LABELS });
/** Names that some kind has, so that what is behind them is looked at. */
const FIELDS = fc.constantFrom(
  ...["rules", "from", "to", "when", "source", "operation", "ports", "hosts", "endpoints", "selector"],
  ...["targetRefs", "mtls", "portLevelMtls", "ingress", "egress", "podSelector", "listeners", "matchLabels"],
);
const { value: PART } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie("list"), tie("record")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  record: fc.dictionary(FIELDS, tie("value"), { maxKeys: 4 }),
}));

test.each(CHECKED_KINDS)("whatever a %s holds, there is a verdict, with each part named once", (name) => {
  const [group = "", kind = ""] = name.split("/");
  const context = {
    rootNamespace: "istio-system",
    isDryRunOffered: false,
    isStrict: false,
    surroundings: { workloads: () => [], has: () => false },
  };
  fc.assert(
    fc.property(fc.record({ metadata: METADATA, spec: PART }), (object) => {
      const { errors, warnings } = checkObject({ group, kind }, object, context);
      for (const found of [errors, warnings]) {
        const paths = found.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
      }
    }),
    { numRuns: 200 },
  );
});
