/** The configuration of this program, and the only reader of its environment and its command line. */
import { ConfigError } from "@ambit/config";
import { type CommandLine, parseCommandLine } from "./config/command-line.ts";
import { readSelectors } from "./config/enablement-selectors.ts";
import { describeCniConfig, ENVIRONMENT, type Environment } from "./config/environment.ts";
import type { RepairType } from "./repair/repair-controller.ts";
import type { EnablementSelector } from "./selection/selectors.ts";

/** Everything resolved. */
export interface AgentConfig extends Environment {
  /** Of AMBIENT_ENABLEMENT_SELECTOR, or the default ones; also in the plugin's configuration. */
  readonly selectors: readonly EnablementSelector[];
  /** What is done with pods whose sidecar was started before the plugin; undefined: they are left alone. */
  readonly repairType: RepairType | undefined;
  /** What an operator should know of this configuration. */
  readonly warnings: readonly string[];
}

export interface ConfigInput {
  readonly environment: ReadonlyMap<string, string>;
  /** Command line after the program's name. */
  readonly args: readonly string[];
}

/** The real environment and command line. */
export function systemConfigInput(): ConfigInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) environment.set(name, value);
  }
  return { environment, args: process.argv.slice(2) };
}

/** The word and the flags. Throws ConfigError for a flag that is not known. */
export function readCommandLine({ args }: ConfigInput): CommandLine {
  return parseCommandLine(args, describeCniConfig());
}

/** Reads and checks everything; flags win. Throws one ConfigError that names every bad value. */
export function loadConfig(input: ConfigInput, { flags }: CommandLine): AgentConfig {
  const environment = ENVIRONMENT.parse(new Map([...input.environment, ...flags]));
  const problems: string[] = [];
  const read = readSelectors(environment.enablementSelector);
  if ("problems" in read) {
    problems.push(...read.problems.map((problem) => `AMBIENT_ENABLEMENT_SELECTOR ${problem}`));
  }
  if (environment.ambientEnabled && environment.nodeName === "") {
    problems.push("NODE_NAME is not set: without it the agent does not know which pods are its own");
  }
  if (
    repairTypeOf(environment) !== undefined &&
    `${environment.repairNodeName}${environment.nodeName}` === ""
  ) {
    problems.push(
      "neither REPAIR_NODE_NAME nor NODE_NAME is set: without one nobody knows whose pods are repaired",
    );
  }
  if (problems.length > 0) throw new ConfigError("invalid-config", problems);
  const selectors = "selectors" in read ? read.selectors : [];
  const repairType = repairTypeOf(environment);
  return Object.freeze({ ...environment, selectors, repairType, warnings: warningsOf(environment) });
}

/** Every setting as it holds, for the log. There are no secrets among them. */
export function describeConfig(config: AgentConfig): string {
  const { warnings: _warnings, enablementSelector: _text, ...settings } = config;
  return JSON.stringify(settings);
}

/** What is done with broken pods; the first that is asked for, as in Istio. */
function repairTypeOf(environment: Environment): RepairType | undefined {
  const { repairEnabled, repairPods, repairDeletePods, repairLabelPods } = environment;
  if (!repairEnabled) return undefined;
  if (repairPods) return "repair";
  if (repairDeletePods) return "delete";
  return repairLabelPods ? "label" : undefined;
}

function warningsOf(environment: Environment): readonly string[] {
  const { repairPods, repairDeletePods, repairLabelPods } = environment;
  const asked = [repairPods, repairDeletePods, repairLabelPods].filter((isAsked) => isAsked).length;
  return environment.repairEnabled && asked > 1
    ? [
        "of REPAIR_REPAIR_PODS, REPAIR_DELETE_PODS and REPAIR_LABEL_PODS only the first that is true has an effect",
      ]
    : [];
}
