/** Bounds on what one peer can make a connection hold or do. */
export interface Http2Limits {
  /** Encoded bytes of one header block (HEADERS and its CONTINUATIONs, padding included). */
  readonly headerBlockBytes: number;
  /** CONTINUATION frames that may follow one HEADERS. */
  readonly continuations: number;
  /** Streams that a peer may reset before they were answered, in a row and without any that completes. */
  readonly fruitlessResets: number;
  /** Frames without useful progress (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA …) held to be normal. */
  readonly idleFrames: number;
  /** How many of both counts a second forgives, if the connection was given a clock. */
  readonly forgivenPerSecond: number;
  /** Bytes of frames kept while the output is blocked. */
  readonly queuedOutputBytes: number;
}

/** Used for every limit that the owner does not give. */
export const DEFAULT_LIMITS: Http2Limits = {
  headerBlockBytes: 64 * 1024,
  continuations: 32,
  fruitlessResets: 200,
  idleFrames: 2_000,
  forgivenPerSecond: 100,
  queuedOutputBytes: 64 * 1024,
};

/** Fills what is missing from `DEFAULT_LIMITS`. */
export function resolveHttp2Limits(limits: Partial<Http2Limits>): Http2Limits {
  return { ...DEFAULT_LIMITS, ...limits };
}
