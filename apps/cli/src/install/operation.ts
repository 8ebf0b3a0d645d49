/** What every step of an installation works with. */

import type { CliHost } from "../cli-host.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Progress } from "./progress.ts";

/** One command that changes a cluster. */
export interface Operation {
  readonly cluster: Cluster;
  /** Of the mesh. */
  readonly namespace: string;
  readonly progress: Progress;
  readonly host: Pick<CliHost, "nowMs" | "sleep">;
  /** For each part to become ready. */
  readonly timeoutMs: number;
}

/** Between two looks at the cluster. */
export const POLL_MS = 1_000;
