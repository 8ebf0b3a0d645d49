/**
 * Bundles an application: `node scripts/bundle-app.ts <name>` writes apps/<name>/dist/main.js and, where there is a
 * data plane, worker.js; where certificates are signed, signing-worker.js; where there are tools of their own, tools.js. All are ES modules for Node 24. koffi stays external, because it loads a prebuilt binary
 * from its own folder: inside the repository it is found in node_modules, a release copies it beside the bundle. The CNI
 * plugin of `cni` is a bundle of another kind.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { bundleCniPlugin, modulesOf } from "./bundle-cni-plugin.ts";

/** CommonJS dependencies inside an ES module bundle call `require` for Node's own modules. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Entry points of an application: the name in `dist` and its source. */
function entryPoints(app: string): Record<string, string> {
  const source = join(repository, "apps", app, "src");
  const entries: Record<string, string> = {};
  const main = join(source, "main.ts");
  if (!existsSync(main)) throw new Error(`${main} does not exist`);
  entries["main"] = main;
  const worker = join(source, "data", "worker.ts");
  if (existsSync(worker)) entries["worker"] = worker;
  const signing = join(source, "ca", "signing-worker.ts");
  if (existsSync(signing)) entries["signing-worker"] = signing;
  const tools = join(source, "tools", "main.ts");
  if (existsSync(tools)) entries["tools"] = tools;
  return entries;
}

/**
 * No module of ours does anything when it is merely imported, so what an entry point does not use stays out, with
 * everything behind it: a worker has no use for the metrics registry or the YAML parser.
 */
const withoutUnused: Plugin = {
  name: "without-unused",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^(?:\.|@ambit\/)/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === withoutUnused || options.kind === "entry-point") return undefined;
      const { kind, importer, resolveDir } = options;
      const found = await bundler.resolve(path, { kind, importer, resolveDir, pluginData: withoutUnused });
      const isOurs = !found.path.includes("/node_modules/");
      return isOurs ? { ...found, sideEffects: false } : found;
    });
  },
};

/**
 * Node's own modules by `process.getBuiltinModule`: an ES module import of `node:http` reads every export, the lazy ones
 * too, and so loads the whole of fetch and WebSocket into each process (some 10 MB).
 */
const lazyBuiltins: Plugin = {
  name: "lazy-builtins",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^node:/ }, ({ path }) => ({
      path,
      namespace: "builtin",
      sideEffects: false,
    }));
    bundler.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
      loader: "js",
    }));
  },
};

/** What the bundle was made of; `Modified` when the work tree differs from the revision. */
function buildFacts(): { readonly gitRevision: string; readonly buildStatus: string } {
  const revision = git("rev-parse", "HEAD");
  if (revision === undefined) return { gitRevision: "unknown", buildStatus: "Unknown" };
  const changes = git("--no-optional-locks", "status", "--porcelain");
  return { gitRevision: revision, buildStatus: changes === "" ? "Clean" : "Modified" };
}

/** Undefined outside a git work tree, such as an unpacked source archive. */
function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd: repository,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Writes an application's bundle into a folder. The paths of all modules in it, relative to the repository. */
export async function bundleApp(app: string, outdir: string): Promise<readonly string[]> {
  const modules: string[] = [];
  // One by one: what two programs share is in both, so that neither loads what only the other needs.
  for (const [name, source] of Object.entries(entryPoints(app))) {
    modules.push(...(await bundleEntry(outdir, name, source)));
  }
  if (app === "cli") cpSync(join(repository, "charts", "ambit"), join(outdir, "chart"), { recursive: true });
  if (app === "cni") modules.push(...(await bundleCniPlugin(outdir)).modules);
  return modules;
}

async function bundleInPlace(app: string): Promise<readonly string[]> {
  const outdir = join(repository, "apps", app, "dist");
  const fresh = `${outdir}.${process.pid}`;
  try {
    await bundleApp(app, fresh);
    // Who starts the program meanwhile gets all of the old one, or all of the new.
    rmSync(outdir, { recursive: true, force: true });
    renameSync(fresh, outdir);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return Object.keys(entryPoints(app)).map((name) => join(outdir, `${name}.js`));
}

/** A dynamic import becomes a file of its own, which is only loaded where it is reached. */
async function bundleEntry(outdir: string, name: string, source: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: { [name]: source },
    outdir,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    external: ["koffi"],
    plugins: [withoutUnused, lazyBuiltins],
    banner: { js: REQUIRE_BANNER },
    define: { AMBIT_BUILD: JSON.stringify(buildFacts()) },
    sourcemap: "linked",
    // Names stay readable in stack traces and CPU profiles.
    minifySyntax: true,
    minifyWhitespace: false,
    minifyIdentifiers: false,
    keepNames: false,
    charset: "utf8",
    legalComments: "linked",
    logLevel: "warning",
    metafile: true,
  });
  return modulesOf(metafile);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const app = process.argv[2];
  if (app === undefined || !/^[a-z][a-z0-9-]*$/.test(app)) {
    process.stderr.write("usage: node scripts/bundle-app.ts <app>\n");
    process.exitCode = 64;
  } else {
    for (const file of await bundleInPlace(app)) process.stdout.write(`${file}\n`);
  }
}
