import type { DebianFiles } from "../debian.ts";
import { FileTree } from "../file-tree.ts";

/** Packages with these files by path; a text that begins with `->` is a link to what follows. */
export function someDebianFiles(
  packages: Readonly<Record<string, Readonly<Record<string, Uint8Array | string>>>>,
): DebianFiles {
  const tree = new FileTree();
  const owners = new Map<string, string>();
  for (const [name, files] of Object.entries(packages)) {
    for (const [path, content] of Object.entries(files)) {
      if (typeof content === "string" && content.startsWith("->")) {
        tree.add(path, { kind: "link", target: content.slice(2) });
      } else tree.addFile(path, content, 0o755);
      owners.set(path, name);
    }
  }
  const facts = (name: string) => ({ name, version: "1", source: name, sha256: "00" });
  return { tree, owners, packages: new Map(Object.keys(packages).map((name) => [name, facts(name)])) };
}
