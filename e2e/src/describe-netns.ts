/** The frame of a test file with namespaces: what happens where they cannot be had, and what a failure prints. */
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { afterAll, afterEach, beforeAll, test } from "vitest";
import { type MeshOptions, type NetnsMesh, netnsMesh } from "./netns-mesh.ts";
import { findNetnsObstacle } from "./preflight.ts";

/** A group of tests that need network namespaces. */
export function describeNetns(name: string, body: () => void): void {
  describeUnless(findNetnsObstacle(), name, body);
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
