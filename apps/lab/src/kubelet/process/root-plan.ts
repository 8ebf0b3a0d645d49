/**
 * The file system of a container: the machine's own, seen through a root of the container's own, in which /run is empty
 * and whatever is mounted or written by the kubelet lies over it. A folder in which a mount point has to be made is not
 * touched on the machine: the container gets a folder of links in its place (`/etc/x` -> `/.host/etc/x`). Pure: folders,
 * links, files and lines of fstab(5) come out, in the order in which they can be made.
 */
import type { MountSpec } from "./process-spec.ts";

/** What there is on the machine, symbolic links not followed. */
export interface HostTree {
  /** Undefined for what is not there. */
  readonly kindOf: (path: string) => "directory" | "link" | "other" | undefined;
  readonly list: (folder: string) => readonly string[];
  /** The text of a link. */
  readonly linkOf: (path: string) => string;
}

export interface RootRequest {
  /** Where folders, links and files are when the lines of fstab are carried out. */
  readonly root: string;
  readonly mounts: readonly (MountSpec & { readonly isFile: boolean })[];
  /** Contents by path in the container. */
  readonly files: ReadonlyMap<string, string>;
}

/** Paths of folders, links and files are in the container, without the root's own. */
export interface RootPlan {
  readonly folders: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** Folders of the machine that have to be there, inside of mounted ones, for mounts below them. */
  readonly sourceFolders: readonly string[];
  readonly fstab: string;
}

type Entry =
  | { readonly kind: "own"; readonly children: Map<string, Entry> }
  | { readonly kind: "link"; readonly target: string }
  /** The machine's, by a mount at the top level, by a link below it. */
  | { readonly kind: "host"; readonly isFolder: boolean }
  | { readonly kind: "file"; readonly content: string };

/** Where the machine's folders are kept whose entries are links. */
const HOST_FOLDER = "/.host";
/** Always the container's own. */
const EMPTY_FOLDERS = ["run", "run/lock"];
/** Live views of the kernel: nothing can be made in them, and nothing needs to be. */
const KERNEL_FOLDERS: ReadonlySet<string> = new Set(["proc", "sys", "dev"]);
/** As the kernel's own bound. */
const MAX_LINKS = 40;

export function planRoot(request: RootRequest, host: HostTree): RootPlan {
  return new RootPlanner(host).plan(request);
}

class RootPlanner {
  readonly #host: HostTree;
  readonly #root: Extract<Entry, { kind: "own" }> = { kind: "own", children: new Map() };
  readonly #opened = new Set<string>();

  constructor(host: HostTree) {
    this.#host = host;
    for (const name of host.list("/")) {
      const entry = this.#hostEntry(`/${name}`);
      if (name !== "run" && entry !== undefined && !(entry.kind === "host" && !entry.isFolder)) {
        this.#root.children.set(name, entry);
      }
    }
    for (const folder of EMPTY_FOLDERS) this.#makeFolder(folder.split("/"));
  }

  plan({ root, mounts, files }: RootRequest): RootPlan {
    const sorted = mounts.toSorted((a, b) => a.target.split("/").length - b.target.split("/").length);
    const placed: { readonly source: string; readonly target: string }[] = [];
    const sourceFolders: string[] = [];
    const lines: string[] = [];
    for (const mount of sorted) {
      const target = this.#resolve(mount.target);
      const outer = placed.findLast(({ target: path }) => target.startsWith(`${path}/`));
      if (outer === undefined) this.#place(target, mount.isFile);
      else if (!mount.isFile) sourceFolders.push(outer.source + target.slice(outer.target.length));
      placed.push({ source: mount.source, target });
      lines.push(fstabLine(mount.source, root + target, mount.isReadOnly ? "rbind,ro" : "rbind"));
    }
    for (const [path, content] of files) this.#write(this.#resolve(path), content);
    const skeleton = this.#collect();
    const tops = skeleton.tops.map((path) => fstabLine(path, root + path, "rbind"));
    const opened = [...this.#opened].map((top) =>
      fstabLine(`/${top}`, `${root}${HOST_FOLDER}/${top}`, "rbind"),
    );
    return {
      folders: [...skeleton.folders, HOST_FOLDER, ...[...this.#opened].map((top) => `${HOST_FOLDER}/${top}`)],
      links: skeleton.links,
      files: skeleton.files,
      sourceFolders,
      fstab: [...tops, ...opened, ...lines].join(""),
    };
  }

  /** The path with the links of the container followed, as far as it is there. */
  #resolve(path: string, depth = 0): string {
    const names = path.split("/").filter(Boolean);
    for (let index = 0; index < names.length; index += 1) {
      const parent = `/${names.slice(0, index).join("/")}`;
      const at = index === 0 ? `/${names[0]}` : `${parent}/${names[index]}`;
      const link = this.#linkAt(names.slice(0, index + 1), at);
      if (link !== undefined && depth < MAX_LINKS) {
        const base = link.startsWith("/") ? link : `${parent}/${link}`;
        return this.#resolve(normalize([base, ...names.slice(index + 1)].join("/")), depth + 1);
      }
    }
    return `/${names.join("/")}`;
  }

  #linkAt(names: readonly string[], path: string): string | undefined {
    const entry = this.#find(names);
    if (entry?.kind === "link") return entry.target.startsWith(HOST_FOLDER) ? undefined : entry.target;
    if (entry !== undefined || names[0] === "run") return undefined;
    return this.#host.kindOf(path) === "link" ? this.#host.linkOf(path) : undefined;
  }

  #find(names: readonly string[]): Entry | undefined {
    let at: Entry | undefined = this.#root;
    for (const name of names) at = at?.kind === "own" ? at.children.get(name) : undefined;
    return at;
  }

  /** A folder or an empty file, to be mounted upon. */
  #place(path: string, isFile: boolean): void {
    const names = path.split("/").filter(Boolean);
    if (KERNEL_FOLDERS.has(names[0] ?? "")) return;
    const parent = this.#makeFolder(names.slice(0, -1));
    parent.children.set(
      names.at(-1) ?? "",
      isFile ? { kind: "file", content: "" } : { kind: "own", children: new Map() },
    );
  }

  #write(path: string, content: string): void {
    const names = path.split("/").filter(Boolean);
    this.#makeFolder(names.slice(0, -1)).children.set(names.at(-1) ?? "", { kind: "file", content });
  }

  #makeFolder(names: readonly string[]): Extract<Entry, { kind: "own" }> {
    let at = this.#root;
    for (const [index, name] of names.entries()) {
      const child = at.children.get(name);
      if (child?.kind === "own") {
        at = child;
        continue;
      }
      const path = `/${names.slice(0, index + 1).join("/")}`;
      const made: Extract<Entry, { kind: "own" }> = { kind: "own", children: new Map() };
      if (child?.kind === "host" && child.isFolder) this.#open(made, path);
      at.children.set(name, made);
      at = made;
    }
    return at;
  }

  /** A folder of links to what the machine has in it. */
  #open(folder: Extract<Entry, { kind: "own" }>, path: string): void {
    this.#opened.add(path.split("/")[1] ?? "");
    for (const name of this.#host.list(path)) {
      const entry = this.#hostEntry(`${path}/${name}`);
      if (entry !== undefined) folder.children.set(name, entry);
    }
  }

  #hostEntry(path: string): Entry | undefined {
    const kind = this.#host.kindOf(path);
    if (kind === undefined) return undefined;
    if (kind === "link") return { kind: "link", target: this.#host.linkOf(path) };
    return { kind: "host", isFolder: kind === "directory" };
  }

  #collect() {
    const folders: string[] = [];
    const tops: string[] = [];
    const links: { readonly path: string; readonly target: string }[] = [];
    const files: { readonly path: string; readonly content: string }[] = [];
    const visit = (entry: Entry, path: string, depth: number): void => {
      switch (entry.kind) {
        case "own":
          if (depth > 0) folders.push(path);
          for (const [name, child] of entry.children) visit(child, `${path}/${name}`, depth + 1);
          break;
        case "link":
          links.push({ path, target: entry.target });
          break;
        case "file":
          files.push({ path, content: entry.content });
          break;
        case "host":
          if (depth > 1) links.push({ path, target: HOST_FOLDER + path });
          else {
            folders.push(path);
            tops.push(path);
          }
      }
    };
    visit(this.#root, "", 0);
    return { folders, tops, links, files };
  }
}

/** Without `.` and `..`. */
function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

function fstabLine(source: string, target: string, options: string): string {
  return `${escapePath(source)} ${escapePath(target)} none ${options} 0 0\n`;
}

/** fstab(5): spaces and the like as octal numbers. */
function escapePath(path: string): string {
  return path.replace(
    /[ \t\n\\#]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
}
