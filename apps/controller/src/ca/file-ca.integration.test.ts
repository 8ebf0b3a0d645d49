import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isGeneratedCa, loadFileCa, watchFileCa } from "./file-ca.ts";
import { MeshAuthority } from "./mesh-authority.ts";
import { aRoot, aRootUntil, DAY_MS } from "./testing/a-ca.ts";
import { NOW_MS } from "./testing/a-token.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cacerts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function write(roots: readonly string[], certificatePem?: string): Promise<void> {
  const root = await aRoot();
  writeFileSync(join(folder, "tls.crt"), certificatePem ?? root.certificatePem);
  writeFileSync(join(folder, "tls.key"), root.keyPem);
  writeFileSync(join(folder, "ca.crt"), roots.join(""));
}

async function follow(mayChangeRoots: boolean) {
  const authority = new MeshAuthority();
  const found = loadFileCa(folder, NOW_MS);
  if (found !== undefined) authority.set(found);
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("pkica");
  const controller = new AbortController();
  const epochMs = () => NOW_MS;
  const watching = watchFileCa(
    { folder, mayChangeRoots, authority, clock, epochMs, logger },
    controller.signal,
  );
  return {
    authority,
    sink,
    look: () => clock.advanceAsync(5_000),
    async [Symbol.asyncDispose]() {
      controller.abort();
      await watching;
    },
  };
}

test("a folder that does not exist, or is a file, holds no CA", () => {
  writeFileSync(join(folder, "file"), "");
  expect(loadFileCa(join(folder, "nowhere"), NOW_MS)).toBeUndefined();
  expect(loadFileCa(join(folder, "file"), NOW_MS)).toBeUndefined();
});

test("what a control plane has made and mounted itself is told from what is plugged in", async () => {
  await write([(await aRoot()).certificatePem]);
  expect(isGeneratedCa(folder)).toBe(false);
  writeFileSync(join(folder, "istio-generated"), "");
  expect(isGeneratedCa(folder)).toBe(true);
});

test("a folder whose files cannot be read is an error, not a mesh without a CA", () => {
  symlinkSync("ca-key.pem", join(folder, "ca-key.pem"));
  expect(() => loadFileCa(folder, NOW_MS)).toThrow(/ELOOP/);
});

test("a signing certificate that is replaced below the same root is used from then on", async () => {
  const root = await aRoot();
  await write([root.certificatePem]);
  await using ca = await follow(false);
  const before = ca.authority.current;
  const renewed = await aRootUntil(NOW_MS + 100 * DAY_MS);
  await write([root.certificatePem], renewed.certificatePem);
  await ca.look();
  expect(ca.authority.current).not.toBe(before);
  expect(ca.authority.current?.expiry.chainMs).toBe(NOW_MS + 100 * DAY_MS);
  expect(ca.sink.withMessage("the plugged-in CA has changed")).toHaveLength(1);
});

test("files that do not fit each other, as halfway through a change, are told once and change nothing", async () => {
  const root = await aRoot();
  await write([root.certificatePem]);
  await using ca = await follow(false);
  const before = ca.authority.current;
  writeFileSync(join(folder, "tls.key"), (await aRoot("other")).keyPem);
  await ca.look();
  await ca.look();
  expect(ca.authority.current).toBe(before);
  expect(ca.sink.withMessage("the changed files of the plugged-in CA are not used")).toHaveLength(1);
  rmSync(join(folder, "tls.crt"));
  await ca.look();
  expect(ca.authority.current).toBe(before);
});

test.each([true, false])("a root more is used if roots may change (%s)", async (mayChange) => {
  const [root, other] = [await aRoot(), await aRoot("other")];
  await write([root.certificatePem]);
  await using ca = await follow(mayChange);
  await write([root.certificatePem, other.certificatePem]);
  await ca.look();
  expect(ca.authority.current?.rootsPem).toHaveLength(mayChange ? 2 : 1);
});
