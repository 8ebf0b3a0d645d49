/** What a scenario may ask of its xDS server. */

/** One response that a client was sent. */
export interface SentResponse {
  readonly typeUrl: string;
  readonly resources: number;
  readonly removed: number;
}

export interface XdsServerFacts {
  readonly connections: number;
  /** In order, since the server was started. */
  readonly sent: readonly SentResponse[];
  readonly certificateCalls: number;
}

export type XdsServerMethods = {
  /** Makes the text of a mesh file everything there is. */
  readonly replace: { readonly params: { readonly mesh: string }; readonly result: undefined };
  /** Life of the next certificates. */
  readonly setTtl: { readonly params: { readonly ttlMs: number }; readonly result: undefined };
  readonly facts: { readonly params: undefined; readonly result: XdsServerFacts };
};
