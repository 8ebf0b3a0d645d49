/**
 * Lists every name that a package exports without a doc comment at its definition: `node scripts/check-docs.ts`
 * prints them and fails when there are any.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** An exported name and the file that defines it. */
export interface UndocumentedExport {
  readonly name: string;
  /** Relative to the repository; with a line number when the definition was found. */
  readonly place: string;
}

/** Over the entry points (`exports` of package.json) of all packages. */
export function findUndocumentedExports(repository: string = REPOSITORY): readonly UndocumentedExport[] {
  const packages = join(repository, "packages");
  return readdirSync(packages)
    .sort()
    .flatMap((name) => entryPoints(join(packages, name)))
    .flatMap((entry) => undocumentedOf(entry, repository));
}

/** Whether the definition of `name` in `source` has a comment right above it; undefined if it is not defined there. */
export function findDefinition(
  source: string,
  name: string,
): { readonly line: number; readonly isDocumented: boolean } | undefined {
  const lines = source.split("\n");
  const definition = new RegExp(
    String.raw`^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) ${name}\b`,
  );
  const index = lines.findIndex((line) => definition.test(line));
  if (index < 0) return undefined;
  return { line: index + 1, isDocumented: lines[index - 1]?.trimEnd().endsWith("*/") === true };
}

/** `export { a, type B as C } from "./x.ts"` as pairs of the name there and the file. */
export function findReexports(
  source: string,
): readonly { readonly name: string; readonly exportedAs: string; readonly from: string }[] {
  const reexports = [];
  for (const [, list = "", from = ""] of source.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";/gm)) {
    for (const item of list.split(",")) {
      const [name = "", alias] = item
        .trim()
        .replace(/^type\s+/, "")
        .split(/\s+as\s+/);
      if (name !== "") reexports.push({ name, exportedAs: alias ?? name, from });
    }
  }
  return reexports;
}

function entryPoints(directory: string): readonly string[] {
  const path = join(directory, "package.json");
  if (!existsSync(path)) return [];
  const { exports = {} } = JSON.parse(readFileSync(path, "utf8")) as { exports?: Record<string, string> };
  return Object.values(exports).map((target) => join(directory, target));
}

function undocumentedOf(entry: string, repository: string): readonly UndocumentedExport[] {
  return findReexports(readFileSync(entry, "utf8")).flatMap(({ name, exportedAs, from }) => {
    const found = locate(join(dirname(entry), from), name);
    if (found === undefined) {
      return [{ name: exportedAs, place: `${relative(repository, entry)} (definition not found)` }];
    }
    return found.isDocumented
      ? []
      : [{ name: exportedAs, place: `${relative(repository, found.path)}:${found.line}` }];
  });
}

/** Follows files that only pass a name on. */
function locate(
  path: string,
  name: string,
): { readonly path: string; readonly line: number; readonly isDocumented: boolean } | undefined {
  if (!existsSync(path)) return undefined;
  const source = readFileSync(path, "utf8");
  const definition = findDefinition(source, name);
  if (definition !== undefined) return { path, ...definition };
  const passedOn = findReexports(source).find(({ exportedAs }) => exportedAs === name);
  return passedOn === undefined ? undefined : locate(join(dirname(path), passedOn.from), passedOn.name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = findUndocumentedExports();
  for (const { name, place } of missing) console.log(`${place}  ${name}`);
  console.log(`${missing.length} exports without a doc comment`);
  if (missing.length > 0) process.exitCode = 1;
}
