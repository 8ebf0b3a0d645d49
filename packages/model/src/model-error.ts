import { CodedError } from "@ambit/errors";

/** What could not be decoded. */
export type ModelErrorCode =
  | "invalid-identity"
  | "invalid-destination"
  | "invalid-local-config"
  /** One xDS resource; the message is the reason that a NACK gives. */
  | "invalid-resource";

/** One thing that is wrong in a local configuration. */
export interface ConfigProblem {
  /** `workloads[1] (shop/server-1)`, the name of a top-level key, or empty for the whole document. */
  readonly item: string;
  /** Path inside the item, `waypoint.destination`; empty for the item itself. */
  readonly field: string;
  /** Counted from 1; 0 when the text could not be read at all. */
  readonly line: number;
  readonly message: string;
}

/** Thrown by the parsers and decoders of this package only. `problems` is empty but for "invalid-local-config". */
export class ModelError extends CodedError<ModelErrorCode> {
  readonly problems: readonly ConfigProblem[];

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { readonly problems?: readonly ConfigProblem[]; readonly cause?: unknown } = {},
  ) {
    super(code, message, options);
    this.problems = options.problems ?? [];
  }
}
