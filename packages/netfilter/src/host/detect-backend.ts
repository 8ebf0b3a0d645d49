import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { RunProgram } from "../program.ts";

/** Settings of the node that decide the backend. */
export interface BackendOptions {
  /** NATIVE_NFTABLES */
  readonly nativeNftables: boolean;
  /** FORCE_IPTABLES_BINARY; `undefined` chooses. */
  readonly forceIptables: "legacy" | "nft" | undefined;
  readonly ipv6: boolean;
}

/** `reason` is for the log; `warning` says what an operator has asked for and does not get, and what to do. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly reason: string;
  readonly warning: string | undefined;
}

/**
 * Chooses with what this node is programmed, by what is there and works. Changes nothing. Throws NetfilterError that
 * names what is missing.
 */
export async function detectBackend(host: RunProgram, options: BackendOptions): Promise<BackendChoice> {
  throw new NetfilterError("program-failed", `not there yet ${String(host)} ${String(options)}`);
}
