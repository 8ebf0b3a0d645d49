/** The frame of a test file with namespaces: what happens where they cannot be had, and what a failure prints. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type MeshOptions, type NetnsMesh, netnsMesh } from "./netns-mesh.ts";
import { findNetnsObstacle } from "./preflight.ts";

/** Fails where CI is set and namespaces cannot be had; elsewhere it is skipped, and says so. */
export function describeNetns(name: string, body: () => void): void {
  const obstacle = findNetnsObstacle();
  if (obstacle === undefined) {
    describe(name, body);
    return;
  }
  if ((process.env.CI ?? "") !== "") {
    describe(name, () => {
      test("needs network namespaces", () => expect.fail(obstacle));
    });
    return;
  }
  console.warn(`SKIPPED: ${name}: ${obstacle}`);
  describe.skip(name, body);
}

/** A test of something that this machine may lack: `lacking` says what, or is undefined. Never skipped silently. */
export function testUnless(lacking: string | undefined, name: string, body: () => Promise<void>): void {
  if (lacking !== undefined) console.warn(`SKIPPED: ${name}: ${lacking}`);
  test.skipIf(lacking !== undefined)(name, body);
}

/** One mesh for all tests of a block, built before the first. Call the result inside a test. */
export function sharedMesh(options: MeshOptions): () => NetnsMesh {
  let mesh: NetnsMesh | undefined;
  const get = (): NetnsMesh => {
    if (mesh === undefined) throw new Error("the mesh is there inside tests only");
    return mesh;
  };
  beforeAll(async () => {
    mesh = await netnsMesh(options);
  });
  afterEach(({ task }) => {
    if (task.result?.state === "fail") explain(get());
  });
  afterAll(async () => {
    await mesh?.[Symbol.asyncDispose]();
  });
  return get;
}

/** A mesh of one test's own, with the logs told when the test's body throws. */
export async function withMesh(
  options: MeshOptions,
  body: (mesh: NetnsMesh) => Promise<void>,
): Promise<void> {
  await using mesh = await netnsMesh(options);
  try {
    await body(mesh);
  } catch (error) {
    explain(mesh);
    throw error;
  }
}

function explain(mesh: NetnsMesh): void {
  console.error(
    `Run again with AMBIT_E2E_KEEP=1 to look into it afterwards:\n${mesh.describe()}\n${mesh.tails()}`,
  );
}
