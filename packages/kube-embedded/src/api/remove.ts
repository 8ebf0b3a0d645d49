import {
  conflict,
  finalizersOf,
  forbidden,
  isTerminating,
  type KubeObject,
  nameOf,
  resourceVersionOf,
  uidOf,
  withMetadata,
} from "@ambit/kube-objects";
import { objectOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ApiState, timestampOf } from "./api-state.ts";
import type { Target } from "./create.ts";
import { getObject, isUnheld } from "./update.ts";

/** What becomes of the objects that belong to a deleted one. */
export type Propagation = "Background" | "Foreground" | "Orphan";

/** metav1.DeleteOptions, as far as it is looked at. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagation: Propagation;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
}

/** The deletion of a client that asks for nothing special. */
export const PLAIN_DELETE: DeleteOptions = { dryRun: false, propagation: "Background" };

/** Where an object is after it was deleted. */
export interface Deletion {
  /** Its last state, or its state while it waits for its finalizers. */
  readonly object: KubeObject;
  readonly isGone: boolean;
}

/** Held by an owner until its dependents are gone. */
export const FOREGROUND_FINALIZER = "foregroundDeletion";
/** Held by an owner until its dependents no longer name it. */
export const ORPHAN_FINALIZER = "orphan";

const PROTECTED_NAMESPACES: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** Deletes, or marks as terminating. Throws ApiError "NotFound", "Conflict" (a precondition), "Forbidden". */
export function deleteObject(
  state: ApiState,
  resource: Resource,
  target: Target,
  options: DeleteOptions,
): Deletion {
  const current = getObject(state, resource, target);
  requirePreconditions(resource, current, options);
  if (resource.storageKey === "namespaces" && PROTECTED_NAMESPACES.has(target.name)) {
    throw forbidden(resource, target.name, "this namespace may not be deleted");
  }
  const marked = withPropagation(current, options.propagation);
  const graceSeconds = gracePeriodOf(state, resource, { pod: marked, asked: options.gracePeriodSeconds });
  const terminating = markTerminating(state, resource, { object: marked, graceSeconds });
  if (isUnheld(resource, terminating)) {
    return {
      object: options.dryRun ? current : state.store.remove(resource.storageKey, current),
      isGone: true,
    };
  }
  if (options.dryRun || isTerminating(current)) {
    // A second deletion may shorten the wait and choose other propagation; it never lengthens it.
    const isChanged = finalizersOf(terminating).join() !== finalizersOf(current).join();
    return {
      object: isChanged && !options.dryRun ? state.store.put(resource.storageKey, terminating) : current,
      isGone: false,
    };
  }
  return { object: state.store.put(resource.storageKey, terminating), isGone: false };
}

function requirePreconditions(resource: Resource, current: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options;
  if (uid !== undefined && uid !== uidOf(current)) {
    throw conflict(
      resource,
      nameOf(current),
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(current)}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== resourceVersionOf(current)) {
    throw conflict(
      resource,
      nameOf(current),
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${resourceVersionOf(current)}`,
    );
  }
}

function withPropagation(object: KubeObject, propagation: Propagation): KubeObject {
  const others = finalizersOf(object).filter(
    (name) => name !== FOREGROUND_FINALIZER && name !== ORPHAN_FINALIZER,
  );
  const finalizers = {
    Background: others,
    Foreground: [...others, FOREGROUND_FINALIZER],
    Orphan: [...others, ORPHAN_FINALIZER],
  }[propagation];
  return withMetadata(object, { finalizers: finalizers.length === 0 ? undefined : [...finalizers] });
}

/** Seconds that a pod has left; 0 where nobody would end it. */
function gracePeriodOf(
  state: ApiState,
  resource: Resource,
  { pod, asked }: { readonly pod: KubeObject; readonly asked: number | undefined },
): number {
  if (!state.gracefulPodDeletion || resource.storageKey !== "pods") return 0;
  const phase = stringOf(valueAt(pod, "status", "phase"));
  const isOnNode = stringOf(valueAt(pod, "spec", "nodeName")) !== undefined;
  if (!isOnNode || phase === "Succeeded" || phase === "Failed") return 0;
  const own = valueAt(pod, "spec", "terminationGracePeriodSeconds");
  return Math.max(asked ?? (typeof own === "number" ? own : 30), 0);
}

function markTerminating(
  state: ApiState,
  resource: Resource,
  { object, graceSeconds }: { readonly object: KubeObject; readonly graceSeconds: number },
): KubeObject {
  if (isTerminating(object)) return withMetadata(object, { deletionGracePeriodSeconds: graceSeconds });
  const { generation } = object.metadata;
  const marked = withMetadata(object, {
    deletionTimestamp: timestampOf(state.nowMs() + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
    generation: resource.hasGeneration && typeof generation === "number" ? generation + 1 : generation,
  });
  if (resource.storageKey !== "namespaces") return marked;
  return { ...marked, status: { ...objectOf(marked.status), phase: "Terminating" } };
}
