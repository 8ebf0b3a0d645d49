/**
 * Writes what a bare cluster of the end-to-end suite needs beside Kubernetes' own programs:
 * `node scripts/images/bare-material.ts --out <folder> --cache <folder> [--image <name>=<static program>]...`.
 * Below the folder come `tools`, with containerd and its kind, and an archive for each image.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { writeArchive } from "./archive.ts";
import { writeTree } from "./check/write-tree.ts";
import { type DebianFiles, fetchDebian } from "./debian.ts";
import type { Architecture } from "./elf.ts";
import { FileTree } from "./file-tree.ts";
import { digestOf, packTree } from "./layer.ts";
import { encodeImage } from "./oci.ts";

const OWN: Architecture = process.arch === "arm64" ? "arm64" : "amd64";
const PACKAGES = ["containerd", "runc", "containernetworking-plugins", "conntrack"];
const FILES = [
  /^usr\/bin\/(?:containerd|containerd-shim-runc-v2|ctr)$/,
  /^usr\/sbin\/(?:runc|conntrack)$/,
  /^usr\/lib\/cni\/(?:ptp|portmap|host-local|loopback)$/,
];
/** Libraries that a machine need not have. All others are those of /usr. */
const LIBRARIES = /^usr\/lib\/[^/]+\/(lib(?:seccomp|netfilter_conntrack|nfnetlink|mnl)\.so\.\d+)$/;
const TAR = "application/vnd.oci.image.layer.v1.tar";

try {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: "" },
      cache: { type: "string", default: "" },
      image: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.out === "" || values.cache === "") throw new Error("--out and --cache are folders, and needed");
  await writeTools(join(values.out, "tools"), values.cache);
  for (const text of values.image) {
    const [name = "", program = ""] = text.split("=");
    await writeProgramImage(values.out, name, program);
  }
} catch (error) {
  process.stderr.write(`bare-material: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Nothing happens where they are already. */
async function writeTools(folder: string, cache: string): Promise<void> {
  if (existsSync(folder)) return;
  const debian = await fetchDebian(PACKAGES, OWN, cache);
  const fresh = `${folder}.${process.pid}`;
  try {
    await writeTree(toolTree(debian), fresh);
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function toolTree({ tree: all }: DebianFiles): FileTree {
  const tree = new FileTree();
  for (const [path] of all.entries()) {
    const library = LIBRARIES.exec(path)?.[1];
    if (library === undefined && !FILES.some((pattern) => pattern.test(path))) continue;
    const real = all.resolve(path);
    const entry = real === undefined ? undefined : all.get(real);
    if (entry?.kind === "file") tree.add(library === undefined ? path : `libraries/${library}`, entry);
  }
  return tree;
}

/** One static program and nothing else. */
async function writeProgramImage(folder: string, name: string, program: string): Promise<void> {
  const tree = new FileTree().addFile("program", await readFile(program), 0o755);
  tree.add("tmp", { kind: "folder", mode: 0o1777 });
  // It is read once and on this machine: compressing it would take longer than all the rest.
  const bytes = await packTree(tree);
  const layer = { title: name, mediaType: TAR, bytes, diffId: digestOf(bytes), tarBytes: bytes.length };
  const settings = {
    architecture: OWN,
    created: "1970-01-01T00:00:00Z",
    user: "0:0",
    entrypoint: ["/program"],
    environment: {},
    labels: {},
  };
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${basename(program)}.tar`);
  await writeArchive(path, { names: [name], content: encodeImage(settings, [layer]) });
}
