import { expect, test } from "vitest";
import { decodeAuthorizationPolicy } from "./authorization-policy.ts";

const decode = (spec: object) =>
  decodeAuthorizationPolicy({ metadata: { name: "p", namespace: "shop" }, spec });

test("a policy is read rule by rule, values as they are written", () => {
  const { object, problems } = decode({
    selector: { matchLabels: { app: "cart" } },
    action: "DENY",
    rules: [
      {
        from: [{ source: { principals: ["a/b"], notIpBlocks: ["10.0.0.0/99"], namespaces: [] } }, {}],
        to: [{ operation: { ports: ["80"], methods: ["GET"] } }],
        when: [{ key: "source.ip", values: ["1.2.3.4"] }],
      },
      {},
    ],
  });
  expect(problems).toEqual([]);
  expect(object).toMatchObject({
    selector: { matchLabels: { app: "cart" } },
    action: "DENY",
    targetRefs: [],
    unreadable: [],
    rules: [
      {
        from: [{ principals: ["a/b"], notIpBlocks: ["10.0.0.0/99"] }, {}],
        to: [{ ports: ["80"], methods: ["GET"] }],
        when: [{ key: "source.ip", values: ["1.2.3.4"], notValues: [] }],
        unreadable: [],
      },
      { from: undefined, to: undefined, when: undefined, unreadable: [] },
    ],
  });
});

test("both ways to name a target count", () => {
  const ref = { group: "", kind: "Service", name: "cart" };
  const { object } = decode({ targetRef: ref, targetRefs: [{ ...ref, name: "web" }] });
  expect(object.targetRefs.map(({ name }) => name)).toEqual(["cart", "web"]);
});

test("what is misspelt or of the wrong type is known to be missing from its rule, or from the policy", () => {
  const { object, problems } = decode({
    rulez: [],
    rules: [
      { from: [{ source: { principal: ["a/b"] } }] },
      { to: [{ operation: { ports: [80] } }] },
      { form: [] },
    ],
  });
  expect(object.rules.map(({ unreadable }) => unreadable)).toEqual([
    ["spec.rules[0].from[0].source.principal"],
    ["spec.rules[1].to[0].operation.ports[0]"],
    ["spec.rules[2].form"],
  ]);
  expect(object.unreadable).toEqual(["spec.rulez"]);
  expect(problems).toHaveLength(4);
});
