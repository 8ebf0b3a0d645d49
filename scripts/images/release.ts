/**
 * Puts the images that `npm run images` has made into a registry: `npm run release -- <hub> [tag]`. Each gets one
 * name for all processors, Istio's names too, and its bill of materials beside it; printed are the digests.
 */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readArchive } from "./archive.ts";
import { IMAGES } from "./image-table.ts";
import { IMAGES_FOLDER, type ImageRecord } from "./main.ts";
import { type Blob, type Descriptor, encodeIndex, encodeSbom } from "./oci.ts";
import { type Credentials, RegistryClient } from "./registry-client.ts";

const HELP = `usage: npm run release -- <hub> [options]

Pushes dist/images to <hub>/<image>:<tag>; <hub> is a registry with or without a folder, such as registry.example/mesh.

--tag <tag>       default: the version
--images <folder> instead of dist/images
--plain-http      for a registry on this machine

Credentials: REGISTRY_USERNAME and REGISTRY_PASSWORD, or what docker login has left in its config.json.
`;

/** One name that was pushed. */
export interface PushedImage {
  readonly name: string;
  readonly digest: string;
}

export interface PushOptions {
  readonly client: RegistryClient;
  /** Behind the registry's host; may be empty. */
  readonly folder: string;
  /** Undefined: the version of each image. */
  readonly tag: string | undefined;
  readonly imagesFolder: string;
}

/** Pushes every image of a folder. */
export async function pushImages(options: PushOptions): Promise<readonly PushedImage[]> {
  const text = await readFile(join(options.imagesFolder, "images.json"), "utf8").catch(() => undefined);
  if (text === undefined) throw new Error(`${options.imagesFolder} has no images: run npm run images first`);
  const records = JSON.parse(text) as readonly ImageRecord[];
  const pushed: PushedImage[] = [];
  for (const { name, aliases } of IMAGES) {
    const ofImage = records.filter(({ image }) => image === name);
    for (const repository of ofImage.length === 0 ? [] : [name, ...aliases]) {
      pushed.push(await pushImage(repository, ofImage, options));
    }
  }
  return pushed;
}

async function pushImage(
  name: string,
  records: readonly ImageRecord[],
  { client, folder, tag, imagesFolder }: PushOptions,
): Promise<PushedImage> {
  const repository = folder === "" ? name : `${folder}/${name}`;
  const manifests: Descriptor[] = [];
  let labels: Labels = {};
  for (const { file, sbom } of records) {
    const { content } = await readArchive(join(imagesFolder, file));
    labels = labelsOf(content.manifest);
    await client.pushImage(repository, content);
    const { descriptor } = content.manifest;
    const created = labels["org.opencontainers.image.created"] ?? "";
    const bill = encodeSbom(descriptor, await readFile(join(imagesFolder, sbom)), created);
    await client.pushReferrer(repository, descriptor, bill);
    manifests.push(descriptor);
  }
  const index = encodeIndex(manifests, labels);
  const chosenTag = tag ?? labels["org.opencontainers.image.version"] ?? "latest";
  await client.pushManifest(repository, index, chosenTag);
  return { name: `${repository}:${chosenTag}`, digest: index.descriptor.digest };
}

type Labels = Readonly<Record<string, string>>;

function labelsOf({ bytes }: Blob): Labels {
  const { annotations = {} } = JSON.parse(Buffer.from(bytes).toString()) as { annotations?: Labels };
  return annotations;
}

/** Those of the environment, else those that docker login keeps in a file. */
async function findCredentials(registry: string): Promise<Credentials | undefined> {
  const { REGISTRY_USERNAME: username, REGISTRY_PASSWORD: password } = process.env;
  if (username !== undefined && password !== undefined) return { username, password };
  const path = join(process.env["DOCKER_CONFIG"] ?? join(homedir(), ".docker"), "config.json");
  const text = await readFile(path, "utf8").catch(() => "{}");
  const { auths = {} } = JSON.parse(text) as { auths?: Record<string, { auth?: string }> };
  const auth = auths[registry]?.auth;
  const [name, ...rest] = auth === undefined ? [] : Buffer.from(auth, "base64").toString().split(":");
  return name === undefined ? undefined : { username: name, password: rest.join(":") };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      tag: { type: "string" },
      images: { type: "string", default: IMAGES_FOLDER },
      "plain-http": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [hub] = positionals;
  if (values.help || hub === undefined || positionals.length > 1) {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 64;
    return;
  }
  const [registry = "", ...folders] = hub.split("/");
  const client = new RegistryClient({
    registry,
    isPlain: values["plain-http"],
    credentials: await findCredentials(registry),
  });
  const pushed = await pushImages({
    client,
    folder: folders.join("/"),
    tag: values.tag,
    imagesFolder: values.images,
  });
  for (const { name, digest } of pushed) console.log(`${registry}/${name}@${digest}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
