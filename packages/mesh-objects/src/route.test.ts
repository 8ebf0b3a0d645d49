import { describe, expect, test } from "vitest";
import { decodeTcpRoute, decodeTlsRoute } from "./route.ts";

function aRoute(kind: string, spec: object): object {
  return { kind, metadata: { name: "r", namespace: "shop" }, spec };
}

const RULE = { backendRefs: [{ name: "v1", port: 9000 }] };

describe("of a route of connections", () => {
  test("the rules after the first are reported: they have no effect", () => {
    const { problems } = decodeTcpRoute(aRoute("TCPRoute", { rules: [RULE, RULE] }));
    expect(problems).toEqual([
      { path: "spec.rules[1]", reason: "has no effect: the first rule takes every connection" },
    ]);
  });

  test("it is reported that it names no server", () => {
    const { problems } = decodeTlsRoute(aRoute("TLSRoute", { rules: [RULE] }));
    expect(problems.map(({ path }) => path)).toEqual(["spec.hostnames"]);
  });

  test("all that is needed is read without problems", () => {
    const { object, problems } = decodeTlsRoute(
      aRoute("TLSRoute", { hostnames: ["a.example.com"], rules: [RULE] }),
    );
    expect(problems).toEqual([]);
    expect(object).toMatchObject({ hostnames: ["a.example.com"], rules: [{ backends: [{ weight: 1 }] }] });
  });
});
