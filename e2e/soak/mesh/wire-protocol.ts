/** What the soak asks of the process that watches a node's interfaces. */
import type { WireFacts } from "./wire-watch.ts";

export type WireMethods = {
  readonly addMembers: { readonly params: { readonly ips: readonly string[] }; readonly result: object };
  readonly facts: { readonly params: object; readonly result: NodeWireFacts };
};

export interface NodeWireFacts extends WireFacts {
  /** Frames that were not seen. */
  readonly lost: number;
}
