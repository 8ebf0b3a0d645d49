/** A CA from files (Istio's Secret `cacerts`, mounted), in either of the two layouts. Pure: files come as texts. */
import { createHash } from "node:crypto";
import { CertificateAuthority } from "@ambit/identity";
import { CaError } from "./ca-error.ts";
import type { AuthorityMaterial } from "./mesh-authority.ts";

/** The text of a file of the CA's folder; undefined if it is not there. */
export type ReadCaFile = (name: string) => string | undefined;

interface Layout {
  readonly certificate: string;
  readonly key: string;
  /** Certificates between the signing one and the root. */
  readonly chain: string | undefined;
  readonly roots: string;
}

const LAYOUTS: readonly Layout[] = [
  { certificate: "ca-cert.pem", key: "ca-key.pem", chain: "cert-chain.pem", roots: "root-cert.pem" },
  { certificate: "tls.crt", key: "tls.key", chain: undefined, roots: "ca.crt" },
];

const CRL = "ca-crl.pem";

/**
 * The CA; undefined when the folder has no key of either layout. Throws CaError for a CA that is there in part, or that
 * cannot be used: a start without it would make a second root for the mesh.
 */
export function readPluggedCa(read: ReadCaFile, nowMs: number): AuthorityMaterial | undefined {
  const layout = LAYOUTS.find(({ key }) => read(key) !== undefined);
  if (layout === undefined) return undefined;
  const texts = readAll(layout, read);
  try {
    const authority = CertificateAuthority.fromPem(texts.certificate, texts.key, {
      nowMs,
      chainPem: texts.chain,
      rootsPem: texts.roots,
    });
    const crlPem = read(CRL) ?? "";
    const parts = [texts.certificate, texts.chain, texts.roots, crlPem, texts.key];
    const fingerprint = createHash("sha256").update(parts.join("\u0000")).digest("hex");
    return { authority, fingerprint, crlPem };
  } catch (cause) {
    throw new CaError("bad-plugged-ca", `the CA of ${layout.certificate} and ${layout.key} cannot be used`, {
      cause,
    });
  }
}

/** Whether a running mesh may change over: roots may come or go, but none may be exchanged in one step. */
export function checkRootChange(
  present: AuthorityMaterial,
  next: AuthorityMaterial,
  options: { readonly mayChange: boolean },
): void {
  const grows = contains(next.authority.rootsPem, present.authority.rootsPem);
  const shrinks = contains(present.authority.rootsPem, next.authority.rootsPem);
  if (grows && shrinks) return;
  if (!options.mayChange) {
    throw new CaError(
      "root-changed",
      "the roots are others, which needs a restart or ISTIO_MULTIROOT_MESH=true",
    );
  }
  if (!grows && !shrinks) {
    throw new CaError(
      "root-changed",
      "roots were exchanged: add the new ones first, and take the old ones away later",
    );
  }
}

function contains(all: readonly string[], part: readonly string[]): boolean {
  return part.every((root) => all.includes(root));
}

function readAll(layout: Layout, read: ReadCaFile) {
  const names = [layout.certificate, layout.key, layout.chain, layout.roots].filter(
    (name) => name !== undefined,
  );
  const missing = names.filter((name) => (read(name) ?? "").trim() === "");
  if (missing.length > 0) {
    throw new CaError("bad-plugged-ca", `the CA's folder lacks ${missing.join(", ")}`);
  }
  const text = (name: string): string => read(name) ?? "";
  return {
    certificate: text(layout.certificate),
    key: text(layout.key),
    chain: layout.chain === undefined ? "" : text(layout.chain),
    roots: text(layout.roots),
  };
}
