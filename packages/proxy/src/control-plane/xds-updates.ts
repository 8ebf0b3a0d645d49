/** From an xDS update to a batch of changes: each resource by itself, the bad ones named. */
import { type MeshBatch, type MeshResource, ModelError, resourceKey } from "@ambit/model";
import { type DecodedResource, decodeAddress, decodeAuthorization, SharedValues } from "@ambit/model/proto";
import { ADDRESS_TYPE, type DeltaUpdate, type ResourceRejection, type XdsResource } from "@ambit/xds";

/** A resource that is used although not all of it is understood. */
export interface ResourceWarning {
  readonly name: string;
  readonly warnings: readonly string[];
}

export interface DecodedUpdate {
  readonly batch: MeshBatch;
  readonly rejections: readonly ResourceRejection[];
  readonly warnings: readonly ResourceWarning[];
}

export interface DecodeOptions {
  /** Tells the name of a workload from that of a service. */
  readonly hasWorkload: (uid: string) => boolean;
  /** Called now and then, so that decoding a large mesh does not stop everything else on the thread. */
  readonly pause: () => Promise<void>;
}

/** Resources decoded between two pauses: some ten milliseconds of work. */
const SLICE_RESOURCES = 1000;

/** Never throws for what a control plane sends. Nothing is applied here. */
export async function decodeUpdate(update: DeltaUpdate, options: DecodeOptions): Promise<DecodedUpdate> {
  const isAddress = update.typeUrl === ADDRESS_TYPE;
  const shared = new SharedValues();
  const decode = isAddress ? (payload: Uint8Array) => decodeAddress(payload, shared) : decodeAuthorization;
  const upserts: MeshResource[] = [];
  const rejections: ResourceRejection[] = [];
  const warnings: ResourceWarning[] = [];
  for (const [index, resource] of update.resources.entries()) {
    if (index > 0 && index % SLICE_RESOURCES === 0) await options.pause();
    const { name } = resource;
    const decoded = decodeNamed(resource, decode);
    if (typeof decoded === "string") {
      rejections.push({ name, reason: decoded });
      continue;
    }
    upserts.push(decoded.resource);
    if (decoded.warnings.length > 0) warnings.push({ name, warnings: decoded.warnings });
  }
  const removals = update.removed.flatMap((name) =>
    isAddress ? addressRemoval(name, options.hasWorkload) : [{ kind: "policy" as const, key: name }],
  );
  return { batch: { upserts, removals }, rejections, warnings };
}

/** The resource, or the reason why it cannot be used. */
function decodeNamed(
  { name, payload }: XdsResource,
  decode: (payload: Uint8Array) => DecodedResource,
): DecodedResource | string {
  try {
    const decoded = decode(payload);
    const key = resourceKey(decoded.resource);
    // Removals come by name: under another one it would stay for ever.
    return key === name ? decoded : `the resource says that it is ${JSON.stringify(key)}`;
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.message;
  }
}

/** A workload's uid may look like anything, so what is there decides; else `namespace/hostname`, or nothing of ours. */
function addressRemoval(
  name: string,
  hasWorkload: (uid: string) => boolean,
): readonly MeshBatch["removals"][number][] {
  if (hasWorkload(name)) return [{ kind: "workload", key: name }];
  return name.split("/").length === 2 ? [{ kind: "service", key: name }] : [];
}
