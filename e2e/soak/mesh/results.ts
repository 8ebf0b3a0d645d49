/** All that a soak of the mesh has seen, for the report. */
import type { ProcessUse } from "../../faults/process-facts.ts";
import type { MeshSoakOptions } from "../options.ts";
import type { ChurnResults } from "./churn.ts";
import type { Kill } from "./explain.ts";
import type { FailureLedger } from "./failure-ledger.ts";
import type { GuardResults } from "./guards.ts";
import type { LoadFacts } from "./load-protocol.ts";
import type { ProcessSeries } from "./process-series.ts";
import type { NodeWireFacts } from "./wire-protocol.ts";

export interface SoakResults {
  readonly options: MeshSoakOptions;
  readonly elapsedMs: number;
  readonly wire: ReadonlyMap<string, NodeWireFacts>;
  readonly guards: GuardResults;
  readonly churn: ChurnResults;
  readonly kills: readonly Kill[];
  readonly killProblems: readonly string[];
  readonly failures: Pick<FailureLedger, "explained" | "unexplained" | "described" | "total">;
  readonly load: Omit<LoadFacts, "failures">;
  /** Once a second. */
  readonly open: readonly number[];
  readonly series: readonly ProcessSeries[];
  readonly unwantedEnds: readonly string[];
  readonly atRest: AtRest;
}

/** Descriptors of each part, with all pods and no connections: before the load, and after it. */
export interface AtRest {
  readonly before: ReadonlyMap<string, ProcessUse>;
  readonly after: ReadonlyMap<string, ProcessUse>;
}
