import type { Identity } from "@ambit/model";
import { formatIdentity } from "@ambit/model";

const SCHEME = "spiffe://";

let lastIdentity: Identity | undefined;
let lastPrincipal = "";

/**
 * An identity as policies write it, without its scheme. All rules of one decision ask for the same identity, so its
 * text is made once.
 */
export function principalOf(identity: Identity): string {
  if (identity === lastIdentity) return lastPrincipal;
  lastIdentity = identity;
  lastPrincipal = formatIdentity(identity).slice(SCHEME.length);
  return lastPrincipal;
}
