import { CodedError } from "@ambit/errors";

/** One part of an object that cannot be used. The rest of the object applies. */
export interface ObjectProblem {
  /** Where it stands, as `spec.rules[0].from[1].source.ipBlocks`. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly reason: string;
}

/** An object read from JSON, with everything in it that could not be used. */
export interface Decoded<T> {
  readonly object: T;
  readonly problems: readonly ObjectProblem[];
}

export type ObjectErrorCode = "unusable-object";

/** Thrown for what cannot be an object at all: no JSON object, or one without a name. */
export class ObjectError extends CodedError<ObjectErrorCode> {}
