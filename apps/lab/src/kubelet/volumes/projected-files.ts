/** The files of a projected volume (and of configMap, secret and downwardAPI volumes, which are the same). No I/O. */
import { posix } from "node:path";
import { KubeletError } from "../kubelet-error.ts";
import type { DownwardItem, Pod, ProjectedSource, VolumeSpec } from "../pod/pod.ts";
import { missing, type PodContext } from "../process/environment.ts";
import { findContainerResource, findPodField } from "../process/pod-fields.ts";

export interface VolumeFile {
  readonly content: Uint8Array;
  readonly mode: number;
}

export type TokenSource = Extract<ProjectedSource, { kind: "token" }>;
export type ProjectedVolume = Extract<VolumeSpec, { kind: "projected" }>;

/**
 * Contents by path. Throws KubeletError "not-there" for a missing ConfigMap, Secret or key, "mount-failed" for a path that
 * leaves the volume.
 */
export function projectFiles(
  context: PodContext,
  volume: ProjectedVolume,
  tokenOf: (source: TokenSource) => string,
): ReadonlyMap<string, VolumeFile> {
  const files = new Map<string, VolumeFile>();
  const add = (path: string, content: Uint8Array, mode: number | undefined) => {
    files.set(checkPath(volume, path), { content, mode: mode ?? volume.mode });
  };
  for (const source of volume.sources) {
    switch (source.kind) {
      case "token":
        add(source.path, encode(tokenOf(source)), undefined);
        break;
      case "downward":
        for (const item of source.items) add(item.path, encode(downwardText(context, item)), item.mode);
        break;
      case "config-map":
      case "secret":
        for (const { path, content, mode } of keyedFiles(context, source)) add(path, content, mode);
    }
  }
  return files;
}

/** The tokens a volume asks for. */
export function tokenSources(volume: VolumeSpec): readonly TokenSource[] {
  return volume.kind === "projected" ? volume.sources.filter((source) => source.kind === "token") : [];
}

const TOKEN_VOLUME = "kube-api-access";
const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
/** As Kubernetes asks for. */
const DEFAULT_TOKEN_SECONDS = 3607;

/** The pod with the volume that Kubernetes' admission adds: a token of its service account, the CA, the namespace. */
export function withTokenVolume(pod: Pod): Pod {
  if (pod.automountToken === false) return pod;
  const volume: ProjectedVolume = {
    name: TOKEN_VOLUME,
    kind: "projected",
    mode: 0o644,
    sources: [
      { kind: "token", path: "token", audience: undefined, expirationSeconds: DEFAULT_TOKEN_SECONDS },
      {
        kind: "config-map",
        source: "kube-root-ca.crt",
        isOptional: false,
        items: [{ key: "ca.crt", path: "ca.crt", mode: undefined }],
      },
      {
        kind: "downward",
        items: [{ kind: "field", field: "metadata.namespace", path: "namespace", mode: undefined }],
      },
    ],
  };
  const mount = { volume: TOKEN_VOLUME, path: TOKEN_PATH, isReadOnly: true, subPath: undefined };
  const withMount = (containers: Pod["containers"]) =>
    containers.map((container) =>
      container.mounts.some(({ path }) => path === TOKEN_PATH)
        ? container
        : { ...container, mounts: [...container.mounts, mount] },
    );
  return {
    ...pod,
    volumes: [...pod.volumes, volume],
    containers: withMount(pod.containers),
    initContainers: withMount(pod.initContainers),
  };
}

function keyedFiles(
  { pod, findKeys }: PodContext,
  { kind, source, isOptional, items }: Extract<ProjectedSource, { kind: "config-map" | "secret" }>,
) {
  const keys = findKeys(kind, pod.namespace, source);
  if (keys === undefined) {
    if (isOptional) return [];
    throw missing(kind, source);
  }
  if (items === undefined) {
    return Array.from(keys, ([path, content]) => ({ path, content, mode: undefined }));
  }
  return items.flatMap(({ key, path, mode }) => {
    const content = keys.get(key);
    if (content !== undefined) return [{ path, content, mode }];
    if (isOptional) return [];
    throw missing(kind, source, key);
  });
}

function downwardText({ pod, place }: PodContext, item: DownwardItem): string {
  if (item.kind === "field") {
    const value = findPodField(pod, place, item.field);
    if (value !== undefined) return value;
    throw new KubeletError("mount-failed", `downward API: there is no field ${item.field}`);
  }
  const container = [...pod.containers, ...pod.initContainers].find(({ name }) => name === item.container);
  const value = container === undefined ? undefined : findContainerResource(container, place, item);
  if (value !== undefined) return value;
  throw new KubeletError(
    "mount-failed",
    `downward API: there is no ${item.resource} of container "${item.container}"`,
  );
}

function checkPath(volume: VolumeSpec, path: string): string {
  const clean = posix.normalize(path);
  if (clean.startsWith("/") || clean === "." || clean.split("/")[0]?.startsWith("..") === true) {
    throw new KubeletError("mount-failed", `volume ${volume.name}: "${path}" is no path inside of it`);
  }
  return clean;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
