/** From the table to finished images. What images of a processor have in common is made once. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleApp } from "../bundle-app.ts";
import { appTree } from "./app-layer.ts";
import type { NamedImage } from "./archive.ts";
import { baseTree } from "./base-layer.ts";
import { type DebianFiles, fetchDebian } from "./debian.ts";
import type { Architecture } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { BASE_PACKAGES, type DebianPart, IMAGES, type ImageSpec, NODE_PACKAGE, PATH } from "./image-table.ts";
import { type CompressionOptions, type Layer, makeLayer } from "./layer.ts";
import { fetchNpmPackage, type LockEntries, type LockedPackage, parseLock } from "./npm-package.ts";
import { encodeImage } from "./oci.ts";
import { addLibraries, findCopyright, packagesIn, pickFiles } from "./pick-files.ts";
import { type Component, debPurl, formatSpdx, npmPurl } from "./spdx.ts";

export interface BuildSettings extends CompressionOptions {
  readonly repository: string;
  readonly hub: string;
  readonly tag: string;
  readonly version: string;
  /** Of the source; undefined outside a work tree. */
  readonly revision: string | undefined;
  /** Seconds since 1970: when images say they were made. */
  readonly sourceDateEpoch: number;
  /** For packages that were fetched. */
  readonly downloadFolder: string;
}

/** One image for one processor. */
export interface BuiltImage extends NamedImage {
  readonly spec: ImageSpec;
  readonly architecture: Architecture;
  readonly layers: readonly Layer[];
  /** SPDX */
  readonly sbom: string;
}

/** What is the same for all images of a processor. */
interface Common {
  readonly architecture: Architecture;
  readonly debian: DebianFiles;
  readonly lock: LockEntries;
  readonly base: FileTree;
  readonly baseLayer: Layer;
  readonly distribution: string;
}

/** All of these images for one processor, in the order of the table. */
export async function buildImages(
  specs: readonly ImageSpec[],
  architecture: Architecture,
  settings: BuildSettings,
): Promise<readonly BuiltImage[]> {
  const common = await makeCommon(architecture, settings);
  const images: BuiltImage[] = [];
  for (const spec of specs) images.push(await buildImage(spec, common, settings));
  return images;
}

async function makeCommon(architecture: Architecture, settings: BuildSettings): Promise<Common> {
  // All at once, so that every image of a build has the same versions.
  const names = IMAGES.flatMap(({ debian }) => debian.flatMap(({ packages }) => packages));
  const debian = await fetchDebian(
    [...new Set([...BASE_PACKAGES, ...names])],
    architecture,
    settings.downloadFolder,
  );
  const lock = parseLock(await readFile(join(settings.repository, "package-lock.json"), "utf8"));
  const node = await fetchNpmPackage(nodePackage(lock, architecture), settings.downloadFolder);
  const base = baseTree({ architecture, node, debian });
  addCopyrights(base, debian);
  const osRelease = await readFile("/etc/os-release", "utf8").catch(() => "");
  return {
    architecture,
    debian,
    lock,
    base,
    baseLayer: await makeLayer("Node.js and the libraries it needs", base, settings),
    distribution: /^ID=(\w+)$/m.exec(osRelease)?.[1] ?? "debian",
  };
}

async function buildImage(spec: ImageSpec, common: Common, settings: BuildSettings): Promise<BuiltImage> {
  const { architecture, base, lock } = common;
  const parts = spec.debian.map((part) => ({ title: part.title, tree: debianTree(part, common) }));
  const bundle = await mkdtemp(join(tmpdir(), "ambit-image-"));
  try {
    const modules = await bundleApp(spec.app, bundle);
    const { repository, downloadFolder: cacheFolder } = settings;
    const app = await appTree({ spec, architecture, repository, bundle, modules, lock, cacheFolder });
    // What npm packages are linked with.
    addLibraries(app.tree, common.debian, { architecture, below: base });
    const trees = [base, ...parts.map(({ tree }) => tree), app.tree];
    const sbom = formatSpdx({
      image: spec.name,
      version: settings.version,
      architecture,
      created: isoTime(settings.sourceDateEpoch),
      components: componentsOf(trees, app.packages, common),
    });
    app.tree.addFile(`usr/share/sbom/${spec.name}.spdx.json`, sbom);
    const layers = [common.baseLayer];
    for (const { title, tree } of [...parts, { title: `Ambit's ${spec.name}`, tree: app.tree }]) {
      layers.push(await makeLayer(title, tree, settings));
    }
    const content = encodeImage(imageSettings(spec, architecture, settings), layers);
    const names = [spec.name, ...spec.aliases].map((name) => `${settings.hub}/${name}:${settings.tag}`);
    return { spec, architecture, layers, names, content, sbom };
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

function debianTree({ files }: DebianPart, { architecture, debian, base }: Common): FileTree {
  const tree = new FileTree();
  pickFiles(tree, debian, files);
  addLibraries(tree, debian, { architecture, below: base });
  addCopyrights(tree, debian);
  return tree;
}

function addCopyrights(tree: FileTree, debian: DebianFiles): void {
  for (const name of packagesIn(tree, debian)) {
    const text = findCopyright(debian, name);
    if (text === undefined) throw new Error(`the package ${name} says nothing of its licences`);
    tree.addFile(`usr/share/doc/${name}/copyright`, text);
  }
}

function componentsOf(
  trees: readonly FileTree[],
  npm: readonly LockedPackage[],
  { debian, architecture, distribution, lock }: Common,
): readonly Component[] {
  const debs = new Set(trees.flatMap((tree) => packagesIn(tree, debian)));
  return [
    ...[...debian.packages.values()]
      .filter(({ name }) => debs.has(name))
      .map((deb) => ({
        name: deb.name,
        version: deb.version,
        purl: debPurl({ ...deb, distribution }, architecture),
        checksum: { algorithm: "SHA256", value: deb.sha256 } as const,
        comment: `built from the source package ${deb.source}`,
      })),
    {
      ...npmComponent(nodePackage(lock, architecture)),
      comment: "bin/node of this package, without sections that are not loaded",
    },
    ...npm.map(npmComponent),
  ];
}

function npmComponent({ name, version, integrity, license }: LockedPackage): Component {
  const sum = /^sha512-(.+)$/.exec(integrity)?.[1];
  return {
    name,
    version,
    purl: npmPurl(name, version),
    license,
    ...(sum === undefined
      ? {}
      : { checksum: { algorithm: "SHA512", value: Buffer.from(sum, "base64").toString("hex") } as const }),
  };
}

function nodePackage(lock: LockEntries, architecture: Architecture): LockedPackage {
  const name = NODE_PACKAGE[architecture];
  const locked = lock.get(`node_modules/${name}`);
  if (locked === undefined) throw new Error(`package-lock.json has no ${name}`);
  return locked;
}

function imageSettings(spec: ImageSpec, architecture: Architecture, settings: BuildSettings) {
  const { version, revision, sourceDateEpoch } = settings;
  const created = isoTime(sourceDateEpoch);
  return {
    architecture,
    created,
    user: spec.user,
    entrypoint: [`/usr/local/bin/${spec.program}`],
    environment: { PATH },
    labels: {
      "org.opencontainers.image.created": created,
      "org.opencontainers.image.description": spec.description,
      "org.opencontainers.image.licenses": "Apache-2.0",
      ...(revision === undefined ? {} : { "org.opencontainers.image.revision": revision }),
      "org.opencontainers.image.title": spec.name,
      "org.opencontainers.image.version": version,
    },
  };
}

/** Without fractions, as SPDX has it. */
export function isoTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
