/**
 * The shell that stands between the kubelet and a container's program. It joins the cgroup, enters the pod's network,
 * makes the container's file system in a mount namespace of its own, runs the program and writes down how it ended, so
 * that a kubelet that was killed meanwhile learns it. Nothing of it is visible to the program: its descriptors are
 * closed, and it is no more than a parent. Texts only.
 */
import type { UserSpec } from "../pod/pod.ts";

/** Full paths: the program's PATH is none of the shim's business. */
export interface ShimTools {
  readonly sh: string;
  readonly nsenter: string;
  readonly unshare: string;
  readonly mount: string;
  readonly umount: string;
  readonly cp: string;
  readonly pivotRoot: string;
  readonly setpriv: string;
  readonly env: string;
}

/** Names of the tools by field. */
export const SHIM_TOOLS: Readonly<Record<keyof ShimTools, string>> = {
  sh: "sh",
  nsenter: "nsenter",
  unshare: "unshare",
  mount: "mount",
  umount: "umount",
  cp: "cp",
  pivotRoot: "pivot_root",
  setpriv: "setpriv",
  env: "env",
};

/** Files of a run, in its folder. */
export const RUN_FILES = {
  pid: "pid",
  exit: "exit",
  setupLog: "setup.log",
  fstab: "fstab",
  /** What of the root is the container's own, beside the template. */
  files: "files",
  /** Empty: the root is in memory, and only the container sees it. */
  root: "root",
} as const;

export interface ShimOrder {
  readonly runFolder: string;
  /** A folder with what containers of this kind have in common in their roots. */
  readonly template: string;
  /** Path of the network namespace. */
  readonly netns: string;
  /** The machine's own when undefined. */
  readonly hostname: string | undefined;
  /** `cgroup.procs` of the container's cgroup; undefined where cgroups cannot be used. */
  readonly cgroupProcs: string | undefined;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly user: UserSpec;
}

/** The command of the shim. It is given `env` as its environment. */
export function shimCommand(order: ShimOrder, tools: ShimTools): readonly string[] {
  const { runFolder, template, netns, hostname, cgroupProcs, workingDirectory } = order;
  const inside = [
    tools.sh,
    "-c",
    insideScript(tools),
    "ambit-shim",
    runFolder,
    workingDirectory,
    hostname ?? "",
    template,
    ...program(order, tools),
  ];
  const enter = [
    tools.nsenter,
    `--net=${netns}`,
    "--",
    tools.unshare,
    ...(hostname === undefined ? [] : ["--uts"]),
    "--mount",
    "--propagation",
    "slave",
    "--",
    ...inside,
  ];
  if (cgroupProcs === undefined) return enter;
  return [tools.sh, "-c", 'echo $$ > "$0" && exec "$@"', cgroupProcs, ...enter];
}

/** The numbers of the shim and of the program; undefined before it runs. */
export function parsePids(text: string): { readonly shim: number; readonly program: number } | undefined {
  const match = /^([0-9]+) ([0-9]+)\n/.exec(text);
  return match === null ? undefined : { shim: Number(match[1]), program: Number(match[2]) };
}

/** How a run ended, from what the shim wrote; undefined while it has written nothing. */
export function parseExit(
  text: string,
): { readonly kind: "exit" | "setup"; readonly code: number } | undefined {
  const match = /^(exit|setup) ([0-9]+)\n/.exec(text);
  if (match === null) return undefined;
  return { kind: match[1] === "setup" ? "setup" : "exit", code: Number(match[2]) };
}

/**
 * Descriptors 3 and 4 stay open over the change of the root. A program that cannot be started is the inner shell's 126
 * or 127, as in a shell; `setup` stands for what went wrong before.
 */
function insideScript({ sh, mount, umount, cp, pivotRoot }: ShimTools): string {
  return `run=$1 dir=$2 name=$3 template=$4; shift 4
[ -z "$name" ] || { echo "$name" >/proc/sys/kernel/hostname; } 2>/dev/null
exec 3>"$run/${RUN_FILES.pid}" 4>"$run/${RUN_FILES.exit}"
{ ${mount} -t tmpfs -o mode=755 ambit "$run/${RUN_FILES.root}" &&
  ${cp} -dR "$template/." "$run/${RUN_FILES.files}/." "$run/${RUN_FILES.root}" &&
  ${mount} -a -T "$run/${RUN_FILES.fstab}" && cd "$run/${RUN_FILES.root}" && ${pivotRoot} . . && ${umount} -l . && cd /; } >"$run/${RUN_FILES.setupLog}" 2>&1 ||
  { echo "setup $?" >&4; exit 125; }
${sh} -c 'echo $PPID $$ >&3; exec 3>&- 4>&-; cd "$0" && exec "$@"' "$dir" "$@"
code=$?
echo "exit $code" >&4
exit $code`;
}

/** The program, through `setpriv` for another user and `env` for variables whose names a shell would drop. */
function program({ argv, env, user }: ShimOrder, tools: ShimTools): readonly string[] {
  const odd = Object.entries(env).filter(([name]) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  const named = odd.length === 0 ? [] : [tools.env, ...odd.map(([name, value]) => `${name}=${value}`)];
  const uid = user.uid ?? 0;
  const gid = user.gid ?? 0;
  const other =
    uid === 0 && gid === 0 ? [] : [tools.setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
  return [...other, ...named, ...argv];
}
