/**
 * Makes the container images, without Docker: `npm run images -- --help`. What comes out depends on the source, on
 * package-lock.json and on the versions of the Debian packages that apt gives, and on nothing else.
 */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeArchive } from "./archive.ts";
import { type BuildSettings, type BuiltImage, buildImages } from "./build-images.ts";
import { ARCHITECTURES } from "./elf.ts";
import { IMAGES, TEST_IMAGES } from "./image-table.ts";
import { COMPRESSIONS } from "./layer.ts";

const HELP = `usage: npm run images -- [options]

Writes dist/images/<image>-<processor>.tar, for ctr images import, kind load image-archive, podman load and docker load,
and what is in each beside it, as SPDX.

--only <image>        only these: ${[...IMAGES, ...TEST_IMAGES].map(({ name }) => name).join(", ")}; may be repeated
--arch <processor>    only for these: ${ARCHITECTURES.join(", ")}; may be repeated
--hub <name>          registry and folder in front of the names of images (default ambit.local)
--tag <tag>           behind them (default: the version)
--out <folder>        instead of dist/images
--compression <name>  of layers: ${COMPRESSIONS.join(", ")} (the default is the first)
--no-cache            compress every layer anew

SOURCE_DATE_EPOCH is when images say they were made; default: when the last commit was.
`;

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const CACHE = join(REPOSITORY, "node_modules/.cache/ambit/images");
/** No registry has this name, so that nothing of somebody else's can be pulled by mistake. */
const DEFAULT_HUB = "ambit.local";

/** Where the images are unless somebody says otherwise. */
export const IMAGES_FOLDER = join(REPOSITORY, "dist/images");

/** What `images.json` says of each file. */
export interface ImageRecord {
  readonly image: string;
  readonly architecture: string;
  readonly file: string;
  readonly sbom: string;
  /** Of the manifest. */
  readonly digest: string;
  readonly names: readonly string[];
  readonly compressedBytes: number;
  readonly unpackedBytes: number;
}

/** Makes what the command line asks for. The records of what was made. */
export async function makeImages(args: readonly string[]): Promise<readonly ImageRecord[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      arch: { type: "string", multiple: true, default: [] },
      hub: { type: "string", default: DEFAULT_HUB },
      tag: { type: "string" },
      out: { type: "string", default: IMAGES_FOLDER },
      compression: { type: "string", default: COMPRESSIONS[0] },
      cache: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
    allowNegative: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return [];
  }
  const table = values.only.length === 0 ? IMAGES : [...IMAGES, ...TEST_IMAGES];
  const names = chosen(
    "--only",
    values.only,
    table.map(({ name }) => name),
  );
  const architectures = chosen("--arch", values.arch, ARCHITECTURES);
  const [compression = COMPRESSIONS[0]] = chosen("--compression", [values.compression], COMPRESSIONS);
  const { version } = JSON.parse(await readFile(join(REPOSITORY, "package.json"), "utf8")) as {
    version: string;
  };
  const settings: BuildSettings = {
    repository: REPOSITORY,
    hub: values.hub,
    tag: values.tag ?? version,
    version,
    revision: git("rev-parse", "HEAD"),
    sourceDateEpoch: Number(process.env["SOURCE_DATE_EPOCH"] ?? git("log", "-1", "--format=%ct") ?? 0),
    compression,
    cacheFolder: values.cache ? join(CACHE, "layers") : undefined,
    downloadFolder: CACHE,
  };
  const specs = table.filter(({ name }) => names.includes(name));
  const built = await Promise.all(
    architectures.map((architecture) => buildImages(specs, architecture, settings)),
  );
  const records: ImageRecord[] = [];
  for (const image of built.flat()) records.push(await writeImage(resolve(values.out), image));
  await writeFile(join(resolve(values.out), "images.json"), `${JSON.stringify(records, undefined, 2)}\n`);
  return records;
}

/** All that there are when none is named. Throws for a name that is not among them. */
function chosen<Name extends string>(
  option: string,
  given: readonly string[],
  all: readonly Name[],
): readonly Name[] {
  const words = given.flatMap((text) => text.split(","));
  const unknown = words.find((word) => !all.some((name) => name === word));
  if (unknown !== undefined) throw new Error(`${option} ${unknown}: accepted are ${all.join(", ")}`);
  return words.length === 0 ? all : all.filter((name) => words.includes(name));
}

async function writeImage(folder: string, image: BuiltImage): Promise<ImageRecord> {
  const { spec, architecture, content, layers, names, sbom } = image;
  const file = `${spec.name}-${architecture}.tar`;
  const sbomFile = `${spec.name}-${architecture}.spdx.json`;
  await mkdir(folder, { recursive: true });
  await writeArchive(join(folder, file), image);
  await writeFile(join(folder, sbomFile), sbom);
  return {
    image: spec.name,
    architecture,
    file,
    sbom: sbomFile,
    digest: content.manifest.descriptor.digest,
    names,
    compressedBytes: layers.reduce((sum, { bytes }) => sum + bytes.length, 0),
    unpackedBytes: layers.reduce((sum, { tarBytes }) => sum + tarBytes, 0),
  };
}

/** Undefined outside a work tree, such as an unpacked source archive. */
function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, {
      cwd: REPOSITORY,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}

function formatRecord({ image, architecture, compressedBytes, unpackedBytes, digest }: ImageRecord): string {
  const size = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`.padStart(9);
  return `${image.padEnd(11)} ${architecture.padEnd(6)}${size(compressedBytes)} compressed ${size(unpackedBytes)} unpacked  ${digest}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const record of await makeImages(process.argv.slice(2))) console.log(formatRecord(record));
  } catch (error) {
    console.error(`images: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
