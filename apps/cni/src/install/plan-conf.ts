/** Which configuration file is to be written, worked out from those that are there. Nothing is touched. */

import type { JsonRecord } from "../plugin/json.ts";
import {
  type ConfFile,
  type ConfList,
  compareNames,
  hasPlugin,
  isSameConf,
  ownedList,
  parseConfFile,
  standaloneConf,
  whyNotChainable,
  withoutPlugin,
  withPlugin,
} from "./cni-conf.ts";
import type { ConfSettings } from "./install-options.ts";

/** Name of the file when the plugin is not chained and no name is given. */
const STANDALONE_NAME = "YYY-istio-cni.conf";

/** What is to be done for the runtime to call the plugin. */
export type ConfPlan =
  /** Everything is there; `name` has it. */
  | { readonly kind: "installed"; readonly name: string; readonly warnings: readonly string[] }
  | {
      readonly kind: "write";
      readonly file: ConfFile;
      /** The file whose place it takes, with its mode and owner; undefined for a file of ours. */
      readonly replaces: string | undefined;
      readonly warnings: readonly string[];
    }
  /** There is nothing to chain into yet. */
  | { readonly kind: "wait"; readonly reason: string; readonly warnings: readonly string[] };

/** What takes the plugin out again. */
export type ConfRemoval =
  | { readonly kind: "write"; readonly file: ConfFile }
  | { readonly kind: "delete"; readonly name: string };

type Settings = Pick<ConfSettings, "name" | "isChained" | "ownedName">;

/** Files in any order; those that the runtime would not read must not be among them. */
export function planConf(files: readonly ConfFile[], settings: Settings, plugin: JsonRecord): ConfPlan {
  if (!settings.isChained) return planStandalone(files, settings.name ?? STANDALONE_NAME, plugin);
  const { primary, warnings } = choosePrimary(files, settings);
  if (primary === undefined) return { kind: "wait", reason: whatIsAwaited(settings), warnings };
  const obstacle = whyNotChainable(primary);
  if (obstacle !== undefined) return { kind: "wait", reason: `${primary.name}: ${obstacle}`, warnings };
  if (settings.ownedName !== undefined) return planOwned(files, { settings, primary, warnings }, plugin);
  return hasPlugin(primary, plugin)
    ? { kind: "installed", name: primary.name, warnings }
    : { kind: "write", file: withPlugin(primary, plugin), replaces: primary.name, warnings };
}

/** The steps that leave no call of the plugin in any file. */
export function planConfRemoval(files: readonly ConfFile[], settings: Settings): readonly ConfRemoval[] {
  const steps: ConfRemoval[] = [];
  for (const file of files) {
    const list = parseConfFile(file);
    const isOwned = file.name === settings.ownedName;
    if ("problem" in list) continue;
    const rest = isOwned ? undefined : withoutPlugin(list, file);
    if (rest === undefined) steps.push({ kind: "delete", name: file.name });
    else if (rest !== file) steps.push({ kind: "write", file: rest });
  }
  return steps;
}

function planStandalone(files: readonly ConfFile[], name: string, plugin: JsonRecord): ConfPlan {
  const wanted = standaloneConf(name, plugin);
  const found = files.find((file) => file.name === name);
  return found !== undefined && isSameConf(found, wanted)
    ? { kind: "installed", name, warnings: [] }
    : { kind: "write", file: wanted, replaces: undefined, warnings: [] };
}

function choosePrimary(
  files: readonly ConfFile[],
  { name, ownedName }: Settings,
): { readonly primary: ConfList | undefined; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const pinned = name === undefined ? undefined : pinnedName(files, name);
  const candidates = files
    .filter((file) => file.name !== ownedName && (name === undefined || file.name === pinned))
    .sort((left, right) => compareNames(left.name, right.name));
  for (const file of candidates) {
    const list = parseConfFile(file);
    if (!("problem" in list)) return { primary: list, warnings };
    warnings.push(`${file.name} is skipped: ${list.problem}`);
  }
  return { primary: undefined, warnings };
}

/** A pinned `.conf` has become a `.conflist` when the plugin was chained into it. */
function pinnedName(files: readonly ConfFile[], name: string): string | undefined {
  const other = name.endsWith(".conf") ? `${name}list` : name.replace(/\.conflist$/, ".conf");
  return [name, other].find((candidate) => files.some((file) => file.name === candidate));
}

interface Owned {
  readonly settings: Settings;
  readonly primary: ConfList;
  readonly warnings: readonly string[];
}

function planOwned(
  files: readonly ConfFile[],
  { settings, primary, warnings }: Owned,
  plugin: JsonRecord,
): ConfPlan {
  const name = settings.ownedName ?? "";
  const wanted = ownedList(primary, name, plugin);
  const found = files.find((file) => file.name === name);
  const told =
    compareNames(name, primary.name) < 0
      ? warnings
      : [...warnings, `${name} does not sort before ${primary.name}, so the runtime will not use it`];
  return found !== undefined && isSameConf(found, wanted)
    ? { kind: "installed", name, warnings: told }
    : { kind: "write", file: wanted, replaces: undefined, warnings: told };
}

function whatIsAwaited({ name }: Settings): string {
  return name === undefined
    ? "no valid CNI configuration yet: it is written by the node's network plugin"
    : `CNI_CONF_NAME ${name} does not exist yet, or is not valid`;
}
