import type { ObjectReport } from "../collections/ambient-changes.ts";
import type { Collection, CollectionGraph } from "../collections/collection-graph.ts";

/** One report for each object: what could not be decoded, and then what was `found` wrong with what could. */
export function declareReports(
  graph: CollectionGraph,
  decoded: Collection<ObjectReport>,
  found: readonly Collection<ObjectReport>[],
): Collection<ObjectReport> {
  const whole = found.map((from) =>
    graph.derive<ObjectReport, ObjectReport>(`all ${from.name}`, {
      from,
      keyOf: reportKey,
      derive: (report, read, key) => [
        { ...report, problems: [...(read.get(decoded, key)?.problems ?? []), ...report.problems] },
      ],
    }),
  );
  return graph.join("reports", [...whole, decoded]);
}

/** `Kind/ns/name`: the key of every collection of reports. */
export function reportKey({ kind, key }: Pick<ObjectReport, "kind" | "key">): string {
  return `${kind}/${key}`;
}
