import { expect, test } from "vitest";
import { debPurl, formatSpdx, npmPurl, type SbomOptions } from "./spdx.ts";

const LIBSTDCXX = {
  name: "libstdc++6",
  version: "12.2.0-14+deb12u1",
  purl: debPurl({ name: "libstdc++6", version: "12.2.0-14+deb12u1", distribution: "debian" }, "arm64"),
  checksum: { algorithm: "SHA256", value: "ab" },
} as const;
const YAML = { name: "yaml", version: "2.9.1", purl: npmPurl("yaml", "2.9.1"), license: "ISC" };

const OPTIONS: SbomOptions = {
  image: "ztunnel",
  version: "1.0.0",
  architecture: "arm64",
  created: "2026-01-02T03:04:05Z",
  components: [YAML, LIBSTDCXX],
};

interface Document {
  readonly packages: readonly Readonly<Record<string, unknown>>[];
  readonly relationships: readonly Readonly<Record<string, string>>[];
}

const parse = (text: string) => JSON.parse(text) as Document & Readonly<Record<string, unknown>>;

test("a bill of materials has what SPDX 2.3 demands of a document and of each package", () => {
  const document = parse(formatSpdx(OPTIONS));
  expect(document).toMatchObject({
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: "ztunnel-1.0.0-arm64",
    creationInfo: { created: "2026-01-02T03:04:05Z", creators: ["Tool: ambit-images"] },
  });
  expect(document["documentNamespace"]).toMatch(/^urn:[^#]+$/);
  for (const part of document.packages) {
    expect(part).toMatchObject({ name: expect.any(String), downloadLocation: "NOASSERTION" });
    expect(part["SPDXID"]).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  }
});

test("it names every component by its package URL, and says that the image contains it", () => {
  const { packages, relationships } = parse(formatSpdx(OPTIONS));
  const ids = packages.map(({ SPDXID }) => SPDXID);
  expect(new Set(ids).size).toBe(3);
  const contained = relationships.filter(({ relationshipType }) => relationshipType === "CONTAINS");
  expect(contained.map(({ relatedSpdxElement }) => relatedSpdxElement)).toEqual(ids.slice(1));
  expect(packages[1]).toMatchObject({
    name: "libstdc++6",
    licenseDeclared: "NOASSERTION",
    checksums: [{ algorithm: "SHA256", checksumValue: "ab" }],
    externalRefs: [
      {
        referenceLocator: "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=arm64",
        referenceType: "purl",
      },
    ],
  });
  expect(packages[2]).toMatchObject({ name: "yaml", licenseDeclared: "ISC" });
  expect(npmPurl("@grpc/grpc-js", "1.2.3")).toBe("pkg:npm/%40grpc/grpc-js@1.2.3");
});

test("the same components make the same text in any order, and others another name", () => {
  const text = formatSpdx(OPTIONS);
  expect(formatSpdx({ ...OPTIONS, components: [LIBSTDCXX, YAML] })).toBe(text);
  const other = formatSpdx({ ...OPTIONS, components: [LIBSTDCXX] });
  expect(parse(other)["documentNamespace"]).not.toBe(parse(text)["documentNamespace"]);
});
