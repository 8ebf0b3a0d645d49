import { CodedError } from "@ambit/errors";

/** What is wrong with bytes from the wire, with a name in text, or with a message that is to be sent. */
export type DnsErrorCode =
  /** The message ends inside of something. */
  | "truncated"
  /** A name that is too long, loops, or is written wrongly. */
  | "bad-name"
  /** A record whose data are not what its type says, or bytes after the last record. */
  | "bad-message"
  /** What is to be sent does not fit, or a field is out of its range. */
  | "bad-field";

/** Messages name the place, never more than a name of what came. */
export class DnsError extends CodedError<DnsErrorCode> {}
