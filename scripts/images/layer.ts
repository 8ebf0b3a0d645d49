/** Layers: a tree as a tar file that depends on nothing but the tree, compressed. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { constants, gzip, zstdCompress } from "node:zlib";
import { pack } from "tar-stream";
import type { FileTree, TreeEntry } from "./file-tree.ts";

export const COMPRESSIONS = ["zstd", "gzip", "none"] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export interface Layer {
  /** For the image's history. */
  readonly title: string;
  readonly mediaType: string;
  /** Compressed. */
  readonly bytes: Uint8Array;
  /** Of the tar file. */
  readonly diffId: string;
  readonly tarBytes: number;
}

export interface CompressionOptions {
  readonly compression: Compression;
  /** Where compressed layers are kept, by what is in them; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
}

/** The same files are the same layer, whenever it is made: whoever has it of an earlier version needs no other. */
const MODIFIED = new Date(0);

const MEDIA_TYPE = {
  zstd: "application/vnd.oci.image.layer.v1.tar+zstd",
  gzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  // For images that do not leave the machine: packing takes longer than all else.
  none: "application/vnd.oci.image.layer.v1.tar",
} as const satisfies Record<Compression, string>;

/** The highest of zstd whose window every reader takes without being asked to. */
const ZSTD_LEVEL = 19;

export async function makeLayer(title: string, tree: FileTree, options: CompressionOptions): Promise<Layer> {
  const tar = await packTree(tree);
  const diffId = digestOf(tar);
  const bytes = await compressOnce(tar, diffId, options);
  return { title, mediaType: MEDIA_TYPE[options.compression], bytes, diffId, tarBytes: tar.length };
}

/** Another version of a library may make other bytes of the same. */
const COMPRESSOR = {
  zstd: `zstd-${process.versions["zstd"] ?? ""}-${ZSTD_LEVEL}`,
  gzip: `gzip-${process.versions.zlib}-${constants.Z_BEST_COMPRESSION}`,
  none: "none",
} as const satisfies Record<Compression, string>;

/** A tar file of everything in the tree, in the order of its paths. */
export async function packTree(tree: FileTree): Promise<Uint8Array> {
  const packed = pack();
  for (const [name, entry] of tree.entries()) addEntry(packed, name, entry);
  packed.finalize();
  return buffer(packed);
}

/** As registries and layouts name content. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

function addEntry(packed: ReturnType<typeof pack>, name: string, entry: TreeEntry): void {
  const common = { name, mtime: MODIFIED, uid: 0, gid: 0 };
  switch (entry.kind) {
    case "folder":
      packed.entry({ ...common, name: `${name}/`, type: "directory", mode: entry.mode });
      return;
    case "link":
      packed.entry({ ...common, type: "symlink", mode: 0o777, linkname: entry.target });
      return;
    case "file":
      packed.entry({ ...common, type: "file", mode: entry.mode, size: entry.bytes.length }, entry.bytes);
      return;
  }
}

async function compressOnce(
  tar: Uint8Array,
  diffId: string,
  { compression, cacheFolder }: CompressionOptions,
): Promise<Uint8Array> {
  if (cacheFolder === undefined || compression === "none") return compress(tar, compression);
  const path = join(cacheFolder, `${diffId.replace(":", "-")}.${COMPRESSOR[compression]}`);
  if (existsSync(path)) return readFile(path);
  const bytes = await compress(tar, compression);
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(`${path}.${process.pid}`, bytes);
  await rename(`${path}.${process.pid}`, path);
  return bytes;
}

function compress(tar: Uint8Array, compression: Compression): Promise<Uint8Array> {
  if (compression === "none") return Promise.resolve(tar);
  if (compression === "gzip") return promisify(gzip)(tar, { level: constants.Z_BEST_COMPRESSION });
  const params = {
    [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL,
    [constants.ZSTD_c_checksumFlag]: 1,
  };
  return promisify(zstdCompress)(tar, { params, pledgedSrcSize: tar.length });
}
