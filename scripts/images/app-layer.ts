/** The uppermost layer: the program, what it loads, and a command in PATH that starts it. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { NODE_PATH } from "./base-layer.ts";
import type { Architecture } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { type ImageSpec, NATIVE_PACKAGE } from "./image-table.ts";
import { fetchNpmPackage, type LockEntries, type LockedPackage } from "./npm-package.ts";

const APP_FOLDER = "opt/ambit";

/** Of koffi's files those that are read at run time, on a machine with glibc. */
const LOADED =
  /^(?:index\.js|package\.json|LICENSE.*|src\/koffi\/(?:index\.js|src\/static\.js)|linux_\w+\/koffi\.node)$/;

export interface AppParts {
  readonly spec: ImageSpec;
  readonly architecture: Architecture;
  /** The repository's root. */
  readonly repository: string;
  /** Folder with the bundle. */
  readonly bundle: string;
  /** Paths of the modules in it, relative to the repository. */
  readonly modules: readonly string[];
  readonly lock: LockEntries;
  readonly cacheFolder: string;
}

export interface AppTree {
  readonly tree: FileTree;
  /** npm packages of others in it, bundled or whole. */
  readonly packages: readonly LockedPackage[];
}

export async function appTree(parts: AppParts): Promise<AppTree> {
  const { spec, repository, bundle, lock } = parts;
  const tree = new FileTree();
  const folder = `${APP_FOLDER}/${spec.app}`;
  for (const path of await filesBelow(bundle)) {
    if (!path.endsWith(".map")) tree.addFile(`${folder}/${path}`, await readFile(join(bundle, path)));
  }
  tree.addFile(`${folder}/package.json`, '{ "type": "module" }\n');
  tree.addFile(`${APP_FOLDER}/LICENSE`, await readFile(join(repository, "LICENSE")));
  tree.addFile(`usr/local/bin/${spec.program}`, launcherOf(`/${folder}/${spec.file ?? "main.js"}`), 0o755);
  const bundled = bundledPackages(parts.modules, lock);
  const whole = spec.npm.flatMap((name) => [name, NATIVE_PACKAGE[name][parts.architecture]]);
  for (const name of whole) {
    const locked = lockedOf(lock, `node_modules/${name}`);
    const files = await fetchNpmPackage(locked, parts.cacheFolder);
    for (const [path, entry] of files.entries()) {
      if (LOADED.test(path)) tree.add(`${APP_FOLDER}/node_modules/${name}/${path}`, entry);
    }
  }
  tree.addFile(`${folder}/THIRD-PARTY-LICENSES.txt`, await licenceTexts(repository, bundled));
  const packages = [...bundled, ...whole.map((name) => `node_modules/${name}`)].map((path) =>
    lockedOf(lock, path),
  );
  return { tree, packages };
}

/** Folders of the npm packages that modules of a bundle are from. */
export function bundledPackages(modules: readonly string[], lock: LockEntries): readonly string[] {
  const folders = modules.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort().filter((path) => lockedOf(lock, path));
}

/** There is no shell in an image, so a command is a script of Node's. */
function launcherOf(main: string): string {
  return `#!/${NODE_PATH}\nimport(${JSON.stringify(main)});\n`;
}

function lockedOf(lock: LockEntries, path: string): LockedPackage {
  const locked = lock.get(path);
  if (locked === undefined) throw new Error(`package-lock.json has no ${path}: run npm install`);
  return locked;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function licenceTexts(repository: string, packages: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of packages) {
    const folder = join(repository, path);
    const names = existsSync(folder) ? await readdir(folder) : [];
    for (const name of names.filter((one) => /^(?:licen[cs]e|copying|notice)/i.test(one)).sort()) {
      texts.push(
        `== ${path.replace(/.*node_modules\//, "")}: ${name}\n\n${await readFile(join(folder, name), "utf8")}`,
      );
    }
  }
  return texts.join("\n\n");
}
