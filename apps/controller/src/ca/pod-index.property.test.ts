import fc from "fast-check";
import { expect, test } from "vitest";
import { type PodFacts, PodIndex } from "./pod-index.ts";

const anyPod: fc.Arbitrary<PodFacts> = fc.record({
  namespace: fc.constantFrom("a", "b"),
  name: fc.constantFrom("p", "q", "r"),
  uid: fc.constantFrom("1", "2"),
  serviceAccount: fc.constantFrom("x", "y"),
  node: fc.constantFrom("", "n1", "n2"),
  phase: fc.constantFrom("Running", "Failed"),
});
const anyStep = fc.record({ pod: anyPod, isRemoval: fc.boolean() });

test("after any sequence of changes it answers as one made of the pods that are left", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const index = new PodIndex();
      const left = new Map<string, PodFacts>();
      for (const { pod, isRemoval } of steps) {
        if (isRemoval) index.remove(pod.namespace, pod.name);
        else index.upsert(pod);
        if (isRemoval) left.delete(`${pod.namespace}/${pod.name}`);
        else left.set(`${pod.namespace}/${pod.name}`, pod);
      }
      for (const namespace of ["a", "b"]) {
        for (const name of ["p", "q", "r"]) {
          expect(index.find(namespace, name)).toEqual(left.get(`${namespace}/${name}`));
        }
        for (const serviceAccount of ["x", "y"]) {
          for (const node of ["", "n1", "n2"]) {
            const expected = [...left.values()].some(
              (pod) =>
                node !== "" &&
                pod.node === node &&
                pod.namespace === namespace &&
                pod.serviceAccount === serviceAccount &&
                pod.phase !== "Failed",
            );
            expect(index.hasInstance(node, namespace, serviceAccount)).toBe(expected);
          }
        }
      }
    }),
  );
});
