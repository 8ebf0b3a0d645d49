import { CodedError } from "@ambit/errors";

/** What can be wrong with the way a graph is declared or used. All are mistakes of ours, none comes from input. */
export type CollectionErrorCode =
  | "graph-sealed"
  | "read-order"
  | "foreign-collection"
  | "reader-expired"
  | "changes-expired"
  | "no-value";

/** Thrown at the declaration or the read that breaks a rule of the graph. */
export class CollectionError extends CodedError<CollectionErrorCode> {}
