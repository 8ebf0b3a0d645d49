import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readArchive, writeArchive } from "./archive.ts";
import { FileTree } from "./file-tree.ts";
import { digestOf, packTree } from "./layer.ts";
import { encodeIndex, encodeSbom, type ImageContent } from "./oci.ts";
import { readTar } from "./read-tar.ts";
import { anImage, SETTINGS } from "./testing/an-image.ts";

const NAMES = ["mesh.example/tool:1.0", "mesh.example/other:1.0"];

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function archive(content: ImageContent, name = "image.tar") {
  const path = join(folder, name);
  await writeArchive(path, { names: NAMES, content });
  const files = await readTar(await readFile(path));
  const json = (entry: string): unknown => {
    const found = files.get(entry);
    return found?.kind === "file" ? JSON.parse(Buffer.from(found.bytes).toString()) : undefined;
  };
  return { path, files, json };
}

describe("the file of an image", () => {
  test("is the same, byte for byte, whenever it is made of the same", async () => {
    const first = await archive(await anImage(), "first.tar");
    const second = await archive(await anImage(), "second.tar");
    expect(digestOf(await readFile(second.path))).toBe(digestOf(await readFile(first.path)));
    const other = await archive(await anImage("tool 2"), "other.tar");
    expect(digestOf(await readFile(other.path))).not.toBe(digestOf(await readFile(first.path)));
  });

  test("is an OCI layout, whose every content is under its digest", async () => {
    const content = await anImage();
    const { files, json } = await archive(content);
    expect(json("oci-layout")).toEqual({ imageLayoutVersion: "1.0.0" });
    const blobs = files.entries().filter(([path, { kind }]) => path.startsWith("blobs/") && kind === "file");
    expect(blobs).toHaveLength(4);
    for (const [path, entry] of blobs) {
      if (entry.kind === "file") expect(`blobs/${digestOf(entry.bytes).replace(":", "/")}`).toBe(path);
    }
    const { digest, size } = content.manifest.descriptor;
    expect(json("index.json")).toMatchObject({
      manifests: NAMES.map((name) => ({
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest,
        size,
        platform: { os: "linux", architecture: "arm64" },
        annotations: { "io.containerd.image.name": name },
      })),
    });
  });

  test("is what Docker loads as well", async () => {
    const { files, json } = await archive(await anImage());
    const [image] = json("manifest.json") as readonly {
      Config: string;
      RepoTags: string[];
      Layers: string[];
    }[];
    expect(image?.RepoTags).toEqual(NAMES);
    for (const path of [image?.Config ?? "", ...(image?.Layers ?? [])]) expect(files.get(path)).toBeDefined();
  });

  test("says how the program is started, by whom, and what its layers unpack to", async () => {
    const { config, layers } = await anImage();
    expect(JSON.parse(Buffer.from(config.bytes).toString())).toMatchObject({
      architecture: "arm64",
      os: "linux",
      created: SETTINGS.created,
      config: { User: "1337:1337", Entrypoint: ["/usr/local/bin/tool"], Env: ["PATH=/usr/bin"] },
      rootfs: {
        type: "layers",
        diff_ids: [expect.stringMatching(/^sha256:/), expect.stringMatching(/^sha256:/)],
      },
      history: [{ created_by: "below" }, { created_by: "above" }],
    });
    expect(layers).toHaveLength(2);
  });

  test("is read back whole, and refused where a part is not what its digest says", async () => {
    const content = await anImage();
    const { path, files } = await archive(content);
    expect(await readArchive(path)).toEqual({ names: NAMES, content });
    const layer = content.layers[0]?.descriptor.digest.replace(":", "/") ?? "";
    const damaged = await readTar(await packTree(files));
    const entries = damaged.entries().map(([name, entry]) => [name, entry] as const);
    const forged = new FileTree();
    for (const [name, entry] of entries) {
      if (entry.kind === "file") forged.addFile(name, name.endsWith(layer) ? "forged" : entry.bytes);
    }
    await writeFile(path, await packTree(forged));
    await expect(readArchive(path)).rejects.toThrow("has other content");
  });
});

test("the bill of materials says of which image it is", async () => {
  const { manifest } = await anImage();
  const sbom = encodeSbom(manifest.descriptor, Buffer.from("{}"), SETTINGS.created);
  expect(JSON.parse(Buffer.from(sbom.manifest.bytes).toString())).toMatchObject({
    artifactType: "application/spdx+json",
    config: { mediaType: "application/vnd.oci.empty.v1+json", size: 2 },
    layers: [{ mediaType: "application/spdx+json" }],
    subject: { digest: manifest.descriptor.digest, size: manifest.descriptor.size },
  });
});

test("one name for all processors lists an image for each", async () => {
  const arm64 = await anImage();
  const amd64 = await anImage("tool", { ...SETTINGS, architecture: "amd64" });
  const descriptors = [amd64, arm64].map(({ manifest }) => manifest.descriptor);
  const { descriptor, bytes } = encodeIndex(descriptors, SETTINGS.labels);
  expect(descriptor.mediaType).toBe("application/vnd.oci.image.index.v1+json");
  const { manifests } = JSON.parse(Buffer.from(bytes).toString()) as { manifests: unknown };
  expect(manifests).toEqual(descriptors);
  expect(descriptors.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "arm64"]);
});
