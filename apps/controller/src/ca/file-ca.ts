/** The plugged-in CA of a folder, followed while the controller runs: its files come from a Secret that may change. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatErrorChain } from "@ambit/errors";
import { type Clock, ticks } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { AuthorityMaterial, MeshAuthority } from "./mesh-authority.ts";
import { checkRootChange, type ReadCaFile, readPluggedCa } from "./plugged-ca.ts";
import { GENERATED } from "./root-secret.ts";

export interface FileCaOptions {
  readonly folder: string;
  /** ISTIO_MULTIROOT_MESH. */
  readonly mayChangeRoots: boolean;
  readonly authority: MeshAuthority;
  readonly clock: Clock;
  readonly epochMs: () => number;
  /** Scope `pkica`. */
  readonly logger: Logger;
}

/** Kubelet itself takes up to a minute to show a changed Secret. */
const LOOK_INTERVAL_MS = 5_000;

/** The CA of the folder; undefined when there is none. Throws CaError. */
export function loadFileCa(folder: string, nowMs: number): AuthorityMaterial | undefined {
  return readPluggedCa(folderReader(folder), nowMs);
}

/** Whether what is in the folder was made by a control plane (USE_CACERTS_FOR_SELF_SIGNED_CA), and not plugged in. */
export function isGeneratedCa(folder: string): boolean {
  return folderReader(folder)(GENERATED) !== undefined;
}

/** Looks at the folder until the signal aborts. What cannot be used changes nothing, and is told once. */
export async function watchFileCa(options: FileCaOptions, signal: AbortSignal): Promise<void> {
  const { folder, authority, clock, epochMs, logger, mayChangeRoots } = options;
  let lastProblem = "";
  for await (const _ of ticks(clock, LOOK_INTERVAL_MS, signal)) {
    try {
      const found = loadFileCa(folder, epochMs());
      const present = authority.material;
      lastProblem = "";
      if (found === undefined || present === undefined || found.fingerprint === present.fingerprint) continue;
      checkRootChange(present, found, { mayChange: mayChangeRoots });
      authority.set(found);
      logger.info("the plugged-in CA has changed");
    } catch (error) {
      const problem = formatErrorChain(error);
      if (problem !== lastProblem) {
        logger.error("the changed files of the plugged-in CA are not used", { error: problem });
      }
      lastProblem = problem;
    }
  }
}

function folderReader(folder: string): ReadCaFile {
  return (name) => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch (error) {
      if (
        error instanceof Error &&
        "code" in error &&
        (error.code === "ENOENT" || error.code === "ENOTDIR")
      ) {
        return undefined;
      }
      throw error;
    }
  };
}
