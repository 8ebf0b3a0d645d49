import type { ObjectReader, TextMap } from "./object-reader.ts";

const FIELDS: ReadonlySet<string> = new Set(["matchLabels"]);

/** The selector of Istio's policies: labels alone. */
export interface WorkloadSelector {
  readonly matchLabels: TextMap;
  /** Part of it could not be read, so that what is read selects too much. */
  readonly isPartial: boolean;
}

/** `undefined` without a selector. One without labels selects every workload. */
export function readWorkloadSelector(reader: ObjectReader): WorkloadSelector | undefined {
  if (!reader.isPresent) {
    return undefined;
  }
  const before = reader.problemCount;
  reader.reportUnknown(FIELDS);
  const matchLabels = reader.field("matchLabels").textMap();
  return { matchLabels, isPartial: reader.problemCount !== before };
}
