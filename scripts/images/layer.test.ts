import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { FileTree } from "./file-tree.ts";
import { digestOf, makeLayer, packTree } from "./layer.ts";
import { readTar } from "./read-tar.ts";

const LONG_NAME = `usr/share/${"a-long-name/".repeat(20)}file`;

function aTree(order: "forwards" | "backwards" = "forwards"): FileTree {
  const tree = new FileTree();
  const steps = [
    () => tree.addFile("usr/bin/tool", "tool", 0o755),
    () => tree.add("usr/bin/alias", { kind: "link", target: "tool" }),
    () => tree.add("tmp", { kind: "folder", mode: 0o1777 }),
    () => tree.addFile(LONG_NAME, "deep"),
  ];
  for (const step of order === "forwards" ? steps : steps.toReversed()) step();
  return tree;
}

const UNCACHED = { compression: "zstd", cacheFolder: undefined } as const;

test("a layer depends on nothing but the files in it", async () => {
  const layer = await makeLayer("a layer", aTree(), UNCACHED);
  const again = await makeLayer("a layer", aTree("backwards"), UNCACHED);
  expect(digestOf(again.bytes)).toBe(digestOf(layer.bytes));
  // A version of the package that writes tar may not change it: registries and nodes have these layers.
  expect(layer.diffId).toBe("sha256:32995e617b5463df26fcb64f7599c75ab296544b53f6efd2ee20397fb1e64572");
  const other = await makeLayer("a layer", aTree().addFile("etc/more", ""), UNCACHED);
  expect(other.diffId).not.toBe(layer.diffId);
});

test("what is read of a layer is what was put in: names, modes, links, everything root's and from 1970", async () => {
  const tar = await packTree(aTree());
  const tree = await readTar(tar);
  expect(tree.get("usr/bin/tool")).toEqual({ kind: "file", bytes: Buffer.from("tool"), mode: 0o755 });
  expect(tree.get("usr/bin/alias")).toEqual({ kind: "link", target: "tool" });
  expect(tree.get(LONG_NAME)).toMatchObject({ bytes: Buffer.from("deep") });
  const header = Buffer.from(tar).toString("latin1", 0, 512);
  expect(header.slice(0, 5)).toBe("tmp/\0");
  expect(header.slice(100, 107)).toBe("001777 ");
  expect([header.slice(108, 115), header.slice(116, 123)]).toEqual(["000000 ", "000000 "]);
  expect(header.slice(136, 147)).toBe("00000000000");
});

test.each([
  { compression: "zstd", unpack: zstdDecompressSync, mediaType: /\+zstd$/ },
  { compression: "gzip", unpack: gunzipSync, mediaType: /\+gzip$/ },
] as const)(
  "a layer in $compression says so, and names what is inside",
  async ({ compression, unpack, mediaType }) => {
    const layer = await makeLayer("a layer", aTree(), { compression, cacheFolder: undefined });
    const tar = unpack(layer.bytes);
    expect(layer.mediaType).toMatch(mediaType);
    expect(digestOf(tar)).toBe(layer.diffId);
    expect(tar.length).toBe(layer.tarBytes);
  },
);

test("what was compressed once is taken from where it is kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "layers-"));
  try {
    const options = { compression: "zstd", cacheFolder: join(folder, "kept") } as const;
    const first = await makeLayer("a layer", aTree(), options);
    expect((await makeLayer("a layer", aTree(), options)).bytes).toEqual(first.bytes);
    const [name = ""] = await readdir(join(folder, "kept"));
    expect(name).toMatch(/^sha256-[0-9a-f]{64}\.zstd-\d+\.\d+\.\d+-\d+$/);
    expect(name).toContain(first.diffId.replace(":", "-"));
    await writeFile(join(folder, "kept", name), "kept");
    expect(Buffer.from((await makeLayer("a layer", aTree(), options)).bytes).toString()).toBe("kept");
  } finally {
    await rm(folder, { recursive: true });
  }
});
