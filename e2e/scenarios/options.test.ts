import { describe, expect, test } from "vitest";
import { parseScenarioOptions } from "./options.ts";
import { SCENARIOS } from "./scenarios.ts";

describe("the command line of the scenarios", () => {
  test("names a provider, and scenarios in one word or in several", () => {
    const words = ["--provider", "bare", "--only", "strict,jobs", "--only", "probes"];
    const only = ["strict", "jobs", "probes"];
    expect(parseScenarioOptions(words)).toEqual({
      provider: "bare",
      only,
      isIfBuilt: false,
      isList: false,
    });
  });

  test("may leave a machine alone that would have to build the cluster first", () => {
    expect(parseScenarioOptions(["--provider", "bare", "--if-built"])).toMatchObject({ isIfBuilt: true });
  });

  test("asks for the list without a provider", () => {
    expect(parseScenarioOptions(["--list"])).toMatchObject({ isList: true });
  });

  test.each([
    [[], "--provider is missing: accepted are lab, bare, kind"],
    [["--provider", "cloud"], "--provider cloud: accepted are"],
    [["--provider", "lab", "--only", "nothing"], "--only nothing: accepted are reachability"],
    [["--provider", "lab", "--what"], "--what"],
  ])("%j is refused", (words, message) => {
    expect(() => parseScenarioOptions(words)).toThrow(message);
  });
});

test("every scenario has a name of its own that can be a namespace's", () => {
  const names = SCENARIOS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{1,40}$/);
});
