/** What commands take that render the chart, and the chart with it. */
import {
  applySetText,
  type ChartMap,
  decodeChart,
  encodeValue,
  overlayValues,
  parseValues,
  renderChart,
} from "@ambit/chart";
import { formatErrorChain } from "@ambit/errors";
import { type Command, InvalidArgumentError } from "commander";
import { stringify } from "yaml";
import { CliError } from "../cli-error.ts";
import type { CliHost } from "../cli-host.ts";
import type { Rendering } from "../install/install.ts";
import { FIELD_MANAGER } from "../install/mesh-objects.ts";
import type { ClusterOptions } from "./cluster-options.ts";

/** Of `install` and `upgrade`. */
export interface ChartOptions extends ClusterOptions {
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly chart?: string | undefined;
  readonly timeout: number;
}

/** A chart carried out. */
export interface ChartRendering extends Rendering {
  readonly notes: string;
}

const MAX_SECONDS = 24 * 3600;
const EMPTY: ChartMap = new Map();
const NONE: readonly string[] = [];
/** Release of `helm template` and of this program alike. */
const RELEASE_NAME = "ambit";

/** With helm's letters. */
export function addChartOptions(command: Command): Command {
  const gather = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  return addTimeoutOption(
    command
      .option("-f, --values <file>", "values, as for helm; may be given again, the later wins", gather, NONE)
      .option(
        "--set <name=value>",
        "one value, such as cni.ambient.ipv6=false; wins over files",
        gather,
        NONE,
      )
      .option("--chart <folder>", "a chart in place of the one in this program"),
  );
}

/** For each part to become ready, or to go. */
export function addTimeoutOption(command: Command): Command {
  return command.option("--timeout <seconds>", "for each part", parseSeconds, 300);
}

/** What the user gave, over `base`. Throws ChartError "bad-values", CliError "not-found". */
export function readGivenValues(
  host: Pick<CliHost, "readFile">,
  { values, set }: Pick<ChartOptions, "values" | "set">,
  base: ChartMap = EMPTY,
): ChartMap {
  const ofFiles = values
    .map((file) => parseValues(readText(host, file), file))
    .reduce((given, more) => overlayValues(given, more), base);
  return set.reduce((given, text) => applySetText(given, text), ofFiles);
}

/** Throws ChartError, CliError "not-found". */
export function renderWith(
  host: Pick<CliHost, "readFolder" | "chartFolder">,
  { chart, istioNamespace }: Pick<ChartOptions, "chart" | "istioNamespace">,
  { given, kubeVersion, isUpgrade }: { given: ChartMap; kubeVersion: string; isUpgrade: boolean },
): ChartRendering {
  const decoded = decodeChart(readChart(host, chart ?? host.chartFolder()));
  const { objects, notes } = renderChart(decoded, given, {
    name: RELEASE_NAME,
    namespace: istioNamespace,
    service: FIELD_MANAGER,
    kubeVersion: kubeVersion.replace(/^v/, ""),
    isUpgrade,
  });
  const version = decoded.metadata.get("Version");
  return {
    objects,
    notes,
    version: typeof version === "string" ? version : "",
    values: stringify(encodeValue(given)),
  };
}

function readChart(host: Pick<CliHost, "readFolder">, folder: string): ReadonlyMap<string, string> {
  try {
    return host.readFolder(folder);
  } catch (cause) {
    throw new CliError("not-found", `the chart ${folder} cannot be read: ${formatErrorChain(cause)}`, {
      cause,
    });
  }
}

function readText(host: Pick<CliHost, "readFile">, file: string): string {
  try {
    return host.readFile(file);
  } catch (cause) {
    throw new CliError("not-found", `${file} cannot be read: ${formatErrorChain(cause)}`, { cause });
  }
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_SECONDS) return seconds;
  throw new InvalidArgumentError(`It is a number of seconds up to ${MAX_SECONDS}.`);
}
