/** The CA as it is at the moment, for everybody who signs with it or hands out its roots. */
import type { CertificateAuthority } from "@ambit/identity";

/** What a source of CA material found. */
export interface AuthorityMaterial {
  readonly authority: CertificateAuthority;
  /** Tells whether two are the same: changes with certificate, chain and roots. */
  readonly fingerprint: string;
  /** Revocation list of a plugged-in CA, PEM; empty without one. */
  readonly crlPem: string;
}

/** Undefined until a source has found the CA. */
export class MeshAuthority {
  readonly #listeners = new Set<(material: AuthorityMaterial) => void>();
  #material: AuthorityMaterial | undefined;

  get current(): CertificateAuthority | undefined {
    return this.#material?.authority;
  }

  get material(): AuthorityMaterial | undefined {
    return this.#material;
  }

  /** The whole trust bundle as one text; empty before there is a CA. */
  get rootsPem(): string {
    return this.current?.rootsPem.join("") ?? "";
  }

  /** Tells the listeners if it is another one than before. */
  set(material: AuthorityMaterial): boolean {
    if (this.#material?.fingerprint === material.fingerprint) return false;
    this.#material = material;
    for (const listener of this.#listeners) listener(material);
    return true;
  }

  /** Calls after each change until disposed. */
  onChange(listener: (material: AuthorityMaterial) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
