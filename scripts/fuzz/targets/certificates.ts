/** Certificates, requests and lists of revoked ones, as far as they are read by us and not by OpenSSL. */
import { findIdentity, ModelError, parseIdentity } from "@ambit/model";
import fc from "fast-check";
import { decodeCertificates } from "../../../packages/identity/src/certificate-text.ts";
import { createCsr, decodeCsr } from "../../../packages/identity/src/csr.ts";
import { IdentityError } from "../../../packages/identity/src/identity-error.ts";
import { encodePem } from "../../../packages/identity/src/pem.ts";
import { generateKey } from "../../../packages/identity/src/workload-key.ts";
import { findSubjectKeyIdentifier, readSubject, readUriSans } from "../../../packages/identity/src/x509.ts";
import { parseCertificateId } from "../../../packages/tls/src/certificate-id.ts";
import { parseLeaf } from "../../../packages/tls/src/leaf.ts";
import { parseRevocationLists } from "../../../packages/tls/src/revocation-list.ts";
import { pem, TestAuthority } from "../../../packages/tls/src/testing/index.ts";
import { TlsError } from "../../../packages/tls/src/tls-error.ts";
import { bytesOf, type FuzzTarget, refuses, textOf } from "../fuzz-target.ts";

const ROOT = TestAuthority.root();
const IDENTITY = "spiffe://cluster.local/ns/shop/sa/cart";
const LEAVES = [
  ROOT.leaf({ uriSans: [IDENTITY] }),
  ROOT.leaf({ uriSans: [] }),
  ROOT.leaf({ uriSans: [IDENTITY, "https://example.com/", "spiffe://other/ns/a/sa/b"] }),
].map(({ certificateDer }) => certificateDer);
const LISTS = [[], ["1"], ["1", "2", "340282366920938463463374607431768211455"]].map((serials) =>
  ROOT.revocationList(serials),
);
const CSR = createCsr(parseIdentity(IDENTITY), generateKey());

/** Tag, length and content, nested; the outer ones as certificates begin. */
const der: fc.Arbitrary<Uint8Array> = fc.letrec<{ node: Uint8Array }>((tie) => ({
  node: fc
    .tuple(
      fc.constantFrom(0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0x0c, 0x17, 0x18, 0xa0, 0xa3, 0x86, 0x01, 0x1f),
      fc.oneof(
        { maxDepth: 5, depthSize: "small" },
        fc.uint8Array({ maxLength: 12 }),
        fc
          .array(tie("node"), { maxLength: 5 })
          .map((nodes) => Uint8Array.from(nodes.flatMap((node) => [...node]))),
      ),
    )
    .map(([tag, content]) => Uint8Array.from([tag, ...derLength(content.length), ...content])),
})).node;

function derLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const identityText = fc
  .array(
    fc.oneof(
      fc.constantFrom("spiffe://", "/ns/", "/sa/", "cluster.local", "a", "%2f", ".."),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => bytesOf(parts.join("")));

export const CERTIFICATE_TARGETS: readonly FuzzTarget[] = [
  { name: "certificate", corpus: LEAVES, structured: der, run: readCertificate },
  {
    name: "revocation-list",
    corpus: [...LISTS, ...LISTS.map((list) => bytesOf(pem("X509 CRL", list)))],
    structured: der,
    run: (input) => refuses([TlsError], () => parseRevocationLists(input)),
  },
  {
    name: "csr",
    corpus: [bytesOf(CSR)],
    structured: der.map((bytes) => bytesOf(encodePem("CERTIFICATE REQUEST", bytes))),
    run: (input) => refuses([IdentityError], () => decodeCsr(textOf(input))),
  },
  {
    name: "certificate-pem",
    corpus: LEAVES.map((leaf) => bytesOf(encodePem("CERTIFICATE", leaf))),
    structured: der.map((bytes) => bytesOf(encodePem("CERTIFICATE", bytes))),
    run: (input) => refuses([IdentityError], () => decodeCertificates(textOf(input))),
  },
  {
    name: "spiffe-identity",
    corpus: [bytesOf(IDENTITY)],
    structured: identityText,
    run: readIdentity,
  },
];

/** Two readers of the same names: neither may find an identity that the other does not. */
function readCertificate(input: Uint8Array): void {
  refuses([TlsError], () => parseCertificateId(input));
  refuses([IdentityError], () => readSubject(input));
  refuses([IdentityError], () => findSubjectKeyIdentifier(input));
  let strict: readonly string[] | undefined;
  let lenient: readonly string[] | undefined;
  refuses([IdentityError], () => (strict = readUriSans(input)));
  refuses([TlsError], () => (lenient = parseLeaf(input).uriSans));
  if (strict === undefined || lenient === undefined) return;
  const [left, right] = [strict, lenient].map((names) =>
    names.filter((name) => findIdentity(name) !== undefined),
  );
  if (JSON.stringify(left) !== JSON.stringify(right)) {
    throw new Error(`one reads ${JSON.stringify(left)}, the other ${JSON.stringify(right)}`);
  }
}

function readIdentity(input: Uint8Array): void {
  const text = textOf(input);
  const found = findIdentity(text);
  let parsed: unknown;
  refuses([ModelError], () => (parsed = parseIdentity(text)));
  if (JSON.stringify(parsed) !== JSON.stringify(found)) throw new Error("two readers, two identities");
}
