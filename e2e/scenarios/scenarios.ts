/** All scenarios, in the order in which they run: what does most harm to the mesh comes last. */
import { CNI } from "./cases/cni.ts";
import { INSTALLATION } from "./cases/installation.ts";
import { POLICIES } from "./cases/policies.ts";
import { REACHABILITY } from "./cases/reachability.ts";
import { RESTARTS } from "./cases/restarts.ts";
import { WORKLOAD_KINDS } from "./cases/workload-kinds.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [
  ...REACHABILITY,
  ...POLICIES,
  ...WORKLOAD_KINDS,
  ...RESTARTS,
  ...CNI,
  ...INSTALLATION,
];
