import { describe, expect, test } from "vitest";
import { decodePeerAuthentication } from "./peer-authentication.ts";

const decode = (spec: object) =>
  decodePeerAuthentication({ metadata: { name: "p", namespace: "shop" }, spec });

test("modes are read, those of ports in the order of the ports", () => {
  const { object, problems } = decode({
    selector: { matchLabels: { app: "cart" } },
    mtls: { mode: "STRICT" },
    portLevelMtls: { 9090: { mode: "DISABLE" }, 80: { mode: "PERMISSIVE" }, 100: {} },
  });
  expect(problems).toEqual([]);
  expect(object).toMatchObject({
    selector: { matchLabels: { app: "cart" }, isPartial: false },
    mode: "STRICT",
    portModes: [
      { port: 80, mode: "PERMISSIVE" },
      { port: 100, mode: "UNSET" },
      { port: 9090, mode: "DISABLE" },
    ],
  });
});

describe("what cannot be read is named, and lets no plaintext in", () => {
  test.each<[string, object, object, string]>([
    ["a mode that is not known", { mtls: { mode: "STRCT" } }, { mode: "STRICT" }, "spec.mtls.mode"],
    ["a misspelt field", { mtls: { mod: "PERMISSIVE" } }, { mode: "STRICT" }, "spec.mtls.mod"],
    [
      "a mode of a port",
      { portLevelMtls: { 80: { mode: "OFF" } } },
      { portModes: [{ port: 80, mode: "STRICT" }] },
      "spec.portLevelMtls.80.mode",
    ],
    [
      "a port that is none",
      { portLevelMtls: { http: { mode: "DISABLE" } } },
      { portModes: [] },
      "spec.portLevelMtls.http",
    ],
    [
      "a selector with something else in it",
      { selector: { matchExpressions: [] } },
      { selector: { matchLabels: {}, isPartial: true } },
      "spec.selector.matchExpressions",
    ],
  ])("%s", (_name, spec, expected, path) => {
    const { object, problems } = decode(spec);
    expect(object).toMatchObject(expected);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
  });

  test("nothing said is nothing set", () => {
    expect(decode({}).object).toMatchObject({ mode: "UNSET", selector: undefined, portModes: [] });
  });
});
