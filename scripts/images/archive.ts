/**
 * An image as one tar file that everything takes: an OCI layout, which containerd, kind, podman and skopeo read, with
 * Docker's own list of contents beside it. The same image makes the same file.
 */
import { createWriteStream } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import type { FileTree } from "./file-tree.ts";
import { digestOf } from "./layer.ts";
import { type Blob, blobOf, type Descriptor, type ImageContent, INDEX_TYPE } from "./oci.ts";
import { readTar } from "./read-tar.ts";

/** The name under which containerd and kind find the image. */
const CONTAINERD_NAME = "io.containerd.image.name";
const REFERENCE_NAME = "org.opencontainers.image.ref.name";

/** An image and its names, such as `registry.example/ztunnel:1.0`. */
export interface NamedImage {
  readonly names: readonly string[];
  readonly content: ImageContent;
}

export async function writeArchive(path: string, { names, content }: NamedImage): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const packed = pack();
  const written = pipeline(packed, createWriteStream(path));
  for (const [name, bytes] of archiveFiles({ names, content })) {
    packed.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, size: bytes.length }, bytes);
  }
  packed.finalize();
  await written;
}

/** The image of a file that `writeArchive` has made. Throws when a part is missing or is not what its digest says. */
export async function readArchive(path: string): Promise<NamedImage> {
  const files = await readTar(await readFile(path));
  const index = parseJson<{ manifests: readonly Descriptor[] }>(requireFile(files, "index.json"));
  const [first] = index.manifests;
  if (first === undefined) throw new Error(`${path} has no image`);
  const names = index.manifests.map(({ annotations = {} }) => annotations[CONTAINERD_NAME] ?? "");
  const { annotations: _name, ...descriptor } = first;
  const manifest = readBlob(files, descriptor);
  const { config, layers } = parseJson<{ config: Descriptor; layers: readonly Descriptor[] }>(manifest.bytes);
  return {
    names,
    content: {
      manifest,
      config: readBlob(files, config),
      layers: layers.map((layer) => readBlob(files, layer)),
    },
  };
}

function archiveFiles({ names, content }: NamedImage): readonly (readonly [string, Uint8Array])[] {
  const { manifest, config, layers } = content;
  const blobs = new Map([...layers, config, manifest].map((blob) => [blobPath(blob.descriptor), blob.bytes]));
  const index = {
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: names.map((name) => ({
      ...manifest.descriptor,
      annotations: { [CONTAINERD_NAME]: name, [REFERENCE_NAME]: name },
    })),
  };
  const docker = [
    {
      Config: blobPath(config.descriptor),
      RepoTags: names,
      Layers: layers.map(({ descriptor }) => blobPath(descriptor)),
    },
  ];
  return [
    ["oci-layout", jsonBytes({ imageLayoutVersion: "1.0.0" })],
    ["index.json", jsonBytes(index)],
    ["manifest.json", jsonBytes(docker)],
    ...[...blobs].sort(([left], [right]) => (left < right ? -1 : 1)),
  ];
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function readBlob(files: FileTree, descriptor: Descriptor): Blob {
  const bytes = requireFile(files, blobPath(descriptor));
  if (digestOf(bytes) !== descriptor.digest) throw new Error(`${descriptor.digest} has other content`);
  return { ...blobOf(descriptor.mediaType, bytes), descriptor };
}

function requireFile(files: FileTree, path: string): Uint8Array {
  const entry = files.get(path);
  if (entry?.kind !== "file") throw new Error(`${path} is missing`);
  return entry.bytes;
}

function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function parseJson<T>(bytes: Uint8Array): T {
  return JSON.parse(Buffer.from(bytes).toString()) as T;
}
