/** Follows the mesh configuration file: a volume that Kubernetes changes behind a link, so its text is compared. */
import { existsSync, readFileSync } from "node:fs";
import { formatErrorChain } from "@ambit/errors";
import { type Clock, ticks } from "@ambit/lifecycle";
import { type Decoded, formatProblems, type MeshConfig } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import { readMeshConfig } from "./mesh-config.ts";

export interface MeshConfigWatchOptions {
  readonly path: string;
  /** As it was at the start. */
  readonly initial: MeshConfig;
  /** Not called for what cannot be used: the last good configuration holds. */
  readonly onChange: (config: MeshConfig) => void;
  readonly clock: Clock;
  /** Scope `mesh`. */
  readonly logger: Logger;
}

const LOOK_INTERVAL_MS = 2_000;

/** Looks until the signal aborts. */
export async function watchMeshConfig(options: MeshConfigWatchOptions, signal: AbortSignal): Promise<void> {
  const { path, initial, onChange, clock, logger } = options;
  let known: string | undefined = readText(path);
  for await (const _ of ticks(clock, LOOK_INTERVAL_MS, signal)) {
    let text: string | undefined;
    try {
      text = readText(path);
    } catch (error) {
      logger.warn("the mesh configuration cannot be read", { path, error: formatErrorChain(error) });
      continue;
    }
    // A file that is gone is one that is being replaced, or a mistake: the mesh does not fall back to defaults.
    if (text === undefined || text === known) continue;
    known = text;
    const { object, problems: refused } = readChangedMeshConfig(initial, text);
    if (refused.length > 0) {
      logger.error("the changed mesh configuration is not used", { path, problems: formatProblems(refused) });
      continue;
    }
    logger.info("the mesh configuration has changed", { path });
    onChange(object);
  }
}

/** A text that is to replace what is in use; what must not change is among the problems. */
export function readChangedMeshConfig(initial: MeshConfig, text: string): Decoded<MeshConfig> {
  const { object, problems } = readMeshConfig(text);
  return { object, problems: [...problems, ...changesRefused(initial, object)] };
}

/** Certificates that are out there name the trust domain. */
function changesRefused(initial: MeshConfig, changed: MeshConfig) {
  return initial.trustDomain === changed.trustDomain
    ? []
    : [{ path: "trustDomain", reason: "needs a restart of the control plane and of all proxies" }];
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
