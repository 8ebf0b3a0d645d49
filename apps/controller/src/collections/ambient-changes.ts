import type { ObjectKind, ObjectProblem } from "@ambit/mesh-objects";
import type { DerivationFailure } from "./derived-collection.ts";

/** Values that a batch of objects made different. */
export interface ResourceChanges<T> {
  /** New or with other content, as they are. */
  readonly updated: readonly T[];
  /** Names of those that are no more. */
  readonly removed: readonly string[];
}

/** Everything of one object that could not be used. None: it is in order again, or gone. */
export interface ObjectReport {
  readonly kind: ObjectKind;
  /** `ns/name`, or the name alone. */
  readonly key: string;
  readonly problems: readonly ObjectProblem[];
}

/** A mistake of ours: a computation threw. What it had made before stays. */
export type IndexFailure = DerivationFailure;
