import { CodedError } from "@ambit/errors";

/** Why a request to the state machines cannot be carried out. */
export type XdsErrorCode =
  /** More names were asked for than a client keeps. */
  | "too-many-names"
  /** A type that this client or store was not made with. */
  | "unknown-type"
  /** Names are only asked for where the type is on demand. */
  | "not-on-demand";

/** The xds package's failures. What a peer does wrong is not one: that is a status. */
export class XdsError extends CodedError<XdsErrorCode> {}
