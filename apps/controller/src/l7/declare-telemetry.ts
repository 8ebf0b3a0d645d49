/** Telemetries, and what they are for. */
import type { Telemetry } from "@ambit/mesh-objects";
import type { TelemetryPolicy } from "@ambit/model/http";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { BackendLookup } from "./backends.ts";
import { attached, type Targeted, targetKeys } from "./declare-l7-policies.ts";
import type { MeshL7Settings } from "./mesh-l7-settings.ts";
import { mergeTelemetry } from "./telemetry.ts";

export interface Telemetries {
  /**
   * Of these targets, the more specific ones last, and of their namespaces, in the order given: what has no target is for
   * its namespace, and counts less than what has one.
   */
  policyOf(
    read: Reader,
    targets: readonly string[],
    places: { readonly namespaces: readonly string[]; readonly lookup: BackendLookup },
  ): TelemetryPolicy;
}

interface TargetedTelemetry extends Targeted {
  readonly telemetry: Telemetry;
}

export function declareTelemetries(
  graph: CollectionGraph,
  from: Collection<Telemetry>,
  settings: Collection<MeshL7Settings>,
): Telemetries {
  const converted = graph.derive<Telemetry, TargetedTelemetry>("telemetries of waypoints", {
    from,
    keyOf: ({ key }) => key,
    derive: (telemetry, read, key) => {
      const { targetRefs, namespace, hasSelector } = telemetry;
      if (hasSelector) return [];
      const { rootNamespace } = read.value(settings);
      const targets =
        targetRefs.length === 0
          ? [namespaceTarget(namespace)]
          : targetKeys(targetRefs, namespace, rootNamespace);
      return [{ key, namespace, targets, telemetry }];
    },
  });
  const byTarget = converted.index("target", ({ targets }) => targets);
  return {
    policyOf: (read, targets, { namespaces, lookup }) => {
      const { telemetry: mesh, telemetryDefaults, extensionProviders, rootNamespace } = read.value(settings);
      const places = [...new Set(namespaces)];
      const found = [
        ...attached(read, byTarget, places.map(namespaceTarget), places),
        ...targets.flatMap((target) => attached(read, byTarget, [target], places)),
      ];
      return mergeTelemetry([telemetryDefaults, ...found.map(({ telemetry }) => telemetry)], {
        mesh,
        extensionProviders,
        rootNamespace,
        lookup,
      });
    },
  };
}

/** No kind of object has this name. */
function namespaceTarget(namespace: string): string {
  return `/${namespace}`;
}
