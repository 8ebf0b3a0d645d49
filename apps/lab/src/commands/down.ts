/** `ambit lab down`: nothing of the lab is left, however it ended. */
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import { LabError } from "../lab-error.ts";
import type { LabHost } from "../lab-host.ts";
import { isLabNamespace, NetworkError, planLab } from "../network/index.ts";
import { LABS_FOLDER, labPaths } from "../state/lab-paths.ts";
import { listLabs } from "../state/lab-record.ts";
import { removeLab } from "../state/remove-lab.ts";
import { DEFAULT_LAB, requireRoot } from "./lab-choice.ts";
import { lockLab } from "./up.ts";

const NETNS_FOLDER = "/run/netns";

/** What is asked for. */
export interface DownOptions {
  readonly name?: string | undefined;
  readonly all: boolean;
}

/** A lab that is not there is no error: what is wanted is so. */
export async function takeDown({ name, all }: DownOptions, host: LabHost): Promise<void> {
  requireRoot();
  const labs = listLabs().map((lab) => lab.name);
  const names = all ? labs : [name ?? onlyLab(labs)];
  for (const one of names) await takeOneDown(one, host);
  if (names.length === 0) host.write("no lab is up\n");
  removeEmptyFolder();
}

function onlyLab(labs: readonly string[]): string {
  if (labs.length > 1) {
    throw new LabError("bad-usage", `labs ${labs.join(", ")} are up: choose one with --name, or take --all`);
  }
  return labs[0] ?? DEFAULT_LAB;
}

async function takeOneDown(name: string, host: LabHost): Promise<void> {
  checkName(name);
  if (!isThere(name)) {
    host.write(`lab "${name}" is not up\n`);
    return;
  }
  using _lock = await lockLab(name, host);
  await removeLab(name, labPaths(name));
  host.write(`lab "${name}" is down\n`);
}

/** A name becomes part of paths that are deleted. */
function checkName(name: string): void {
  try {
    planLab({ name, index: 0, nodeCount: 1 });
  } catch (error) {
    if (error instanceof NetworkError) throw new LabError("bad-usage", error.message, { cause: error });
    throw error;
  }
}

function isThere(name: string): boolean {
  const namespaces = existsSync(NETNS_FOLDER) ? readdirSync(NETNS_FOLDER) : [];
  return existsSync(labPaths(name).folder) || namespaces.some((namespace) => isLabNamespace(name, namespace));
}

/** Labs of other names and their locks keep it. */
function removeEmptyFolder(): void {
  try {
    rmdirSync(LABS_FOLDER);
  } catch {
    // Somebody else's files are in it, or it is not there.
  }
}
