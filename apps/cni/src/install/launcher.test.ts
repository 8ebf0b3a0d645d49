import { describe, expect, test } from "vitest";
import { buildLauncher, launcherArchitecture } from "./launcher.ts";
import { ARM64, POOL, X64 } from "./launcher-code.ts";

const COMMAND = {
  program: ".istio-cni/1/lib/ld.so",
  args: ["ld.so", "--library-path", "lib", "nöde"],
  agent: { socketPath: "/var/run/istio-cni/plugin-run.sock", waitMs: 5_250 },
};
const CODE = { x64: X64.code, arm64: ARM64.code };

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

  test("its pointers lead to the texts and structures", () => {
    const word = (offset: number): number => Number(file.readBigUInt64LE(offset));
    const slot = (name: (typeof POOL)[number]): number =>
      word(232 + CODE[arch].length + POOL.indexOf(name) * 8);
    const at = (name: (typeof POOL)[number]): number => slot(name) - 0x40_0000;
    const text = (offset: number): string => file.toString("utf8", offset, file.indexOf(0, offset));
    expect(text(at("self"))).toBe("/proc/self/exe");
    expect(slot("buffer")).toBe(0x42_0000);
    expect(text(at("program"))).toBe(COMMAND.program);
    const args = COMMAND.args.map((_, index) => word(at("arguments") + index * 8) - 0x40_0000);
    expect(args.map(text)).toEqual(COMMAND.args);
    expect(word(at("arguments") + COMMAND.args.length * 8)).toBe(0);
    const message = file.toString("utf8", at("message"), at("message") + slot("length"));
    expect(JSON.parse(message)).toMatchObject({ code: 5, msg: expect.any(String) });
    expect([0, 8, 16, 24].map((offset) => word(at("ignore") + offset))).toEqual([1, 0, 0, 0]);
    expect([0, 8].map((offset) => word(at("wait") + offset))).toEqual([5, 250_000]);
    expect(file.readUInt16LE(at("address"))).toBe(1);
    expect(text(at("address") + 2)).toBe(COMMAND.agent.socketPath);
  });

  test("is the same for the same command, and another for another", () => {
    expect(buildLauncher(arch, COMMAND)).toEqual(file);
    expect(buildLauncher(arch, { ...COMMAND, program: "x" })).not.toEqual(file);
  });
});

test("a socket's path that the kernel would cut is refused", () => {
  const agent = { socketPath: `/${"x".repeat(107)}`, waitMs: 1 };
  expect(() => buildLauncher("x64", { ...COMMAND, agent })).toThrow("too long");
});

test("other machines are refused by name, and so are texts that the kernel would cut", () => {
  expect(() => launcherArchitecture("riscv64")).toThrow("riscv64");
  expect(() => buildLauncher("x64", { program: "a\0b", args: [] })).toThrow("zero byte");
});
