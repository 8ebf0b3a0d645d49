import { findIdentity, formatIdentity } from "@ambit/model";
import type { TlsSession } from "@ambit/tls";
import type { ConnectionDump } from "../messages.ts";

/** Proven facts of a session, as the configuration dump shows them. */
export function tlsDump(session: TlsSession): NonNullable<ConnectionDump["tls"]> {
  const facts = session.facts();
  const identity = session.peer?.uriSans.map(findIdentity).find((candidate) => candidate !== undefined);
  return {
    version: facts.version,
    cipher: facts.cipher,
    group: facts.group,
    peerIdentity: identity === undefined ? undefined : formatIdentity(identity),
    peerSerial: facts.peerSerial,
  };
}
