import { describe, expect, test } from "vitest";
import { baseTree } from "./base-layer.ts";
import { readElf } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { anElfFile } from "./testing/an-elf-file.ts";
import { someDebianFiles } from "./testing/some-debian-files.ts";

const LOADER = "/lib/ld-linux-aarch64.so.1";
const SYMBOLS = Buffer.alloc(4096, 1);

function aTree(): FileTree {
  const arm64 = { machine: 183, interpreter: LOADER, needed: ["libc.so.6"] };
  const node = new FileTree()
    .addFile("bin/node", anElfFile({ ...arm64, unloaded: SYMBOLS }))
    .addFile("LICENSE", "MIT")
    .addFile("README.md", "not needed");
  const debian = someDebianFiles({
    libc6: {
      "usr/lib/aarch64-linux-gnu/libc.so.6": anElfFile({ machine: 183 }),
      "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1": anElfFile({ machine: 183 }),
      "usr/lib/ld-linux-aarch64.so.1": "->aarch64-linux-gnu/ld-linux-aarch64.so.1",
      "usr/lib/aarch64-linux-gnu/libnsl.so.1": anElfFile({ machine: 183 }),
    },
  });
  return baseTree({ architecture: "arm64", node, debian });
}

describe("the layer that all images share", () => {
  test("has Node, its loader and its libraries, and no other program", () => {
    const programs = aTree()
      .entries()
      .flatMap(([path, entry]) => (entry.kind === "file" && readElf(entry.bytes) !== undefined ? path : []));
    expect(programs).toEqual([
      "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1",
      "usr/lib/aarch64-linux-gnu/libc.so.6",
      "usr/local/bin/node",
    ]);
  });

  test("has of Node's binary what is loaded, executable, and its licence", () => {
    const node = aTree().get("usr/local/bin/node");
    expect(node).toMatchObject({ kind: "file", mode: 0o755 });
    expect(node?.kind === "file" && Buffer.from(node.bytes).includes(SYMBOLS)).toBe(false);
    expect(aTree().get("usr/share/doc/node/LICENSE")).toBeDefined();
  });

  test("knows the users that programs run as, and has a place for everybody's files", () => {
    const passwd = aTree().get("etc/passwd");
    expect(passwd?.kind === "file" && Buffer.from(passwd.bytes).toString()).toMatch(
      /^root:x:0:0:.*\n\w+:x:1337:1337:/,
    );
    expect(aTree().get("tmp")).toEqual({ kind: "folder", mode: 0o1777 });
  });

  test("its folders of old and its run folder stay inside an unpacked image", () => {
    for (const [, entry] of aTree().entries()) {
      if (entry.kind === "link") expect(entry.target).not.toMatch(/^\//);
    }
  });
});
