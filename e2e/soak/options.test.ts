import { describe, expect, test } from "vitest";
import { parseSoakOptions } from "./options.ts";

const parse = (...args: readonly string[]) => parseSoakOptions(args, 5);

describe("the options of a soak", () => {
  test("are those of the whole mesh by default", () => {
    expect(parse()).toMatchObject({
      parts: ["mesh"],
      mesh: { minutes: 20, pods: 200, connections: 2000, nodes: 4, killEveryMs: 20_000, churnEveryMs: 1_000 },
      writesPage: false,
    });
  });

  test("follow the number of pods", () => {
    expect(parse("--pods", "20", "--minutes", "1")?.mesh).toMatchObject({
      connections: 200,
      nodes: 2,
      minutes: 1,
    });
  });

  test("may name parts", () => {
    expect(parse("server", "renewal", "--tunnels", "100", "--seconds", "5")).toMatchObject({
      parts: ["server", "renewal"],
      tunnels: 100,
      renewalSeconds: 5,
    });
  });

  test.each([
    [["--pods", "x"]],
    [["--minutes", "0"]],
    [["nonsense"]],
    [["--nodes", "1"]],
    [["--what"]],
    [["--help"]],
  ])("%j are none", (args) => {
    expect(parse(...args)).toBeUndefined();
  });
});
