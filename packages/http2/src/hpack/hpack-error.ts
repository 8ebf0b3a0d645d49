import { CodedError } from "@ambit/errors";

/** Which rule a block broke. All of them cost the connection alike. */
export type HpackErrorCode =
  | "truncated"
  | "integer-overflow"
  | "bad-index"
  | "bad-huffman"
  | "bad-table-size"
  | "misplaced-table-size"
  | "missing-table-size";

/** A header block that breaks RFC 7541: the connection's COMPRESSION_ERROR. */
export class HpackError extends CodedError<HpackErrorCode> {}
