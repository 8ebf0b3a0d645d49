import type { XdsResource } from "./messages.ts";

/** Tag of istio.workload.Address.workload: field 1, length-delimited. */
const WORKLOAD_TAG = 0x0a;

/** A workload's Address as the legacy Workload type: the same name and version, the message inside. Services give none. */
export function deriveLegacyWorkload(resource: XdsResource): XdsResource | undefined {
  const { payload } = resource;
  if (payload[0] !== WORKLOAD_TAG) return undefined;
  let start = 1;
  while ((payload[start] ?? 0) >= 0x80) start += 1;
  return { ...resource, payload: payload.subarray(start + 1) };
}
