import { describe, expect, test } from "vitest";
import { buildLauncher, launcherArchitecture } from "./launcher.ts";

const COMMAND = { program: ".istio-cni/1/lib/ld.so", args: ["ld.so", "--library-path", "lib", "nöde"] };

describe.each([
  ["x64", 62],
  ["arm64", 183],
] as const)("for %s", (arch, machine) => {
  const file = buildLauncher(arch, COMMAND);

  test("is a static ELF-64 program of that machine that begins in its own code", () => {
    expect(file.subarray(0, 7)).toEqual(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]));
    expect(file.readUInt16LE(16)).toBe(2);
    expect(file.readUInt16LE(18)).toBe(machine);
    expect(file.readBigUInt64LE(24)).toBe(0x40_0000n + 232n);
    const types = [0, 1, 2].map((index) => file.readUInt32LE(64 + index * 56));
    // Two segments and a stack; no interpreter, nothing dynamic.
    expect(types).toEqual([1, 1, 0x6474_e551]);
  });

  test("maps the whole file, and no segment is both writable and executable", () => {
    expect(file.readBigUInt64LE(64 + 32)).toBe(BigInt(file.length));
    for (const index of [0, 1, 2]) expect(file.readUInt32LE(64 + index * 56 + 4) & 3).not.toBe(3);
  });

  test("its pointers lead to the texts", () => {
    const code = arch === "x64" ? 136 : 144;
    const at = (slot: number): number => Number(file.readBigUInt64LE(232 + code + slot * 8)) - 0x40_0000;
    const text = (offset: number): string => file.toString("utf8", offset, file.indexOf(0, offset));
    expect(text(at(0))).toBe("/proc/self/exe");
    expect(text(at(2))).toBe(COMMAND.program);
    const args = COMMAND.args.map((_, index) => Number(file.readBigUInt64LE(at(3) + index * 8)) - 0x40_0000);
    expect(args.map(text)).toEqual(COMMAND.args);
    expect(file.readBigUInt64LE(at(3) + COMMAND.args.length * 8)).toBe(0n);
    const message = file.toString("utf8", at(4), at(4) + at(5) + 0x40_0000);
    expect(JSON.parse(message)).toMatchObject({ code: 5, msg: expect.any(String) });
  });

  test("is the same for the same command, and another for another", () => {
    expect(buildLauncher(arch, COMMAND)).toEqual(file);
    expect(buildLauncher(arch, { ...COMMAND, program: "x" })).not.toEqual(file);
  });
});

test("other machines are refused by name, and so are texts that the kernel would cut", () => {
  expect(() => launcherArchitecture("riscv64")).toThrow("riscv64");
  expect(() => buildLauncher("x64", { program: "a\0b", args: [] })).toThrow("zero byte");
});
