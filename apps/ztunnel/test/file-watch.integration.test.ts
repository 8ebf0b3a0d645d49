import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchFile } from "../src/control/file-watch.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "file-watch-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function watching(path: string, knownText: string) {
  const texts: string[] = [];
  const failures: unknown[] = [];
  const watch = watchFile({
    path,
    knownText,
    clock: systemClock,
    onText: (text) => texts.push(text),
    onUnreadable: (error) => failures.push(error),
  });
  return { texts, failures, watch };
}

/** Longer than the poll, so that a change without an event is found too. */
const WITH_POLL = { timeoutMs: 6_000 };

async function quiet(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 300));
}

describe("new contents are seen", () => {
  const changes: readonly { how: string; change: (path: string) => void }[] = [
    { how: "written in place", change: (path) => writeFileSync(path, "new") },
    {
      how: "renamed over the file",
      change: (path) => {
        writeFileSync(`${path}.tmp`, "new");
        renameSync(`${path}.tmp`, path);
      },
    },
    {
      how: "in a file that was removed and made again",
      change: (path) => {
        unlinkSync(path);
        writeFileSync(path, "new");
      },
    },
  ];
  test.each(changes)("when $how", async ({ change }) => {
    const path = join(folder, "mesh.yaml");
    writeFileSync(path, "old");
    const { texts, failures, watch } = watching(path, "old");
    using _watch = watch;
    await quiet();
    change(path);

    await eventually(() => expect(texts).toEqual(["new"]), WITH_POLL);
    expect(failures).toEqual([]);
  });

  test("when Kubernetes swaps the link of a ConfigMap volume, twice", async () => {
    const version = (name: string, text: string): void => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "mesh.yaml"), text);
      symlinkSync(name, join(folder, "..data_tmp"));
      renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    version("..2026_01", "old");
    const path = join(folder, "mesh.yaml");
    symlinkSync(join("..data", "mesh.yaml"), path);
    const { texts, watch } = watching(path, "old");
    using _watch = watch;
    await quiet();

    version("..2026_02", "second");
    rmSync(join(folder, "..2026_01"), { recursive: true });
    await eventually(() => expect(texts).toEqual(["second"]), WITH_POLL);
    version("..2026_03", "third");
    await eventually(() => expect(texts).toEqual(["second", "third"]), WITH_POLL);
  });

  test("when they are written to the file behind a link in another folder", async () => {
    const target = mkdtempSync(join(tmpdir(), "file-watch-target-"));
    writeFileSync(join(target, "real.yaml"), "old");
    const path = join(folder, "mesh.yaml");
    symlinkSync(join(target, "real.yaml"), path);
    const { texts, watch } = watching(path, "old");
    using _watch = watch;
    await quiet();
    writeFileSync(join(target, "real.yaml"), "new");

    await eventually(() => expect(texts).toEqual(["new"]), WITH_POLL);
    rmSync(target, { recursive: true });
  });

  test("when the whole folder was replaced", async () => {
    const inner = join(folder, "config");
    mkdirSync(inner);
    const path = join(inner, "mesh.yaml");
    writeFileSync(path, "old");
    const { texts, watch } = watching(path, "old");
    using _watch = watch;
    await quiet();
    renameSync(inner, join(folder, "away"));
    mkdirSync(inner);
    writeFileSync(path, "new");

    await eventually(() => expect(texts).toEqual(["new"]), WITH_POLL);
  });

  test("when they came between the caller's reading and the watch", async () => {
    const path = join(folder, "mesh.yaml");
    writeFileSync(path, "new");
    const { texts, watch } = watching(path, "old");
    using _watch = watch;
    await eventually(() => expect(texts).toEqual(["new"]), WITH_POLL);
  });
});

test("truncation followed by writing is one change", async () => {
  const path = join(folder, "mesh.yaml");
  writeFileSync(path, "old");
  const { texts, watch } = watching(path, "old");
  using _watch = watch;
  await quiet();
  writeFileSync(path, "");
  await new Promise((resolve) => setTimeout(resolve, 20));
  writeFileSync(path, "new");

  await eventually(() => expect(texts).not.toEqual([]), WITH_POLL);
  expect(texts).toEqual(["new"]);
});

test("other files of the folder, and the same text again, are no news", async () => {
  const path = join(folder, "mesh.yaml");
  writeFileSync(path, "same");
  const { texts, failures, watch } = watching(path, "same");
  using _watch = watch;
  writeFileSync(join(folder, "other"), "x");
  writeFileSync(path, "same");
  await quiet();

  expect({ texts, failures }).toEqual({ texts: [], failures: [] });
});

test("a file that is gone is told once, and one that is back is read again", async () => {
  const path = join(folder, "mesh.yaml");
  writeFileSync(path, "old");
  const { texts, failures, watch } = watching(path, "old");
  using _watch = watch;
  await quiet();
  unlinkSync(path);
  await eventually(() => expect(failures).toHaveLength(1), WITH_POLL);
  writeFileSync(join(folder, "other"), "x");
  await quiet();
  expect(failures).toHaveLength(1);

  writeFileSync(path, "new");
  await eventually(() => expect(texts).toEqual(["new"]), WITH_POLL);
});

test("nothing is told after disposal", async () => {
  const path = join(folder, "mesh.yaml");
  writeFileSync(path, "old");
  const { texts, watch } = watching(path, "old");
  writeFileSync(path, "new");
  watch[Symbol.dispose]();
  await quiet();

  expect(texts).toEqual([]);
});
