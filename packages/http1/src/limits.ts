/** Bounds on what one peer can make a connection hold or do. */
export interface Http1Limits {
  /** Bytes of a head: start line, fields and line ends. */
  readonly headBytes: number;
  /** Fields of a head, and of trailers. */
  readonly fields: number;
  /** Bytes of the line before a chunk, extensions and line end included. */
  readonly chunkLineBytes: number;
  /** Bytes of all chunk extensions of one message, which nobody reads. */
  readonly chunkExtensionBytes: number;
  /** Bytes of a trailer section. */
  readonly trailerBytes: number;
  /** 1xx responses before the final one. */
  readonly interimResponses: number;
}

/** Used for every limit that the owner does not give. */
export const DEFAULT_HTTP1_LIMITS: Http1Limits = {
  headBytes: 60 * 1024,
  fields: 100,
  chunkLineBytes: 256,
  chunkExtensionBytes: 16 * 1024,
  trailerBytes: 16 * 1024,
  interimResponses: 32,
};

/** Fills what is missing from `DEFAULT_HTTP1_LIMITS`. */
export function resolveHttp1Limits(limits: Partial<Http1Limits>): Http1Limits {
  return { ...DEFAULT_HTTP1_LIMITS, ...limits };
}
