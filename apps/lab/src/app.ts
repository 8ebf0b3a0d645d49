/** The command line of the lab: its commands, the hidden ones its own processes are started by, and errors. */
import { formatErrorChain } from "@ambit/errors";
import { KubeError } from "@ambit/kube";
import { EXIT } from "@ambit/program";
import { runCommandLine } from "@ambit/program/command-line";
import { Command, InvalidArgumentError, Option } from "commander";
import { applyFiles } from "./commands/apply.ts";
import { takeDown } from "./commands/down.ts";
import { execInPod } from "./commands/exec.ts";
import { showKubeconfig } from "./commands/kubeconfig.ts";
import { addNameOption, DEFAULT_LAB } from "./commands/lab-choice.ts";
import { showLogs } from "./commands/logs.ts";
import { showStatus } from "./commands/status.ts";
import { raiseLab } from "./commands/up.ts";
import type { LabInput } from "./config.ts";
import { LabError, type LabErrorCode } from "./lab-error.ts";
import type { LabHost } from "./lab-host.ts";
import { MAX_NODES, NetworkError } from "./network/index.ts";
import { addPartCommands } from "./parts.ts";
import { thisMachine } from "./preflight/find-obstacles.ts";
import { MAX_PARALLEL_STARTS } from "./state/lab-record.ts";

const EXIT_CODE = {
  "bad-usage": EXIT.badConfig,
  "not-possible": EXIT.startFailed,
  "not-found": EXIT.startFailed,
  busy: EXIT.startFailed,
  "not-ready": EXIT.startFailed,
} as const satisfies Record<LabErrorCode, number>;

const DEFAULT_NODES = 2;
/** Of programs that a shell cannot start. */
const CANNOT_RUN = 127;

/** Runs one command to its end. The exit code; what failed is written. */
export function runLab({ args }: LabInput, host: LabHost): Promise<number> {
  return runCommandLine(args, host, {
    build: (exit) => buildProgram(host, exit),
    exitCodeOf: (error) => exitCodeOf(error, host),
  });
}

function buildProgram(host: LabHost, exit: (code: number) => void): Command {
  const program = new Command("ambit lab")
    .description(
      "a whole cluster with the mesh on this machine, of network namespaces and processes; needs root",
    )
    .enablePositionalOptions();
  addUp(program, host);
  addDown(program, host);
  addLooks(program, host, exit);
  addApply(program, host);
  addExec(program, exit);
  addPartCommands(program, host);
  return program;
}

function addUp(program: Command, host: LabHost): void {
  program
    .command("up")
    .description("make a lab, or wait for one that is being made; nothing happens to one that is up")
    .option("--name <lab>", "its name", DEFAULT_LAB)
    .option("--nodes <number>", `how many nodes, 1 to ${MAX_NODES}`, parseNodes, DEFAULT_NODES)
    .option("--ztunnel <program>", "run this program in ztunnel's place, with the chart's environment")
    .option(
      "--parallel-starts <number>",
      "pods that a node starts at a time",
      parseStarts,
      MAX_PARALLEL_STARTS,
    )
    .option("--no-mesh", "Kubernetes alone, without the mesh")
    .action((options) => raiseLab(options, host, thisMachine()));
}

function addDown(program: Command, host: LabHost): void {
  addNameOption(program.command("down"))
    .description("take a lab away: nothing of it is left, also of one that was killed")
    .argument("[lab]", "the same as --name")
    .option("--all", "all labs of this machine", false)
    .action((lab: string | undefined, options) => takeDown({ ...options, name: options.name ?? lab }, host));
}

function addLooks(program: Command, host: LabHost, exit: (code: number) => void): void {
  addNameOption(program.command("status"))
    .description("processes, nodes, mesh, and pods that are not ready; exit code 1 if something is missing")
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["short", "json"]).default("short"),
    )
    .action(async (options) => exit(await showStatus(options, host)));
  addNameOption(program.command("logs"))
    .description("logs of pods and of the lab's own processes; without a name: which there are")
    .argument("[target]", "[namespace/]pod, the beginning of pods' names, or a process")
    .option("-n, --namespace <name>", "namespace of the pod")
    .option("-c, --container <name>", "container of the pod")
    .option("--tail <lines>", "only the last lines", parseCount)
    .option("-f, --follow", "go on with what is written", false)
    .action((target: string | undefined, options) => showLogs(target, options, host));
  addNameOption(program.command("kubeconfig"))
    .description("the path of the lab's kubeconfig")
    .option("--raw", "the file itself", false)
    .action((options) => showKubeconfig(options, host));
}

function addApply(program: Command, host: LabHost): void {
  addNameOption(program.command("apply"))
    .description("create or change the objects of YAML files")
    .requiredOption(
      "-f, --filename <file>",
      "a file, or - for standard input; more than once for several",
      collect,
    )
    .option("-n, --namespace <name>", "namespace of objects that name none", "default")
    .action((options) => applyFiles(options, host));
}

function addExec(program: Command, exit: (code: number) => void): void {
  addNameOption(program.command("exec"))
    .description("run a command in a pod: ambit lab exec <pod> -- <command>")
    .argument("<pod>", "[namespace/]pod, or the beginning of pods' names")
    .argument("<command...>")
    .option("-n, --namespace <name>", "namespace of the pod")
    .option("-c, --container <name>", "container of the pod; the first unless given")
    .passThroughOptions()
    .action(async (pod: string, command: readonly string[], options) => {
      const words = command[0] === "--" ? command.slice(1) : command;
      exit(await execInPod(pod, words, options));
    });
}

function exitCodeOf(error: unknown, host: LabHost): number {
  if (error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error) {
    host.writeError(`ambit lab: ${String(error.path)}: there is no such program\n`);
    return CANNOT_RUN;
  }
  const isKnown = error instanceof LabError || error instanceof KubeError || error instanceof NetworkError;
  if (!isKnown) throw error;
  host.writeError(`ambit lab: ${formatErrorChain(error)}\n`);
  return error instanceof LabError ? EXIT_CODE[error.code] : EXIT.startFailed;
}

function parseNodes(text: string): number {
  const nodes = /^\d+$/.test(text) ? Number(text) : 0;
  if (nodes >= 1 && nodes <= MAX_NODES) return nodes;
  throw new InvalidArgumentError(`It is a number from 1 to ${MAX_NODES}.`);
}

function parseStarts(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number from 1 to 9999.");
}

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number of lines.");
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
