/** Images as the OCI image specification 1.1 has them: bytes that name each other by digest. */
import type { Architecture } from "./elf.ts";
import { digestOf, type Layer } from "./layer.ts";

export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
export const INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
export const SPDX_TYPE = "application/spdx+json";
const CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
const EMPTY_TYPE = "application/vnd.oci.empty.v1+json";

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** Content, and how others name it. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** A manifest with all that it names. */
export interface ImageContent {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

export interface ImageSettings {
  readonly architecture: Architecture;
  /** ISO 8601 */
  readonly created: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The image of these layers, the lowest first. */
export function encodeImage(settings: ImageSettings, layers: readonly Layer[]): ImageContent {
  const { architecture, created, labels } = settings;
  const config = jsonBlob(CONFIG_TYPE, {
    created,
    architecture,
    os: "linux",
    config: {
      User: settings.user,
      Env: Object.entries(settings.environment).map(([name, value]) => `${name}=${value}`),
      Entrypoint: settings.entrypoint,
      WorkingDir: "/",
      Labels: labels,
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ title }) => ({ created, created_by: title })),
  });
  const blobs = layers.map(({ mediaType, bytes }) => blobOf(mediaType, bytes));
  const manifest = jsonBlob(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: config.descriptor,
    layers: blobs.map(({ descriptor }) => descriptor),
    annotations: labels,
  });
  const platform = { architecture, os: "linux" };
  return {
    manifest: { ...manifest, descriptor: { ...manifest.descriptor, platform } },
    config,
    layers: blobs,
  };
}

/** One name for the images of several processors. */
export function encodeIndex(
  manifests: readonly Descriptor[],
  labels: Readonly<Record<string, string>>,
): Blob {
  return jsonBlob(INDEX_TYPE, {
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: manifests.map(({ annotations: _names, ...manifest }) => manifest),
    annotations: labels,
  });
}

/** A list of bills of materials and the like, for registries that do not keep one themselves. */
export function encodeReferrers(manifests: readonly Descriptor[]): Blob {
  return jsonBlob(INDEX_TYPE, { schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
}

/** A bill of materials that says of which image it is. */
export function encodeSbom(subject: Descriptor, sbom: Uint8Array, created: string): ImageContent {
  const { mediaType, digest, size } = subject;
  const config = blobOf(EMPTY_TYPE, Buffer.from("{}"));
  const layer = blobOf(SPDX_TYPE, sbom);
  const annotations = { "org.opencontainers.image.created": created };
  const manifest = jsonBlob(MANIFEST_TYPE, {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: SPDX_TYPE,
    config: config.descriptor,
    layers: [layer.descriptor],
    subject: { mediaType, digest, size },
    annotations,
  });
  const descriptor = { ...manifest.descriptor, artifactType: SPDX_TYPE, annotations };
  return { manifest: { ...manifest, descriptor }, config, layers: [layer] };
}

export function blobOf(mediaType: string, bytes: Uint8Array): Blob {
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  return blobOf(mediaType, Buffer.from(JSON.stringify(value)));
}
