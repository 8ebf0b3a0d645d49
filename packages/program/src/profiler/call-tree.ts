/** A function as it stands on the stack. */
export interface CallFrame {
  readonly functionName: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** One way to be called: a frame, and the node of its caller. */
export interface CallNode {
  readonly frame: CallFrame;
  /** Index of the caller in the list, which comes before; -1 for the outermost. */
  readonly parent: number;
  /** What was counted here itself, in the order of the profile's kinds. */
  readonly values: readonly number[];
}

/** What a thread did, or keeps, by call stack. A plain value that can be posted to another thread. */
export interface ThreadProfile {
  readonly nodes: readonly CallNode[];
}
