/**
 * Completes package-lock.json with the platform packages that npm left out because the registry it was made with does
 * not carry them: `npm ci` of npm 11 refuses a lock file without them, though no machine of ours installs them.
 * Run it after every change of dependencies: `node scripts/complete-lock.ts [--check]`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

interface LockEntry {
  readonly version?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  packages: Record<string, LockEntry>;
}

const SYSTEMS: Readonly<Record<string, string>> = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  win32: "win32",
  windows: "win32",
  sunos: "sunos",
  aix: "aix",
  wasm32: "none",
};

const PROCESSORS: Readonly<Record<string, string>> = {
  x64: "x64",
  "64": "x64",
  arm64: "arm64",
  arm: "arm",
  ia32: "ia32",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  loong64: "loong64",
  mips64el: "mips64el",
};

/** Reads the platform off a package's name, as its publishers do; undefined for any other kind of package. */
export function platformOf(name: string): Pick<LockEntry, "os" | "cpu" | "libc"> | undefined {
  const parts = (name.split("/").at(-1) ?? name).split("-");
  const os = parts.map((part) => SYSTEMS[part]).find((system) => system !== undefined);
  const cpu = parts.map((part) => PROCESSORS[part]).find((processor) => processor !== undefined);
  if (os === undefined || cpu === undefined) return undefined;
  const libc = parts.some((part) => part.startsWith("musl"))
    ? ["musl"]
    : parts.some((part) => part.startsWith("gnu")) || (os === "linux" && parts.includes("glibc"))
      ? ["glibc"]
      : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc }) };
}

/** The lock with an entry for every exact optional dependency that has none. */
export function completeLock(lock: Lock): { readonly lock: Lock; readonly added: readonly string[] } {
  const packages = { ...lock.packages };
  const added: string[] = [];
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[key] !== undefined || platform === undefined || !/^\d/.test(version)) continue;
      packages[key] = {
        version,
        ...platform,
        ...(entry.dev === true ? { dev: true } : {}),
        optional: true,
      };
      added.push(name);
    }
  }
  const sorted = Object.fromEntries(
    Object.entries(packages).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  return { lock: { ...lock, packages: sorted }, added };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(resolve(dirname(fileURLToPath(import.meta.url)), ".."), "package-lock.json");
  const { lock, added } = completeLock(JSON.parse(readFileSync(file, "utf8")) as Lock);
  if (process.argv.includes("--check")) {
    if (added.length > 0) {
      console.error(`package-lock.json lacks ${added.join(", ")}: run node scripts/complete-lock.ts`);
      process.exitCode = 1;
    }
  } else if (added.length > 0) {
    writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
    console.log(`added ${added.length} packages`);
  }
}
