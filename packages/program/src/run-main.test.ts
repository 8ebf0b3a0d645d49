import { ConfigError } from "@ambit/config";
import { expect, test } from "vitest";
import { runMain } from "./run-main.ts";

/** What a program does that is asked for this, and whose configuration has these problems. */
async function main(command: string, problems: readonly string[] = []) {
  const written = { out: "", error: "", runs: 0 };
  const exitCode = await runMain(
    {
      name: "tool",
      help: "usage: tool\n",
      istioVersion: "1.2.3",
      readCommandLine: () => ({ command }),
      run: async () => {
        if (problems.length > 0) throw new ConfigError("invalid-config", problems);
        written.runs += 1;
      },
    },
    { write: (text) => void (written.out += text), writeError: (text) => void (written.error += text) },
  );
  return { exitCode, ...written };
}

test("any word but a few runs the program", async () => {
  expect(await main("serve")).toEqual({ exitCode: 0, out: "", error: "", runs: 1 });
});

test("a wrong configuration is told whole", async () => {
  expect(await main("serve", ["A is wrong", "B is too"])).toEqual({
    exitCode: 64,
    out: "",
    error: "tool: the configuration is wrong\n  A is wrong\n  B is too\n",
    runs: 0,
  });
});

test("the version is that of the build, and of Istio as it is given", async () => {
  const { out, ...rest } = await main("version");
  expect(rest).toEqual({ exitCode: 0, error: "", runs: 0 });
  expect(out).toMatch(/^version\.BuildInfo\{.*IstioVersion:"1\.2\.3".*\}\n$/);
});

test.each([
  ["help", 0],
  ["unknown", 1],
])("%s prints the help, with exit code %s", async (command, exitCode) => {
  expect(await main(command)).toEqual({ exitCode, out: "usage: tool\n", error: "", runs: 0 });
});

test("flags that cannot be read are a wrong configuration too; all else stays thrown", async () => {
  const silent = { write: () => {}, writeError: () => {} };
  const options = { name: "tool", help: "", run: () => Promise.reject(new TypeError("a bug")) };
  const readCommandLine = (): never => {
    throw new ConfigError("invalid-config", ["--x is no flag"]);
  };
  expect(await runMain({ ...options, readCommandLine }, silent)).toBe(64);
  const running = runMain({ ...options, readCommandLine: () => ({ command: "run" }) }, silent);
  await expect(running).rejects.toThrow(TypeError);
});
