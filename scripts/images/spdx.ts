/** What an image is made of, as an SPDX 2.3 document (https://spdx.github.io/spdx-spec/v2.3/). */
import { createHash } from "node:crypto";
import type { Architecture } from "./elf.ts";

/** One part. */
export interface Component {
  readonly name: string;
  readonly version: string;
  /** Package URL: names it across all kinds of packages. */
  readonly purl: string;
  /** An SPDX expression; undefined where only the licence texts say. */
  readonly license?: string | undefined;
  readonly checksum?: { readonly algorithm: "SHA256" | "SHA512"; readonly value: string };
  readonly comment?: string;
}

export interface SbomOptions {
  readonly image: string;
  readonly version: string;
  readonly architecture: Architecture;
  /** ISO 8601 without fractions. */
  readonly created: string;
  readonly components: readonly Component[];
}

const ROOT_ID = "SPDXRef-image";
const UNKNOWN = "NOASSERTION";

/** The document; the same components make the same bytes. */
export function formatSpdx({ image, version, architecture, created, components }: SbomOptions): string {
  const sorted = [...components].sort((left, right) => (left.purl < right.purl ? -1 : 1));
  const packages = sorted.map(packageOf);
  const name = `${image}-${version}-${architecture}`;
  const identity = createHash("sha256")
    .update(JSON.stringify([name, packages]))
    .digest("hex");
  const root = {
    SPDXID: ROOT_ID,
    name: image,
    versionInfo: version,
    primaryPackagePurpose: "CONTAINER",
    downloadLocation: UNKNOWN,
    filesAnalyzed: false,
    licenseConcluded: UNKNOWN,
    licenseDeclared: "Apache-2.0",
    copyrightText: UNKNOWN,
  };
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name,
    // Has to be unique and need not be an address.
    documentNamespace: `urn:ambit:sbom:${name}:${identity}`,
    creationInfo: { created, creators: ["Tool: ambit-images"] },
    packages: [root, ...packages],
    relationships: [
      relationship("SPDXRef-DOCUMENT", "DESCRIBES", ROOT_ID),
      ...packages.map(({ SPDXID }) => relationship(ROOT_ID, "CONTAINS", SPDXID)),
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** `pkg:deb/debian/libc6@2.36-9?arch=amd64`, with every part encoded. */
export function debPurl(
  {
    name,
    version,
    distribution,
  }: { readonly name: string; readonly version: string; readonly distribution: string },
  architecture: Architecture,
): string {
  return `pkg:deb/${distribution}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`;
}

/** `pkg:npm/%40scope/name@1.2.3`. */
export function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
}

function packageOf({ name, version, purl, license, checksum, comment }: Component) {
  return {
    SPDXID: `SPDXRef-${createHash("sha256").update(purl).digest("hex").slice(0, 16)}`,
    name,
    versionInfo: version,
    downloadLocation: UNKNOWN,
    filesAnalyzed: false,
    licenseConcluded: UNKNOWN,
    licenseDeclared: license ?? UNKNOWN,
    copyrightText: UNKNOWN,
    ...(checksum === undefined
      ? {}
      : { checksums: [{ algorithm: checksum.algorithm, checksumValue: checksum.value }] }),
    ...(comment === undefined ? {} : { comment }),
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
  };
}

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
