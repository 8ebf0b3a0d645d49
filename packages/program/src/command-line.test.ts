import { Command } from "commander";
import { expect, test } from "vitest";
import { runCommandLine } from "./command-line.ts";

/** What a program with the commands `answer`, `half`, `fail` and `crash` does with these words. */
async function run(...args: readonly string[]) {
  const written = { out: "", error: "" };
  const output = {
    write: (text: string) => void (written.out += text),
    writeError: (text: string) => void (written.error += text),
  };
  const exitCode = await runCommandLine(args, output, {
    build: (exit) =>
      new Command("tool")
        .version("1.2.3")
        .addCommand(new Command("answer").action(() => output.write("42\n")))
        .addCommand(new Command("half").action(() => exit(3)))
        .addCommand(new Command("fail").action(() => Promise.reject(new RangeError("too far"))))
        .addCommand(new Command("crash").action(() => Promise.reject(new TypeError("a bug")))),
    exitCodeOf: (error) => {
      if (!(error instanceof RangeError)) throw error;
      output.writeError(`tool: ${error.message}\n`);
      return 7;
    },
  });
  return { exitCode, ...written };
}

test("a command that ends well exits with 0", async () => {
  expect(await run("answer")).toEqual({ exitCode: 0, out: "42\n", error: "" });
});

test("a command may end with a code of its own", async () => {
  expect(await run("half")).toMatchObject({ exitCode: 3, error: "" });
});

test("an expected failure is written, and has its code", async () => {
  expect(await run("fail")).toEqual({ exitCode: 7, out: "", error: "tool: too far\n" });
});

test("anything else that is thrown stays thrown", async () => {
  await expect(run("crash")).rejects.toThrow(TypeError);
});

test.each([
  ["the version", ["--version"], "1.2.3"],
  ["help", ["--help"], "Usage: tool"],
  ["help of a command that was added whole", ["answer", "--help"], "Usage: tool answer"],
])("%s is an answer", async (_name, args, text) => {
  const { exitCode, out, error } = await run(...args);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: "" });
  expect(out).toContain(text);
});

test.each([
  ["a command that is not known", ["question"]],
  ["an option that is not known", ["answer", "--quickly"]],
])("%s is bad usage, and says where help is", async (_name, args) => {
  const { exitCode, out, error } = await run(...args);
  expect({ exitCode, out }).toEqual({ exitCode: 64, out: "" });
  expect(error).toContain("(--help shows what is accepted)");
});
