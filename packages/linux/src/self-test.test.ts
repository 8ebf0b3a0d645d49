import { expect, test } from "vitest";
import { LinuxError } from "./linux-error.ts";
import { NativeSymbols } from "./native-symbols.ts";
import { platformProblems, selfTest, symbolProblems } from "./self-test.ts";

test("this machine has everything", () => {
  expect(selfTest()).toEqual([]);
});

test("a missing symbol is named by the self-test and by the call", () => {
  const symbols = new NativeSymbols();
  const call = symbols.bind<() => number>("int no_such_function_9(int, uintptr_t)");
  symbols.bind("int getpid(void)");
  expect(symbols.missing).toEqual(["no_such_function_9"]);
  expect(symbolProblems(symbols.missing)).toEqual(["the C library has no no_such_function_9"]);
  expect(call).toThrow(LinuxError);
  expect(call).toThrow(/no_such_function_9/);
});

test.each([
  ["darwin", "arm64"],
  ["linux", "riscv64"],
])("%s on %s is refused by name", (platform, arch) => {
  expect(platformProblems(platform, arch)?.[0]).toContain(`${platform}/${arch}`);
});

test("both supported architectures pass", () => {
  expect(platformProblems("linux", "x64")).toBeUndefined();
  expect(platformProblems("linux", "arm64")).toBeUndefined();
});
