/**
 * The Go that builds a cluster's programs: the machine's own if it is new enough, else one that the machine's own, however
 * old, fetches as it fetches modules.
 */

import { existsSync } from "node:fs";
import { chmod, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { BareError } from "../bare-error.ts";
import { runTool } from "./run-tool.ts";

/** Go's version as far as it counts here. */
export interface GoVersion {
  readonly major: number;
  readonly minor: number;
}

/** What Kubernetes' modules ask for. */
export const NEEDED: GoVersion = { major: 1, minor: 24 };
/** What is fetched where the machine's is older. */
const TOOLCHAIN = "go1.25.5";
/** Where Go is if not in PATH. */
const FOLDERS = ["/usr/local/go/bin", "/usr/lib/go/bin"];
const PROCESSORS: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The path of a `go` that is new enough. Throws BareError "not-possible". */
export async function findGo(): Promise<string> {
  const own = [...(process.env["PATH"] ?? "").split(delimiter), ...FOLDERS]
    .map((folder) => join(folder, "go"))
    .find(existsSync);
  if (own === undefined) {
    throw new BareError(
      "not-possible",
      `Kubernetes' programs are built with Go, which is not on this machine. Any version will do: apt-get install -y golang-go`,
    );
  }
  const said = await runTool([own, "version"], { env: { GOTOOLCHAIN: "local" } });
  return isEnough(parseGoVersion(said)) ? own : fetchToolchain(own);
}

/** `go version go1.24.3 linux/amd64`. Undefined for what is none, such as a build of Go's own developers. */
export function parseGoVersion(text: string): GoVersion | undefined {
  const [, major, minor] = /\bgo(\d+)\.(\d+)/.exec(text) ?? [];
  return major === undefined || minor === undefined
    ? undefined
    : { major: Number(major), minor: Number(minor) };
}

export function isEnough(version: GoVersion | undefined): boolean {
  if (version === undefined) return false;
  if (version.major !== NEEDED.major) return version.major > NEEDED.major;
  return version.minor >= NEEDED.minor;
}

async function fetchToolchain(own: string): Promise<string> {
  const processor = PROCESSORS[process.arch];
  const module = `golang.org/toolchain@v0.0.1-${TOOLCHAIN}.linux-${processor ?? process.arch}`;
  // Outside of any module: the answer is not to depend on where this is run.
  const options = { cwd: "/", env: { GOTOOLCHAIN: "local", GOFLAGS: "-modcacherw" } };
  const answer = await runTool([own, "mod", "download", "-json", module], options).catch((cause: unknown) => {
    throw new BareError(
      "not-possible",
      `the machine's Go is older than ${NEEDED.major}.${NEEDED.minor}, and ${TOOLCHAIN} could not be fetched`,
      { cause },
    );
  });
  const { Dir: folder } = JSON.parse(answer) as { readonly Dir: string };
  await makeExecutable(folder);
  return join(folder, "bin/go");
}

/** Modules are unpacked without the right to be run. */
async function makeExecutable(folder: string): Promise<void> {
  const tools = join(folder, "pkg/tool");
  for (const part of ["bin", ...(await readdir(tools)).map((name) => join("pkg/tool", name))]) {
    for (const name of await readdir(join(folder, part))) await chmod(join(folder, part, name), 0o755);
  }
}
