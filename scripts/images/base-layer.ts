/** The lowest layer, which all images of a processor share: a root file system with nothing in it but Node.js. */
import type { DebianFiles } from "./debian.ts";
import { type Architecture, withoutUnloaded } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { addLibraries } from "./pick-files.ts";

/** Where Node's own images have it, too. */
export const NODE_PATH = "usr/local/bin/node";

/** Of Istio's images too; volumes are mounted for it. */
const PROXY_ID = 1337;
const NOBODY_ID = 65_534;

export interface BaseParts {
  readonly architecture: Architecture;
  /** The npm package with Node's binary. */
  readonly node: FileTree;
  readonly debian: DebianFiles;
}

export function baseTree({ architecture, node, debian }: BaseParts): FileTree {
  const tree = new FileTree();
  addSkeleton(tree);
  // A sixth of the file is a symbol table for debuggers.
  tree.addFile(NODE_PATH, withoutUnloaded(fileOf(node, "bin/node")), 0o755);
  tree.addFile("usr/share/doc/node/LICENSE", fileOf(node, "LICENSE"));
  addLibraries(tree, debian, { architecture, below: new FileTree() });
  return tree;
}

/** What programs and container runtimes take for granted. */
function addSkeleton(tree: FileTree): void {
  for (const name of ["bin", "sbin", "lib", "lib64"]) tree.add(name, { kind: "link", target: `usr/${name}` });
  for (const name of ["usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "dev", "proc", "sys", "run", "root"]) {
    tree.add(name, { kind: "folder", mode: 0o755 });
  }
  tree.add("tmp", { kind: "folder", mode: 0o1777 });
  // Not absolute: who looks into an unpacked image from outside would end in his own.
  tree.add("var/run", { kind: "link", target: "../run" });
  tree.addFile(
    "etc/passwd",
    [
      "root:x:0:0:root:/root:/usr/sbin/nologin",
      `ambit:x:${PROXY_ID}:${PROXY_ID}::/tmp:/usr/sbin/nologin`,
      `nobody:x:${NOBODY_ID}:${NOBODY_ID}:nobody:/:/usr/sbin/nologin`,
      "",
    ].join("\n"),
  );
  tree.addFile("etc/group", `root:x:0:\nambit:x:${PROXY_ID}:\nnogroup:x:${NOBODY_ID}:\n`);
  tree.addFile("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
}

function fileOf(tree: FileTree, path: string): Uint8Array {
  const entry = tree.get(path);
  if (entry?.kind !== "file") throw new Error(`the npm package of Node has no ${path}`);
  return entry.bytes;
}
