/** Between the benchmark and the program with its simulated ztunnels: plain JSON, one answer per request. */

/** What the program is started with, as its only argument. */
export interface ClientsSpec {
  /** Of the controller's TLS port. */
  readonly address: string;
  /** The name in the controller's certificate. */
  readonly hostname: string;
  readonly rootsPath: string;
  readonly tokenPath: string;
  /** Number of this program. */
  readonly program: number;
  /** Nodes whose ztunnels these are. */
  readonly nodes: readonly string[];
  /** Address resources that make up the whole mesh. */
  readonly resources: number;
}

export interface SyncFacts {
  /** From the first connection until each client had acknowledged everything, milliseconds, in no order. */
  readonly syncMs: readonly number[];
  readonly receivedBytes: number;
  readonly resources: number;
}

/** When the last client of this program acknowledged a change; times are of the machine's monotonic clock, in ms. */
export interface ChangeFacts {
  readonly sequence: number;
  readonly clients: number;
  readonly lastMs: number;
}

export interface ReconnectFacts {
  /** Bytes of the TCP connection, both directions, from its beginning to the last answer's acknowledgement. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly resources: number;
  readonly tookMs: number;
}

/** Parameters and result of each method. */
export type ClientsMethods = {
  /** One client connects, waits until it has everything, and leaves; milliseconds. */
  readonly alone: { readonly params: object; readonly result: number };
  /** Connects all clients at once, and waits until each has everything. */
  readonly connect: { readonly params: object; readonly result: SyncFacts };
  /** Changes seen since the last call. */
  readonly changes: { readonly params: object; readonly result: readonly ChangeFacts[] };
  /** One more client connects, leaves, and comes back with the versions it has. */
  readonly reconnect: { readonly params: object; readonly result: ReconnectFacts };
  /** All clients leave, and come back at once with the versions they have; until each has its answers, in ms. */
  readonly reconnectAll: { readonly params: object; readonly result: readonly number[] };
};

/** What the program that asks for certificates is started with, as its only argument. */
export interface CertificateSpec {
  readonly address: string;
  readonly hostname: string;
  readonly rootsPath: string;
  /** Each asks on a connection of its own, for itself. */
  readonly nodes: readonly { readonly token: string /** `namespace/account` */; readonly identity: string }[];
}

/** One answer to a request for a certificate. */
export interface AnswerFacts {
  /** Index of the node. */
  readonly client: number;
  /** Of the machine's monotonic clock. */
  readonly atMs: number;
  readonly tookMs: number;
  /** `OK`, or the name of the gRPC status. */
  readonly code: string;
}

export type CertificateMethods = {
  readonly burst: {
    readonly params: { readonly perClient: number };
    readonly result: readonly AnswerFacts[];
  };
  readonly sustain: {
    readonly params: { readonly perSecond: number; readonly seconds: number };
    readonly result: readonly AnswerFacts[];
  };
};

/** A pod's label `version`, and so its canonical revision, after the change of that number. */
export function revisionOf(sequence: number): string {
  return `change-${sequence}`;
}

/** Undefined for a revision that no change has made. */
export function findSequence(revision: string): number | undefined {
  const match = /^change-(\d+)$/.exec(revision);
  return match === null ? undefined : Number(match[1]);
}

/** Of the clock that all processes of the machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
