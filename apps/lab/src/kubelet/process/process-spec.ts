/** What is run for a container: from its specification to a command, an environment and mounts. No I/O. */
import { posix } from "node:path";
import { KubeletError } from "../kubelet-error.ts";
import type { ContainerSpec, UserSpec } from "../pod/pod.ts";
import { type PodContext, resolveEnvironment } from "./environment.ts";
import { expandReferences } from "./expand.ts";

/** One process, and what it sees. */
export interface ProcessSpec {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly user: UserSpec;
  readonly mounts: readonly MountSpec[];
}

/** `source` is a path of the machine, `target` one of the container. */
export interface MountSpec {
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
}

/** Programs by image, and where volumes lie. */
export interface ProcessSources {
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** Where these programs, and what they load, are on the machine. None is below another. */
  readonly programFolders: readonly string[];
  /** By name of the volume. */
  readonly volumes: ReadonlyMap<string, string>;
}

/** Throws KubeletError "cannot-run", or "not-there" for a missing reference. */
export function containerProcess(
  context: PodContext,
  container: ContainerSpec,
  { images, programFolders, volumes }: ProcessSources,
): ProcessSpec {
  const env = resolveEnvironment(context, container);
  const expand = (text: string) => expandReferences(text, (name) => env[name]);
  return {
    argv: [...entryPoint(container, images), ...container.args].map(expand),
    env,
    workingDirectory: container.workingDirectory ?? "/",
    user: container.user,
    mounts: withPrograms(container, programFolders, mountsOf(container, volumes, expand)),
  };
}

function mountsOf(
  container: ContainerSpec,
  volumes: ProcessSources["volumes"],
  expand: (text: string) => string,
): readonly MountSpec[] {
  return container.mounts.map((mount) => {
    const source = volumes.get(mount.volume);
    if (source === undefined) {
      throw new KubeletError(
        "cannot-run",
        `container ${container.name}: there is no volume "${mount.volume}"`,
      );
    }
    return {
      source: mount.subPath === undefined ? source : subPathOf(source, expand(mount.subPath)),
      target: targetOf(container, mount.path),
      isReadOnly: mount.isReadOnly,
    };
  });
}

/** What every user may read. */
const OPEN = /^\/(?:usr\/.*)?$/;

/**
 * With what programs of images need where it could not be seen: below something that is mounted, as /tmp, or in a home that
 * is closed to the container's user.
 */
function withPrograms(
  { command, user }: ContainerSpec,
  programFolders: readonly string[],
  mounts: readonly MountSpec[],
): readonly MountSpec[] {
  if (command.length > 0) return mounts;
  const isHidden = (folder: string): boolean => mounts.some(({ target }) => folder.startsWith(`${target}/`));
  const isClosed = (folder: string): boolean => (user.uid ?? 0) !== 0 && !OPEN.test(folder);
  const missing = programFolders.filter((folder) => isHidden(folder) || isClosed(folder));
  return [...mounts, ...missing.map((folder) => ({ source: folder, target: folder, isReadOnly: true }))];
}

/** The image's name alone: without a tag or a digest. */
export function imageName(image: string): string {
  const [withoutDigest = ""] = image.split("@");
  const colon = withoutDigest.lastIndexOf(":");
  return colon > withoutDigest.lastIndexOf("/") ? withoutDigest.slice(0, colon) : withoutDigest;
}

function entryPoint(
  { command, image }: ContainerSpec,
  images: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  if (command.length > 0) return command;
  const program = images[image] ?? images[imageName(image)];
  if (program !== undefined) return program;
  throw new KubeletError(
    "cannot-run",
    `image "${image}" stands for no program here: give the container a command, which is run as a program of this machine`,
  );
}

function subPathOf(source: string, subPath: string): string {
  const path = posix.normalize(subPath);
  if (path.startsWith("/") || path === ".." || path.startsWith("../")) {
    throw new KubeletError("cannot-run", `subPath "${subPath}" leaves its volume`);
  }
  return posix.join(source, path);
}

function targetOf(container: ContainerSpec, path: string): string {
  const target = posix.normalize(path).replace(/(?<=.)\/$/, "");
  if (!target.startsWith("/") || target === "/") {
    throw new KubeletError("cannot-run", `container ${container.name}: cannot mount at "${path}"`);
  }
  return target;
}
