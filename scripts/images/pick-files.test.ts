import { describe, expect, test } from "vitest";
import { FileTree } from "./file-tree.ts";
import { addLibraries, findCopyright, packagesIn, pickFiles } from "./pick-files.ts";
import { anElfFile } from "./testing/an-elf-file.ts";
import { someDebianFiles } from "./testing/some-debian-files.ts";

const LIB = "usr/lib/x86_64-linux-gnu";

const debian = someDebianFiles({
  libc6: {
    [`${LIB}/libc.so.6`]: anElfFile(),
    [`${LIB}/ld-linux-x86-64.so.2`]: anElfFile(),
    "usr/lib64/ld-linux-x86-64.so.2": "->/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
    [`${LIB}/libunused.so`]: anElfFile({ needed: ["libnowhere.so"] }),
    "usr/share/doc/libc6/copyright": "LGPL",
  },
  libtool1: {
    [`${LIB}/libtool.so.1`]: "->libtool.so.1.2",
    [`${LIB}/libtool.so.1.2`]: anElfFile({ needed: ["libc.so.6"] }),
    "usr/share/doc/libtool1": "->tool",
  },
  tool: {
    "usr/sbin/tool": anElfFile({
      interpreter: "/lib64/ld-linux-x86-64.so.2",
      needed: ["libtool.so.1", "libc.so.6"],
    }),
    "usr/sbin/tool-alias": "->tool",
    "usr/share/doc/tool/copyright": "GPL",
  },
});

const FOR_AMD64 = { architecture: "amd64", below: new FileTree() } as const;
const files = (tree: FileTree) =>
  tree.entries().flatMap(([path, { kind }]) => (kind === "folder" ? [] : path));

describe("what goes into a layer", () => {
  test("is what is asked for, with all that it is linked with, and nothing else", () => {
    const tree = new FileTree();
    pickFiles(tree, debian, [/^usr\/sbin\/tool-alias$/]);
    addLibraries(tree, debian, FOR_AMD64);
    expect(files(tree)).toEqual([
      `${LIB}/ld-linux-x86-64.so.2`,
      `${LIB}/libc.so.6`,
      `${LIB}/libtool.so.1`,
      `${LIB}/libtool.so.1.2`,
      "usr/lib64/ld-linux-x86-64.so.2",
      "usr/sbin/tool",
      "usr/sbin/tool-alias",
    ]);
    expect(packagesIn(tree, debian)).toEqual(["libc6", "libtool1", "tool"]);
  });

  test("leaves out what a layer below has", () => {
    const below = new FileTree();
    pickFiles(below, debian, [/libc\.so\.6$/, /ld-linux-x86-64\.so\.2$/]);
    const tree = new FileTree();
    pickFiles(tree, debian, [/^usr\/sbin\/tool$/]);
    addLibraries(tree, debian, { ...FOR_AMD64, below });
    expect(packagesIn(tree, debian)).toEqual(["libtool1", "tool"]);
  });

  test("is an error that names what is missing, or of another processor", () => {
    expect(() => pickFiles(new FileTree(), debian, [/^usr\/sbin\/nft$/])).toThrow(
      "a file like ^usr\\/sbin\\/nft$",
    );
    const unlinked = new FileTree().addFile("usr/bin/a", anElfFile({ needed: ["libnowhere.so"] }));
    expect(() => addLibraries(unlinked, debian, FOR_AMD64)).toThrow("usr/bin/a needs libnowhere.so");
    const foreign = new FileTree().addFile("usr/bin/a", anElfFile({ machine: 183 }));
    expect(() => addLibraries(foreign, debian, FOR_AMD64)).toThrow("usr/bin/a is for arm64, not for amd64");
  });

  test("comes with its licences, also where a package shares those of another one", () => {
    const texts = ["libc6", "libtool1", "none"].map((name) => findCopyright(debian, name));
    expect(texts.map((text) => text && Buffer.from(text).toString())).toEqual(["LGPL", "GPL", undefined]);
  });
});
