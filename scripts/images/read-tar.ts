/** Files and links of a tar file, as packages of Debian and npm are made of. Folders follow from what is in them. */
import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { FileTree, linkedPath } from "./file-tree.ts";

/** Of each file its mode is kept, of nothing its owner or time. `strip`: leading parts of a path that are left out. */
export async function readTar(tar: Uint8Array, strip = 0): Promise<FileTree> {
  const tree = new FileTree();
  const source = extract();
  source.end(tar);
  for await (const entry of source) {
    const { name, type, mode, linkname } = entry.header;
    const path = name
      .replace(/^(?:\.?\/)+/, "")
      .split("/")
      .slice(strip)
      .join("/");
    const bytes = await buffer(entry);
    if (type === "file") tree.addFile(path, bytes, mode & 0o777);
    else if (type === "symlink") tree.add(path, { kind: "link", target: linkname });
    else if (type === "link") addHardLink(tree, path, linkname);
    else if (type !== "directory") throw new Error(`${name} is a ${type}, which no image has`);
  }
  return tree;
}

/** The file itself comes before its other names. */
function addHardLink(tree: FileTree, path: string, target: string): void {
  const file = tree.get(linkedPath("", target));
  if (file === undefined) throw new Error(`${path} is another name of ${target}, which is not there`);
  tree.add(path, file);
}
