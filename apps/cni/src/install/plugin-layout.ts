/**
 * What of the plugin lies where on the host:
 *
 * ```
 * <plugin directory>/istio-cni                     the launcher
 * <plugin directory>/.istio-cni/<digest>/node      the program that runs it
 *                                        lib/*     its loader and libraries: the host may have none, or others
 *                                        plugin.cjs, plugin-fallback.cjs
 * ```
 *
 * The folder's name is a digest of what is in it, so a new version is complete before the launcher is replaced, and a plugin
 * that is just being started keeps its files.
 */
import { basename, join } from "node:path";
import { InstallError } from "./install-error.ts";
import type { PluginFiles } from "./install-options.ts";
import type { LauncherCommand } from "./launcher.ts";

/** Below the plugin directory; runtimes look for plugins by name and never into folders. */
export const PRIVATE_FOLDER = ".istio-cni";

/** One file of the private folder. */
export interface PlacedFile {
  readonly source: string;
  /** Relative to the digest's folder. */
  readonly target: string;
  readonly mode: number;
}

/** All files of the private folder. Throws InstallError "copy-failed" when the libraries have no loader. */
export function placedFiles(files: PluginFiles): readonly PlacedFile[] {
  loaderOf(files);
  return [
    { source: files.nodePath, target: "node", mode: 0o755 },
    ...files.libraries.map((source) => ({ source, target: join("lib", basename(source)), mode: 0o755 })),
    ...BUNDLE.map((name) => ({ source: join(files.bundleDir, name), target: name, mode: 0o644 })),
  ];
}

/** What the launcher starts when the files are in `folder`, relative to the launcher. */
export function copiedCommand(files: PluginFiles, folder: string): LauncherCommand {
  const libraries = join(folder, "lib");
  const program = join(libraries, basename(loaderOf(files)));
  // Not by the host's own cache of libraries, whose versions may not fit.
  const args = [
    "--inhibit-cache",
    "--library-path",
    libraries,
    join(folder, "node"),
    join(folder, "plugin.cjs"),
  ];
  return { program, args: [program, ...args] };
}

/** What the launcher starts when agent and host see the same files. */
export function inPlaceCommand({ nodePath, bundleDir }: PluginFiles): LauncherCommand {
  return { program: nodePath, args: [nodePath, join(bundleDir, "plugin.cjs")] };
}

/** Of the paths that a process has loaded, those that another one would need. */
export function isLibraryPath(path: string): boolean {
  return path.startsWith("/") && !path.endsWith(".node") && /\.so(?:\.|$)/.test(basename(path));
}

const BUNDLE = ["plugin.cjs", "plugin-fallback.cjs"];

/** glibc's and musl's names. */
const LOADER = /^ld(?:-linux.*|-musl-.*|64)\.so(?:\.\d+)?$/;

function loaderOf({ libraries, nodePath }: PluginFiles): string {
  const loader = libraries.find((path) => LOADER.test(basename(path)));
  if (loader === undefined) {
    throw new InstallError(
      "copy-failed",
      `no loader is among the libraries of ${nodePath}, so it cannot run elsewhere`,
    );
  }
  return loader;
}
