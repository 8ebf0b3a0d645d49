import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { IMAGES } from "./image-table.ts";

const ROOT = join(import.meta.dirname, "../..");
const SOURCES = ["apps/cni/src/**/*.ts", "packages/netfilter/src/**/*.ts"];
/** What the runtime starts on the host, with the host's programs. */
const PLUGIN = "apps/cni/src/plugin/";
const FOLDERS = ["usr/sbin", "usr/bin"];

/** Names of programs as calls have them. Those of iptables are put together, and tried in the image itself. */
function programsOf(text: string): readonly string[] {
  return [...text.matchAll(/\bprogram: "([a-z][\w-]*)"/g)].flatMap(([, name]) => name ?? []);
}

test("every program that the agent runs is in its image", () => {
  const files = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  const own = files.filter((path) => !path.startsWith(PLUGIN) && !/\.test\.ts$|\/testing\//.test(path));
  const programs = new Set(own.flatMap((path) => programsOf(readFileSync(join(ROOT, path), "utf8"))));
  expect([...programs]).toEqual(expect.arrayContaining(["cat", "ip", "ipset", "nft", "unshare"]));
  const taken = IMAGES.filter(({ app }) => app === "cni").flatMap(({ debian }) =>
    debian.flatMap(({ files: patterns }) => patterns),
  );
  const missing = [...programs].filter(
    (name) => !FOLDERS.some((folder) => taken.some((pattern) => pattern.test(`${folder}/${name}`))),
  );
  expect(missing).toEqual([]);
});
