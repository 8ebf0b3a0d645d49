import { describe, expect, test } from "vitest";
import { FileTree, linkedPath } from "./file-tree.ts";

const paths = (tree: FileTree) => tree.entries().map(([path]) => path);

describe("a tree of files", () => {
  test("has the folders above every file, each before what is in it", () => {
    const tree = new FileTree().addFile("/usr/lib/a", "a").addFile("./etc/b", "b");
    expect(paths(tree)).toEqual(["etc", "etc/b", "usr", "usr/lib", "usr/lib/a"]);
  });

  test("has programs and libraries below usr, wherever a package puts them", () => {
    const tree = new FileTree()
      .addFile("./lib/x86_64-linux-gnu/libc.so.6", "c")
      .addFile("sbin/ipset", "i")
      .add("lib64/ld-linux-x86-64.so.2", { kind: "link", target: "/lib/x86_64-linux-gnu/ld.so" });
    expect(paths(tree)).toContain("usr/lib/x86_64-linux-gnu/libc.so.6");
    expect(tree.get("/lib/x86_64-linux-gnu/libc.so.6")).toEqual(
      tree.get("usr/lib/x86_64-linux-gnu/libc.so.6"),
    );
    expect(paths(tree)).toContain("usr/sbin/ipset");
    expect(tree.get("/lib64/ld-linux-x86-64.so.2")).toMatchObject({ kind: "link" });
  });

  test("takes the same twice, and refuses something else in its place", () => {
    const tree = new FileTree().addFile("etc/a", "one").addFile("etc/a", "one");
    expect(() => tree.addFile("etc/a", "two")).toThrow("etc/a is there twice");
    expect(() => tree.addFile("etc/a", "one", 0o755)).toThrow("etc/a is there twice");
    expect(() => tree.addFile("etc/a/b", "c")).toThrow("etc/a is no folder");
  });

  test("follows links to their end, and no further than it has to", () => {
    const tree = new FileTree()
      .addFile("usr/lib/libx.so.1.2", "x")
      .add("usr/lib/libx.so.1", { kind: "link", target: "libx.so.1.2" })
      .add("usr/lib/libx.so", { kind: "link", target: "/lib/libx.so.1" })
      .add("usr/lib/loop", { kind: "link", target: "loop" })
      .add("usr/lib/gone", { kind: "link", target: "nothing" });
    expect(tree.resolve("lib/libx.so")).toBe("usr/lib/libx.so.1.2");
    expect(tree.resolve("usr/lib/loop")).toBeUndefined();
    expect(tree.resolve("usr/lib/gone")).toBeUndefined();
  });

  test.each([
    { path: "usr/lib/a/b", target: "../c", leads: "usr/lib/c" },
    { path: "var/run", target: "/run", leads: "run" },
    { path: "a", target: "../../../etc/b", leads: "etc/b" },
    { path: "usr/lib64/ld.so", target: "/lib/x/ld.so", leads: "usr/lib/x/ld.so" },
  ])("$target at $path leads to $leads", ({ path, target, leads }) => {
    expect(linkedPath(path, target)).toBe(leads);
  });
});
