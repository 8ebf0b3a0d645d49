/**
 * Files of a root file system as a value. Paths are without a leading slash and, as in every Debian of today, programs
 * and libraries are below `usr`; the folders of old are links to it.
 */

/** What is at one path. Everything is root's. */
export type TreeEntry =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: "folder"; readonly mode: number }
  | { readonly kind: "link"; readonly target: string };

/** How deep links may point to links. */
const LINK_DEPTH = 16;

const FOLDER = { kind: "folder", mode: 0o755 } as const;

export class FileTree {
  readonly #entries = new Map<string, TreeEntry>();

  /** Adds what is missing above it. Throws when something else is there. */
  add(path: string, entry: TreeEntry): this {
    const name = merged(path);
    const parent = name.slice(0, Math.max(0, name.lastIndexOf("/")));
    if (parent !== "") {
      const above = this.#entries.get(parent);
      if (above === undefined) this.add(parent, FOLDER);
      else if (above.kind !== "folder") throw new Error(`${parent} is no folder, so ${name} cannot be in it`);
    }
    const there = this.#entries.get(name);
    if (there !== undefined && !isSame(there, entry)) throw new Error(`${name} is there twice`);
    this.#entries.set(name, entry);
    return this;
  }

  addFile(path: string, content: Uint8Array | string, mode = 0o644): this {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    return this.add(path, { kind: "file", bytes, mode });
  }

  /** Everything of another tree. */
  addAll(other: FileTree): this {
    for (const [path, entry] of other.entries()) this.add(path, entry);
    return this;
  }

  get(path: string): TreeEntry | undefined {
    return this.#entries.get(merged(path));
  }

  /** The path that links lead to from here, itself for what is no link; undefined when that is not in this tree. */
  resolve(path: string): string | undefined {
    let at = merged(path);
    for (let depth = 0; depth < LINK_DEPTH; depth += 1) {
      const entry = this.#entries.get(at);
      if (entry === undefined) return undefined;
      if (entry.kind !== "link") return at;
      at = linkedPath(at, entry.target);
    }
    return undefined;
  }

  /** By path, in the order of their bytes: folders come before what is in them. */
  entries(): readonly (readonly [path: string, entry: TreeEntry])[] {
    return [...this.#entries].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}

/** Where a link at `path` points to, as a path of the tree. */
export function linkedPath(path: string, target: string): string {
  const parts = target.startsWith("/") ? [] : path.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return merged(parts.join("/"));
}

/** Without what leads to the root, and below `usr` where the folder of old is a link to it. */
function merged(path: string): string {
  const plain = path.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
  return plain.replace(/^(?=(?:bin|sbin|lib|lib64)\/)/, "usr/");
}

function isSame(left: TreeEntry, right: TreeEntry): boolean {
  switch (left.kind) {
    case "link":
      return right.kind === "link" && left.target === right.target;
    case "folder":
      return right.kind === "folder" && left.mode === right.mode;
    case "file":
      return (
        right.kind === "file" && left.mode === right.mode && Buffer.compare(left.bytes, right.bytes) === 0
      );
  }
}
