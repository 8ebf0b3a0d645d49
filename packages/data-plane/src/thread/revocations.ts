/** Which certificates their issuers have revoked (CRL_PATH), as the threads know them, and who was refused for it. */
import type { CertificateId } from "@ambit/tls";
import type { RevocationList } from "@ambit/tls/revocation";
import type { Reporter } from "../messages.ts";

/** Nothing is revoked until `replace`. */
export class Revocations {
  /** Serial numbers by issuer. */
  #revoked = new Map<string, Set<string>>();
  #rejections: Record<Reporter, number> = { source: 0, destination: 0 };

  /** From here on only what these lists say counts. Several may be of one issuer. */
  replace(lists: readonly RevocationList[]): void {
    const revoked = new Map<string, Set<string>>();
    for (const { issuer, serials } of lists) {
      const known = revoked.get(issuer);
      if (known === undefined) revoked.set(issuer, new Set(serials));
      else for (const serial of serials) known.add(serial);
    }
    this.#revoked = revoked;
  }

  /** Whether a certificate of the chain is revoked. One whose issuer has no list is not (as ztunnel). */
  isRevoked(chain: readonly CertificateId[]): boolean {
    if (this.#revoked.size === 0) return false;
    return chain.some(({ issuer, serial }) => this.#revoked.get(issuer)?.has(serial) === true);
  }

  /** A handshake was refused; `reporter` is our side of it. */
  countRejection(reporter: Reporter): void {
    this.#rejections[reporter]++;
  }

  /** Hands out what was counted since the last call. */
  takeRejections(): Readonly<Record<Reporter, number>> {
    const taken = this.#rejections;
    this.#rejections = { source: 0, destination: 0 };
    return taken;
  }
}
