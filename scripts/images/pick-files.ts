/** Which of the packages' files go into a layer: those that are asked for, and the libraries that these need. */
import type { DebianFiles } from "./debian.ts";
import { type Architecture, type ElfFacts, readElf } from "./elf.ts";
import { type FileTree, linkedPath } from "./file-tree.ts";

/** Where the loader of Debian's C library looks. */
const LIBRARY_FOLDERS = {
  amd64: ["usr/lib/x86_64-linux-gnu", "usr/lib"],
  arm64: ["usr/lib/aarch64-linux-gnu", "usr/lib"],
} as const satisfies Record<Architecture, readonly string[]>;

/** Adds all files whose paths match, and what links among them lead to. Throws for a pattern that nothing matches. */
export function pickFiles(tree: FileTree, debian: DebianFiles, patterns: readonly RegExp[]): void {
  const all = debian.tree.entries().flatMap(([path, { kind }]) => (kind === "folder" ? [] : path));
  for (const pattern of patterns) {
    const paths = all.filter((path) => pattern.test(path));
    if (paths.length === 0) throw new Error(`no package has a file like ${pattern.source}`);
    for (const path of paths) copyWithLinks(tree, debian, path);
  }
}

export interface ClosureOptions {
  readonly architecture: Architecture;
  /** What layers below have. */
  readonly below: FileTree;
}

/**
 * Adds loaders and libraries until everything in the tree has what it is linked with. Throws for a library that is
 * nowhere, and for a program of another processor.
 */
export function addLibraries(
  tree: FileTree,
  debian: DebianFiles,
  { architecture, below }: ClosureOptions,
): void {
  const known = new Set<string>();
  const queue = tree.entries().flatMap(([path, { kind }]) => (kind === "file" ? path : []));
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (known.has(path)) continue;
    known.add(path);
    const facts = elfFacts(tree, path);
    if (facts === undefined) continue;
    if (facts.architecture !== architecture) {
      throw new Error(
        `${path} is for ${facts.architecture ?? "an unknown processor"}, not for ${architecture}`,
      );
    }
    for (const wanted of candidates(facts, architecture)) {
      if (wanted.paths.some((one) => below.get(one) !== undefined)) continue;
      const found = wanted.paths.find((one) => (tree.get(one) ?? debian.tree.get(one)) !== undefined);
      if (found === undefined) throw new Error(`${path} needs ${wanted.name}, which no package has`);
      queue.push(copyWithLinks(tree, debian, found));
    }
  }
}

/** Names of the packages of which anything is in the tree. */
export function packagesIn(tree: FileTree, debian: DebianFiles): readonly string[] {
  const names = tree.entries().flatMap(([path]) => debian.owners.get(path) ?? []);
  return [...new Set(names)].sort();
}

/** The text of a package's licences; a package may leave them to the one it was built with. */
export function findCopyright({ tree }: DebianFiles, name: string): Uint8Array | undefined {
  const folder = `usr/share/doc/${name}`;
  const there = tree.get(folder)?.kind === "link" ? tree.get(folder) : undefined;
  const real = there?.kind === "link" ? linkedPath(folder, there.target) : folder;
  const path = tree.resolve(`${real}/copyright`);
  const entry = path === undefined ? undefined : tree.get(path);
  return entry?.kind === "file" ? entry.bytes : undefined;
}

interface Wanted {
  readonly name: string;
  readonly paths: readonly string[];
}

function candidates({ interpreter, needed }: ElfFacts, architecture: Architecture): readonly Wanted[] {
  const libraries = needed.map((name) => ({
    name,
    paths: LIBRARY_FOLDERS[architecture].map((folder) => `${folder}/${name}`),
  }));
  return interpreter === undefined ? libraries : [{ name: interpreter, paths: [interpreter] }, ...libraries];
}

function elfFacts(tree: FileTree, path: string): ElfFacts | undefined {
  const entry = tree.get(path);
  return entry?.kind === "file" ? readElf(entry.bytes) : undefined;
}

/** The path of the file at the end of the links. */
function copyWithLinks(tree: FileTree, debian: DebianFiles, path: string): string {
  const entry = tree.get(path) ?? debian.tree.get(path);
  if (entry === undefined) throw new Error(`a link leads to ${path}, which no package has`);
  tree.add(path, entry);
  return entry.kind === "link" ? copyWithLinks(tree, debian, linkedPath(path, entry.target)) : path;
}
