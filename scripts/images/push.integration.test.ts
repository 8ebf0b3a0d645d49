import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeArchive } from "./archive.ts";
import type { ImageRecord } from "./main.ts";
import type { Blob } from "./oci.ts";
import { parseChallenge, RegistryClient } from "./registry-client.ts";
import { pushImages } from "./release.ts";
import { anImage, SETTINGS } from "./testing/an-image.ts";
import { TestRegistry, type TestRegistryOptions } from "./testing/test-registry.ts";

const LOGIN = { username: "robot", password: "s3cret:with-colon" };
const SBOM = '{"spdxVersion":"SPDX-2.3"}';

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "push-"));
  await writeImages();
});
afterEach(() => rm(folder, { recursive: true }));

/** The images `controller` and `cli`, for both processors, as `npm run images` leaves them. */
async function writeImages(): Promise<void> {
  const records: ImageRecord[] = [];
  for (const image of ["controller", "cli"]) {
    for (const architecture of ["amd64", "arm64"] as const) {
      const content = await anImage(image, { ...SETTINGS, architecture });
      const file = `${image}-${architecture}.tar`;
      const sbom = `${image}-${architecture}.spdx.json`;
      await writeArchive(join(folder, file), { names: ["local/x:1"], content });
      await writeFile(join(folder, sbom), SBOM);
      const { digest } = content.manifest.descriptor;
      records.push({
        image,
        architecture,
        file,
        sbom,
        digest,
        names: [],
        compressedBytes: 0,
        unpackedBytes: 0,
      });
    }
  }
  await writeFile(join(folder, "images.json"), JSON.stringify(records));
}

function clientOf(registry: TestRegistry, credentials?: typeof LOGIN): RegistryClient {
  return new RegistryClient({ registry: registry.host, isPlain: true, credentials, retryPauseMs: 1 });
}

function push(client: RegistryClient, tag?: string) {
  return pushImages({ client, folder: "mesh/test", tag, imagesFolder: folder });
}

const json = <T>(bytes: Uint8Array | undefined): T =>
  JSON.parse(Buffer.from(bytes ?? "null").toString()) as T;

interface Listed {
  readonly manifests: readonly {
    readonly digest: string;
    readonly artifactType?: string;
    readonly platform?: { readonly architecture: string };
  }[];
}

describe("a push", () => {
  test("puts every image under its names, for all processors, and says the digests", async () => {
    await using registry = await TestRegistry.open();
    const pushed = await push(clientOf(registry));
    expect(pushed.map(({ name }) => name)).toEqual([
      "mesh/test/controller:1.0.0",
      "mesh/test/pilot:1.0.0",
      "mesh/test/cli:1.0.0",
    ]);
    for (const { name, digest } of pushed) {
      const [repository = "", tag = ""] = name.split(":");
      const index = registry.manifests.get(`${repository} ${tag}`);
      expect(index).toEqual(registry.manifests.get(`${repository} ${digest}`));
      expect(index?.mediaType).toBe("application/vnd.oci.image.index.v1+json");
      const { manifests } = json<Listed>(index?.bytes);
      expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "arm64"]);
      for (const manifest of manifests) {
        expect(registry.manifests.get(`${repository} ${manifest.digest}`)).toBeDefined();
      }
    }
    expect(pushed[0]?.digest).toBe(pushed[1]?.digest);
  });

  test("sends nothing again, and ends with the same digests", async () => {
    await using registry = await TestRegistry.open();
    const first = await push(clientOf(registry));
    registry.requests.length = 0;
    expect(await push(clientOf(registry))).toEqual(first);
    expect(registry.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
  });

  test("sends what repositories share once, where the registry can take it from one into another", async () => {
    const uploads = async (canMount: boolean): Promise<number> => {
      await using registry = await TestRegistry.open({ canMount });
      await push(clientOf(registry));
      return registry.requests.filter((request) => /^PUT .*\/blobs\//.test(request)).length;
    };
    // Two layers, two configurations, a bill of materials and its empty configuration.
    expect(await uploads(false)).toBe(3 * 6);
    // All of the first; nothing of its other name; of the last a layer and two configurations.
    expect(await uploads(true)).toBe(6 + 0 + 3);
  });

  test("logs in where the registry wants it, once for each repository", async () => {
    await using registry = await TestRegistry.open({ login: LOGIN });
    await push(clientOf(registry, LOGIN), "2.0");
    expect(registry.manifests.get("mesh/test/cli 2.0")).toBeDefined();
    expect(registry.requests.filter((request) => request === "GET /token")).toHaveLength(3);
  });

  test("is refused with what the registry says", async () => {
    await using registry = await TestRegistry.open({ login: LOGIN });
    await expect(push(clientOf(registry, { ...LOGIN, password: "wrong" }))).rejects.toThrow(
      /403.*who are you/,
    );
    await expect(push(clientOf(registry))).rejects.toThrow(/403/);
  });

  test("outlives a registry that fails for a while, and not one that fails for good", async () => {
    await using registry = await TestRegistry.open({ failures: 3 });
    expect(await push(clientOf(registry))).toHaveLength(3);
    await using broken = await TestRegistry.open({ failures: 100 });
    await expect(push(clientOf(broken))).rejects.toThrow("503");
  });

  test("needs images", async () => {
    await using registry = await TestRegistry.open();
    await rm(join(folder, "images.json"));
    await expect(push(clientOf(registry))).rejects.toThrow("run npm run images first");
  });
});

describe("the bill of materials of an image", () => {
  const referrersOf = async (options: TestRegistryOptions) => {
    await using registry = await TestRegistry.open(options);
    await push(clientOf(registry));
    await push(clientOf(registry));
    const repository = "mesh/test/cli";
    const { manifests } = json<Listed>(registry.manifests.get(`${repository} 1.0.0`)?.bytes);
    const digest = manifests[0]?.digest ?? "";
    const bills = [...registry.manifests.values()].filter(
      ({ bytes }) => json<{ subject?: { digest: string } }>(bytes).subject?.digest === digest,
    );
    const list = registry.manifests.get(`${repository} ${digest.replace(":", "-")}`);
    return { bills, list, blobs: registry.blobs };
  };

  test("refers to it", async () => {
    const { bills, list, blobs } = await referrersOf({ hasReferrers: true });
    expect(list).toBeUndefined();
    const { layers } = json<{ layers: readonly Blob["descriptor"][] }>(bills[0]?.bytes);
    expect(blobs.get(`mesh/test/cli ${layers[0]?.digest}`)?.toString()).toBe(SBOM);
  });

  test("is listed once under the tag for that, where the registry keeps no list", async () => {
    const { list } = await referrersOf({ hasReferrers: false });
    const { manifests } = json<Listed>(list?.bytes);
    expect(manifests).toEqual([expect.objectContaining({ artifactType: "application/spdx+json" })]);
  });
});

test("a challenge is read with all its parameters", () => {
  const { scheme, parameters } = parseChallenge(
    'Bearer realm="https://a/token?x=1",Service="b", scope="c:d:pull,push"',
  );
  expect([scheme, ...parameters]).toEqual([
    "bearer",
    ["realm", "https://a/token?x=1"],
    ["service", "b"],
    ["scope", "c:d:pull,push"],
  ]);
  expect(parseChallenge("Basic").scheme).toBe("basic");
});

test("credentials are not sent without TLS to a registry with it", async () => {
  await using registry = await TestRegistry.open({ login: LOGIN });
  const client = new RegistryClient({
    registry: registry.host,
    isPlain: false,
    credentials: LOGIN,
    retryPauseMs: 1,
  });
  await expect(push(client)).rejects.toThrow("no answer");
  expect(registry.requests).toEqual([]);
});
