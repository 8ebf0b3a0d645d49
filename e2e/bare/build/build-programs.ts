/** The programs of a cluster, from their sources' modules: built once, and kept in the user's cache. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BareError } from "../bare-error.ts";
import { findGo } from "./go-toolchain.ts";
import { runTool } from "./run-tool.ts";
import { formatWrapperModule } from "./wrapper-module.ts";

/** Of Kubernetes. etcd and all else are of the versions that it asks for. */
export const KUBERNETES_VERSION = "v1.34.4";
/** By these names the one program knows what it is to be. */
const NAMES = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "kubelet",
  "kubectl",
] as const;
export type KubernetesProgram = (typeof NAMES)[number];

const SOURCES = fileURLToPath(new URL("../programs", import.meta.url));
const FOLDERS = ["kubernetes", "dns", "pause"] as const;
const NICE = ["nice", "-n", "10"];
const GO_ENVIRONMENT = {
  CGO_ENABLED: "0",
  GOFLAGS: "-mod=mod -modcacherw -buildvcs=false",
  GOTOOLCHAIN: "local",
};

/** Where the built programs are. */
export interface Programs {
  readonly pathOf: (name: KubernetesProgram) => string;
  /** CoreDNS. */
  readonly dns: string;
  readonly pause: string;
}

/** Where things of this user's are kept that can be made again. */
export function cacheFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? "";
  return join(cache === "" ? join(homedir(), ".cache") : cache, "ambit");
}

/** Whether these programs have been built on this machine. */
export async function areProgramsBuilt(): Promise<boolean> {
  return existsSync(await programsFolder());
}

/** Takes some minutes the first time. `say` is told what is being done. Throws BareError. */
export async function buildPrograms(say: (text: string) => void): Promise<Programs> {
  const folder = await programsFolder();
  if (!existsSync(folder)) {
    const go = await findGo();
    const fresh = `${folder}.${process.pid}`;
    try {
      await mkdir(fresh, { recursive: true });
      for (const name of FOLDERS) {
        say(`building ${name} (once; minutes at first)`);
        await build(go, name, fresh);
      }
      for (const name of NAMES) await symlink("kubernetes", join(fresh, name));
      await rename(fresh, folder);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  return {
    pathOf: (name) => join(folder, name),
    dns: join(folder, "dns"),
    pause: join(folder, "pause"),
  };
}

async function programsFolder(): Promise<string> {
  return join(cacheFolder(), "kubernetes", `${KUBERNETES_VERSION}-${await sourceSum()}`);
}

/** Another source is another program. */
async function sourceSum(): Promise<string> {
  const sum = createHash("sha256");
  for (const name of FOLDERS) sum.update(await readFile(join(SOURCES, name, "main.go")));
  sum.update(await readFile(join(SOURCES, "dns/go.mod")));
  return sum.digest("hex").slice(0, 12);
}

async function build(go: string, name: (typeof FOLDERS)[number], target: string): Promise<void> {
  const module = join(target, `${name}-module`);
  await cp(join(SOURCES, name), module, { recursive: true });
  if (name === "kubernetes") await writeKubernetesModule(go, module);
  const output = join(target, name);
  const flags = ["-trimpath", "-ldflags", name === "kubernetes" ? kubernetesLinkFlags() : "-s -w"];
  await runTool([...NICE, go, "build", ...flags, "-o", output, "."], { cwd: module, env: GO_ENVIRONMENT });
  await rm(module, { recursive: true, force: true });
}

async function writeKubernetesModule(go: string, folder: string): Promise<void> {
  const module = `k8s.io/kubernetes@${KUBERNETES_VERSION}`;
  const answer = await runTool([go, "mod", "download", "-json", module], { cwd: "/", env: GO_ENVIRONMENT });
  const { Dir: source, Error: problem } = JSON.parse(answer) as {
    readonly Dir?: string;
    readonly Error?: string;
  };
  if (source === undefined) throw new BareError("not-built", `${module}: ${problem ?? "not found"}`);
  const upstream = await readFile(join(source, "go.mod"), "utf8");
  const text = formatWrapperModule({
    upstream,
    version: KUBERNETES_VERSION,
    name: "ambit.dev/e2e/kubernetes",
  });
  await writeFile(join(folder, "go.mod"), text);
  await writeFile(join(folder, "go.sum"), await readFile(join(source, "go.sum")));
}

/** Without them a cluster says that its version is v0.0.0. */
function kubernetesLinkFlags(): string {
  const [major = "", minor = ""] = KUBERNETES_VERSION.slice(1).split(".");
  const facts = { gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor };
  return [
    "-s -w",
    ...Object.entries(facts).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
    `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES_VERSION}`,
  ].join(" ");
}
