/** Puts objects of the mesh into the cluster, and takes them out again. */
import type { RenderedObject } from "@ambit/chart";
import { hasKubeCode, type KubeObject } from "@ambit/kube";
import { CliError } from "../cli-error.ts";
import { recordOf } from "../dump/json.ts";
import { FIELD_MANAGER, formatRef, MANAGED_BY, type ObjectRef, PART_OF, refOf } from "./mesh-objects.ts";
import { type Operation, POLL_MS } from "./operation.ts";

/** Server-side apply: fields that others have set stay, unless the object says otherwise. Throws KubeError. */
export async function applyObject(
  { cluster }: Pick<Operation, "cluster">,
  object: RenderedObject,
  all: readonly RenderedObject[],
): Promise<ObjectRef> {
  const ref = refOf(object, all);
  await cluster.api.patch(ref.resource, ref.name, {
    kind: "apply",
    body: object,
    fieldManager: FIELD_MANAGER,
    force: true,
  });
  return ref;
}

/** With everything that depends on it. False where it was not there. Throws KubeError. */
export async function deleteObject(
  { cluster }: Pick<Operation, "cluster">,
  ref: ObjectRef,
): Promise<boolean> {
  try {
    await cluster.api.delete(ref.resource, ref.name, { propagation: "Foreground" });
    return true;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return false;
    throw error;
  }
}

/** Until none of them is there. Throws CliError "failed" that names what stays and what holds it. */
export async function waitUntilGone(operation: Operation, refs: readonly ObjectRef[]): Promise<void> {
  const { cluster, host, timeoutMs } = operation;
  const deadlineMs = host.nowMs() + timeoutMs;
  let left = refs;
  for (;;) {
    const found = await Promise.all(
      left.map(
        async (ref) =>
          [ref, await cluster.find(ref.resource, ref.name.namespace ?? "", ref.name.name)] as const,
      ),
    );
    const still = found.filter((entry): entry is [ObjectRef, KubeObject] => entry[1] !== undefined);
    const [first] = still;
    if (first === undefined) return;
    if (host.nowMs() > deadlineMs) {
      const finalizers = first[1].metadata.finalizers ?? [];
      const holder = finalizers.length === 0 ? "" : ` (held by ${finalizers.join(", ")})`;
      throw new CliError("failed", `${formatRef(first[0])} does not go away${holder}`);
    }
    left = still.map(([ref]) => ref);
    await host.sleep(POLL_MS);
  }
}

/** Whether ambit put it there; what helm or somebody else did is not ours to change. */
export function isOurs({ metadata }: Pick<KubeObject, "metadata">): boolean {
  const labels = recordOf(metadata.labels);
  return labels[PART_OF] === "ambit" && labels[MANAGED_BY] === FIELD_MANAGER;
}
