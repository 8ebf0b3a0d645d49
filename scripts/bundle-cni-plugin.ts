/**
 * Bundles the CNI plugin: `node scripts/bundle-cni-plugin.ts <folder>` writes plugin.cjs and plugin-fallback.cjs. It is
 * started for every pod, so it is CommonJS (an ES module starts slower) and holds only what every start needs. What asks
 * the API server is in the second file, which is loaded when no agent answers.
 */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(repository, "apps", "cni", "src", "plugin");

/** Names in the target folder, and what they are made of. */
const ENTRIES = { plugin: "main.ts", "plugin-fallback": "fallback.ts" } as const;

/** The plugin's one dynamic import stays a file of its own, under its name in the target folder. */
const separateFallback: Plugin = {
  name: "separate-fallback",
  setup: (bundler) => {
    bundler.onResolve({ filter: /\/fallback\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./plugin-fallback.cjs", external: true } : undefined,
    );
  },
};

/** What was written, and the paths of all modules in it, relative to the repository. */
export interface PluginBundle {
  readonly files: readonly string[];
  readonly modules: readonly string[];
}

/** Writes both files. */
export async function bundleCniPlugin(outdir: string): Promise<PluginBundle> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, file]) => [name, join(source, file)]),
    ),
    outdir,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    // `require` where the source has `import()`: the loader of ES modules takes milliseconds to come up.
    supported: { "dynamic-import": false },
    plugins: [separateFallback],
    minifySyntax: true,
    charset: "utf8",
    legalComments: "inline",
    logLevel: "warning",
    metafile: true,
  });
  const files = Object.keys(ENTRIES).map((name) => join(outdir, `${name}.cjs`));
  return { files, modules: modulesOf(metafile) };
}

/** Paths of the modules of which anything is left in the output. */
export function modulesOf({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outdir = process.argv[2];
  if (outdir === undefined) {
    process.stderr.write("usage: node scripts/bundle-cni-plugin.ts <folder>\n");
    process.exitCode = 64;
  } else {
    for (const file of (await bundleCniPlugin(resolve(outdir))).files) process.stdout.write(`${file}\n`);
  }
}
