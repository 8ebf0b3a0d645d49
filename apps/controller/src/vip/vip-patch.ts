import type { AllocatedAddress, ServiceEntry } from "@ambit/mesh-objects";

/** Addresses to be written into the status of a ServiceEntry. */
export interface VipPatch {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly AllocatedAddress[];
  /** JSON Patches of the status sub-resource, to be tried in this order until one is taken. */
  readonly attempts: readonly (readonly JsonPatchOperation[])[];
}

/** RFC 6902 §4. */
export interface JsonPatchOperation {
  readonly op: "test" | "replace" | "add";
  readonly path: string;
  readonly value: unknown;
}

/** Each attempt fails if the status is other than it was seen or supposed, so that nothing of others is lost. */
export function vipPatch(entry: ServiceEntry, key: string, addresses: readonly AllocatedAddress[]): VipPatch {
  const { namespace, name, statusShape } = entry;
  const replaced: JsonPatchOperation[] = [
    { op: "test", path: ADDRESSES, value: wire(entry.allocated) },
    { op: "replace", path: ADDRESSES, value: wire(addresses) },
  ];
  const added: JsonPatchOperation[] = [{ op: "add", path: ADDRESSES, value: wire(addresses) }];
  const withStatus: JsonPatchOperation[] = [
    { op: "test", path: STATUS, value: null },
    { op: "add", path: STATUS, value: {} },
    ...added,
  ];
  const attempts = {
    "with-addresses": [replaced, withStatus],
    "without-addresses": [added, withStatus],
    none: [withStatus, added],
  }[statusShape];
  return { key, namespace, name, addresses, attempts };
}

const STATUS = "/status";
const ADDRESSES = "/status/addresses";

function wire(addresses: readonly AllocatedAddress[]): readonly AllocatedAddress[] {
  return addresses.map(({ value, host }) => ({ value, host }));
}
