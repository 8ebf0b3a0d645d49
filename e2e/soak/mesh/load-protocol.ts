/** What the soak asks of the process that is the application of every pod. Plain JSON; times are epoch milliseconds. */

export interface LoadPod {
  readonly name: string;
  readonly node: string;
  readonly ip: string;
  /** Path of its network namespace. */
  readonly netns: string;
}

export interface LoadService {
  readonly name: string;
  readonly ip: string;
}

/** A connection that ended in another way than its two ends wanted. */
export interface ConnectionFailure {
  /** When the question was asked that had no answer; where none was under way the same as `atMs`. */
  readonly sinceMs: number;
  readonly atMs: number;
  readonly fromPod: string;
  readonly fromNode: string;
  /** As it says of itself, so that it is known through services too; empty where nobody has answered yet. */
  readonly toPod: string;
  readonly toNode: string;
  /** Empty for a pod's own address. */
  readonly service: string;
  readonly phase: "connect" | "greeting" | "exchange" | "closing";
  /** `ECONNRESET` and the like, `ended`, `timeout`, or `wrong` for bytes that nobody has sent. */
  readonly code: string;
  /** Of the client, as access logs have it. */
  readonly localPort: number;
}

export interface LoadFacts {
  readonly wanted: number;
  /** Greeted, and not about to be closed. */
  readonly open: number;
  /** Since the start. */
  readonly opened: number;
  readonly closed: number;
  readonly exchanges: number;
  readonly slowestMs: number;
  /** Since the last call. */
  readonly failures: readonly ConnectionFailure[];
}

export interface AttemptRequest {
  readonly from: string;
  readonly ip: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** In what is sent; nothing is sent when it is empty. */
  readonly marker: string;
}

/** One question: whether it was answered. */
export interface Exchange {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly isAnswered: boolean;
  readonly code: string;
}

/** Questions at a steady pace, on new connections and on one that is kept for as long as it lives. */
export interface WatchRequest {
  readonly watch: string;
  readonly from: string;
  readonly ip: string;
  readonly port: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly marker: string;
}

export type LoadMethods = {
  /** Its servers listen when this is answered. */
  readonly addPod: { readonly params: LoadPod; readonly result: object };
  /** It takes part in the many connections from now on. */
  readonly admitPod: { readonly params: { readonly name: string }; readonly result: object };
  /** Nobody asks it for anything new; what is open is closed in order. Answered when that is over. */
  readonly retirePod: {
    readonly params: { readonly name: string; readonly afterMs: number };
    readonly result: object;
  };
  /** So many connections from now on, between the pods that are there. */
  readonly load: {
    readonly params: {
      readonly connections: number;
      readonly services: readonly LoadService[];
      readonly marker: string;
    };
    readonly result: object;
  };
  readonly facts: { readonly params: object; readonly result: LoadFacts };
  /** Whether its server says who it is, without a word from us. */
  readonly greets: { readonly params: Omit<AttemptRequest, "marker">; readonly result: boolean };
  readonly attempt: { readonly params: AttemptRequest; readonly result: Exchange };
  readonly watch: { readonly params: WatchRequest; readonly result: object };
  /** Since the last call. */
  readonly watched: { readonly params: { readonly watch: string }; readonly result: readonly Exchange[] };
  readonly endWatch: { readonly params: { readonly watch: string }; readonly result: object };
};
