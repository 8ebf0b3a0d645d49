import { CodedError } from "@ambit/errors";

/** What kind of text could not be parsed. */
export type AddrErrorCode = "invalid-ip" | "invalid-cidr" | "invalid-socket-address";

/** Thrown by the parsers of this package only; the `findX` forms return `undefined` instead. */
export class AddrError extends CodedError<AddrErrorCode> {}
