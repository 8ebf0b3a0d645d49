import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

export interface BackendTlsPolicy extends ObjectMeta {
  readonly kind: "BackendTLSPolicy";
  readonly targetRefs: readonly TargetRef[];
  readonly hostname: string;
}

export function decodeBackendTlsPolicy(json: unknown): Decoded<BackendTlsPolicy> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const object: BackendTlsPolicy = {
    kind: "BackendTLSPolicy",
    ...readMeta(reader, []),
    targetRefs: spec.field("targetRefs").list().map(readTargetRef),
    hostname: spec.at("validation", "hostname").text() ?? "",
  };
  return { object, problems: reader.problems };
}
