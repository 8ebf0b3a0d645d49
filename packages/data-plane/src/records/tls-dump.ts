import type { TlsFacts } from "@ambit/tls";
import type { TlsDump } from "../messages.ts";
import { provenIdentities } from "../thread/peer-check.ts";

/** Proven facts of a session, as the configuration dump shows them. */
export function tlsDump(facts: TlsFacts): TlsDump {
  return {
    version: facts.version,
    cipher: facts.cipher,
    group: facts.group,
    peerIdentity: provenIdentities(facts.peerUriSans),
    peerSerial: facts.peerSerial,
  };
}
