import { describe, expect, test } from "vitest";
import { decodePluginRun, encodePluginAnswer } from "./plugin-run-codec.ts";

describe("a run of the plugin", () => {
  test("is variables, an empty one, and stdin", () => {
    const bytes = Buffer.from('CNI_COMMAND=ADD\0CNI_ARGS=A=1;B=2\0EMPTY=\0\0{"name":"ä\0\0"}');
    expect(decodePluginRun(bytes)).toEqual({
      variables: { CNI_COMMAND: "ADD", CNI_ARGS: "A=1;B=2", EMPTY: "" },
      stdin: '{"name":"ä\0\0"}',
    });
  });

  test("may have an empty stdin", () => {
    expect(decodePluginRun(Buffer.from("A=1\0\0"))).toEqual({ variables: { A: "1" }, stdin: "" });
  });

  test("keeps names that mean something to JavaScript as names", () => {
    const { variables } = decodePluginRun(Buffer.from("__proto__=x\0noequals\0\0")) ?? {};
    expect(Object.entries(variables ?? {})).toEqual([
      ["__proto__", "x"],
      ["noequals", ""],
    ]);
  });

  test.each(["", "A=1", "A=1\0", "{}"])("without the end of its variables is none: %j", (text) => {
    expect(decodePluginRun(Buffer.from(text))).toBeUndefined();
  });

  test("is answered with exit code, stdout and an end", () => {
    expect(encodePluginAnswer({ exitCode: 1, stdout: "{}\n" })).toBe("1{}\n\n");
    expect(encodePluginAnswer({ exitCode: 0, stdout: "" })).toBe("0\n");
  });
});
