/** What a fault scenario asks of the load program inside a pod's namespace. Plain JSON, one answer per request. */

/** `reads: false` leaves everything the server sends in the socket. */
export interface HoldRequest {
  readonly group: string;
  readonly ip: string;
  readonly port: number;
  readonly count: number;
  /** Begins every message; the rest makes it unique, so that an echo can be told from any other. */
  readonly marker: string;
  /** Between two messages of one connection; undefined: it says nothing. */
  readonly intervalMs?: number;
  readonly reads?: boolean;
}

export interface HoldFacts {
  readonly open: number;
  /** Ended by the other side, in order or by a reset, or never connected. */
  readonly closed: number;
  /** Messages that came back whole. */
  readonly echoes: number;
  /** Bytes that came back and were not what was sent: an answer for somebody else, or a cut one. */
  readonly wrongBytes: number;
  /** Epoch milliseconds of the first and the last end; 0 without one. */
  readonly firstClosedMs: number;
  readonly lastClosedMs: number;
  /** The longest any message has waited for its echo so far, also if it still waits. */
  readonly longestWaitMs: number;
}

export interface ProbeRequest {
  readonly probe: string;
  readonly ip: string;
  readonly port: number;
  readonly marker: string;
  /** From one new connection to the next, whether the one before has an answer or not. */
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** One new connection with one message: "ok", or the code of its failure ("ended" for an end without an answer). */
export interface ProbeRecord {
  readonly startedMs: number;
  readonly tookMs: number;
  readonly outcome: string;
}

export type LoadServerBehaviour = "echo" | "push";

export type LoadMethods = {
  readonly hold: { readonly params: HoldRequest; readonly result: HoldFacts };
  readonly facts: { readonly params: { readonly group: string }; readonly result: HoldFacts };
  readonly release: { readonly params: { readonly group: string }; readonly result: HoldFacts };
  readonly probe: { readonly params: ProbeRequest; readonly result: object };
  readonly endProbe: { readonly params: { readonly probe: string }; readonly result: readonly ProbeRecord[] };
  /** `push` sends for as long as the client takes it; `echo` is the ordinary thing. */
  readonly serve: {
    readonly params: { readonly port: number; readonly behaviour: LoadServerBehaviour };
    readonly result: object;
  };
};
