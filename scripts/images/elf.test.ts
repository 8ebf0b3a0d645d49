import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readElf, withoutUnloaded } from "./elf.ts";
import { anElfFile } from "./testing/an-elf-file.ts";

const PROGRAM = {
  interpreter: "/lib64/ld-linux-x86-64.so.2",
  needed: ["libstdc++.so.6", "libc.so.6"],
};

describe("an ELF file", () => {
  test("says its processor, its loader and its libraries", () => {
    expect(readElf(anElfFile(PROGRAM))).toEqual({ architecture: "amd64", ...PROGRAM });
    expect(readElf(anElfFile({ machine: 183 }))).toEqual({
      architecture: "arm64",
      interpreter: undefined,
      needed: [],
    });
    expect(readElf(anElfFile({ machine: 40 }))?.architecture).toBeUndefined();
  });

  test("is told from anything else", () => {
    expect(readElf(Buffer.from("#!/usr/local/bin/node\n".padEnd(80)))).toBeUndefined();
    expect(readElf(new Uint8Array())).toBeUndefined();
  });

  test("loses what is not loaded, and stays what it is", () => {
    const symbols = Buffer.alloc(1000, 0xaa);
    const file = anElfFile({ ...PROGRAM, unloaded: symbols });
    const stripped = withoutUnloaded(file);
    expect(stripped.length).toBe(file.length - symbols.length);
    expect(readElf(stripped)).toEqual(readElf(file));
    // Where the section headers were: a loader does not look, a debugger would.
    expect(Buffer.from(stripped).readBigUInt64LE(40)).toBe(0n);
    expect(withoutUnloaded(stripped)).toEqual(stripped);
  });

  test("that is cut off or damaged is an error or other facts, and never an endless search", () => {
    const file = anElfFile(PROGRAM);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (at, value, length) => {
        const damaged = Buffer.from(file);
        damaged[at] = value;
        for (const bytes of [damaged, file.subarray(0, length)]) {
          try {
            readElf(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }),
    );
  });
});
