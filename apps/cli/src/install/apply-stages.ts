/** Brings a cluster to what the chart says, stage by stage. */
import type { RenderedObject } from "@ambit/chart";
import { applyObject } from "./apply-objects.ts";
import type { ObjectRef } from "./mesh-objects.ts";
import type { Operation } from "./operation.ts";
import { type Stage, stagesOf } from "./stages.ts";
import { type HealthGate, waitUntilReady } from "./wait-until-ready.ts";

/** How stages are gone through. */
export interface StageOptions {
  /** For the stages that have it, such as those whose pods are on every node. */
  readonly gateOf?: (stage: Stage) => HealthGate | undefined;
}

/** Each stage is applied when the one before is ready. Throws KubeError, or CliError "failed" with the reason. */
export async function applyStages(
  operation: Operation,
  objects: readonly RenderedObject[],
  { gateOf }: StageOptions = {},
): Promise<void> {
  for (const stage of stagesOf(objects)) {
    const refs: ObjectRef[] = [];
    for (const object of stage.objects) refs.push(await applyObject(operation, object, objects));
    await waitUntilReady(operation, { name: stage.name, refs, gate: gateOf?.(stage) });
  }
  operation.progress.close();
}
