import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMeshConfig } from "./mesh-config.ts";
import { watchMeshConfig } from "./mesh-config-watch.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mesh-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function follow(initial: string) {
  const path = join(folder, "mesh");
  if (initial !== "") writeFileSync(path, initial);
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("mesh");
  const changes: string[] = [];
  const controller = new AbortController();
  const watching = watchMeshConfig(
    {
      path,
      initial: readMeshConfig(initial).object,
      onChange: ({ rootNamespace }) => changes.push(rootNamespace),
      clock,
      logger,
    },
    controller.signal,
  );
  const look = () => clock.advanceAsync(2_000);
  const write = async (text: string) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    await look();
  };
  return {
    changes,
    write,
    look,
    said: () => sink.records.map(({ level, message }) => `${level} ${message}`),
    remove: () => rmSync(path),
    async [Symbol.asyncDispose]() {
      controller.abort();
      await watching;
      expect(clock.pendingTimers).toBe(0);
    },
  };
}

test("a changed file is taken, and the same text is no change", async () => {
  await using file = await follow("rootNamespace: one");
  await file.look();
  await file.write("rootNamespace: two");
  await file.write("rootNamespace: two");
  expect(file.changes).toEqual(["two"]);
});

test("a file that comes later is taken", async () => {
  await using file = await follow("");
  await file.look();
  await file.write("rootNamespace: two");
  expect(file.changes).toEqual(["two"]);
});

test.each(["rootNamespace: [", "rootNamespace: Not/One", "trustDomain: other.example"])(
  "%s is refused, once, and what was good holds until it is mended",
  async (text) => {
    await using file = await follow("rootNamespace: one");
    await file.write(text);
    await file.look();
    expect(file.changes).toEqual([]);
    expect(file.said()).toEqual(["error the changed mesh configuration is not used"]);
    await file.write("rootNamespace: three");
    expect(file.changes).toEqual(["three"]);
  },
);

test("a file that is gone changes nothing: a mesh does not fall back to defaults", async () => {
  await using file = await follow("rootNamespace: one");
  file.remove();
  await file.look();
  expect(file.changes).toEqual([]);
});
