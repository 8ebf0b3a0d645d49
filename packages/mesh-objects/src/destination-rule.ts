/** A DestinationRule: how the endpoints of a host are chosen and treated, and the parts that its endpoints fall into. */
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader, type TextMap } from "./object-reader.ts";
import { readTrafficSettings, type TrafficSettings } from "./traffic-settings.ts";

/** Istio's DestinationRule, as far as a waypoint obeys it. */
export interface DestinationRule extends ObjectMeta {
  readonly kind: "DestinationRule";
  /** As it is written: a full hostname, a short one, or one with a wildcard. */
  readonly host: string;
  /** Namespaces that see it, `.` its own and `*` all; empty: the mesh's default. */
  readonly exportTo: readonly string[];
  /** Labels of the proxies that it is for; all without. */
  readonly workloadSelector: TextMap | undefined;
  readonly traffic: TrafficSettings | undefined;
  readonly subsets: readonly DestinationSubset[];
}

/** A part of a host's endpoints, by their labels. */
export interface DestinationSubset {
  readonly name: string;
  readonly labels: TextMap;
  readonly traffic: TrafficSettings | undefined;
}

/** Reads one from JSON. A subset without a name is reported and left out. Throws ObjectError without a name. */
export function decodeDestinationRule(json: unknown): Decoded<DestinationRule> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const host = spec.field("host").text() ?? "";
  if (host === "") spec.field("host").report("a DestinationRule needs a host");
  const selector = spec.field("workloadSelector");
  const object: DestinationRule = {
    kind: "DestinationRule",
    ...readMeta(reader, []),
    host,
    exportTo: spec.field("exportTo").texts(),
    workloadSelector: selector.isPresent ? selector.field("matchLabels").textMap() : undefined,
    traffic: readTrafficSettings(spec.field("trafficPolicy")),
    subsets: spec.field("subsets").list().flatMap(readSubset),
  };
  return { object, problems: reader.problems };
}

function readSubset(reader: ObjectReader): readonly DestinationSubset[] {
  const name = reader.field("name").text() ?? "";
  if (name === "") return reader.field("name").report("a subset needs a name") ?? [];
  return [
    {
      name,
      labels: reader.field("labels").textMap(),
      traffic: readTrafficSettings(reader.field("trafficPolicy")),
    },
  ];
}
