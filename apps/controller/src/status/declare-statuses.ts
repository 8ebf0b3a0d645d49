/** What the status of every object should say, and the objects that should be there, as collections. */

import {
  type AuthorizationPolicy,
  type KubeService,
  MESH_CONFIG_KEY,
  type RequestAuthentication,
  type ServiceEntry,
  type Telemetry,
  type WorkloadEntry,
} from "@ambit/mesh-objects";
import { ZTUNNEL_ACCEPTED } from "@ambit/mesh-objects/policy";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { Policies, PolicyOutcome } from "../policy/declare-policies.ts";
import type { VisibilityOf } from "../service/entry-visibility.ts";
import type { Waypoints } from "../waypoint/declare-waypoints.ts";
import { type BuiltinClass, builtinClasses, controllerOf } from "../waypoint/gateway-classes.ts";
import { attachmentFinder, type Bindings, declareBindings } from "./bindings.ts";
import { conditionStatus } from "./condition-status.ts";
import { declareGatewayStatuses } from "./declare-gateway-statuses.ts";
import { declareRouteStatuses } from "./declare-route-statuses.ts";
import type { DesiredStatus } from "./desired-status.ts";
import { gatewayClassStatus } from "./gateway-class-status.ts";
import { WAYPOINT_ACCEPTED, waypointAccepted } from "./policy-targets.ts";
import { entryConditions, SERVICE_CONDITION_TYPES, serviceConditions } from "./service-conditions.ts";
import { targetOutcome } from "./target-outcome.ts";
import { WAYPOINT_BOUND, waypointBound } from "./waypoint-bound.ts";

export interface StatusOptions {
  readonly domainSuffix: string;
  /** Ours; the status of Gateways of another is left alone. Empty: all are ours. */
  readonly revision: string;
  /** The GatewayClass of waypoints is provided. */
  readonly hasWaypoints: boolean;
}

export interface Statuses {
  /** By manager, kind and name. */
  readonly statuses: Collection<DesiredStatus>;
  /** Classes that are to be made; by name. */
  readonly missingClasses: Collection<BuiltinClass>;
}

export interface StatusInputs {
  readonly objects: ObjectCollections;
  readonly settings: Collection<MeshSettings>;
  readonly waypoints: Waypoints;
  readonly policies: Policies;
  readonly visibilityOf: VisibilityOf;
}

const keyOf = ({ key }: DesiredStatus) => key;

export function declareStatuses(
  graph: CollectionGraph,
  inputs: StatusInputs,
  options: StatusOptions,
): Statuses {
  const { objects } = inputs;
  const bindings = declareBindings(graph, objects, inputs);
  const statuses = graph.join("statuses", [
    declareServiceStatuses(graph, objects, bindings),
    declareEntryStatuses(graph, inputs, bindings),
    declareWorkloadEntryStatuses(graph, inputs),
    declareZtunnelStatuses(graph, inputs),
    declareTargetStatuses(graph, inputs, bindings),
    declareGatewayStatuses(graph, objects, options),
    declareRouteStatuses(graph, objects, { bindings, domainSuffix: options.domainSuffix }),
    graph.derive("statuses of GatewayClasses", {
      from: objects.GatewayClass,
      keyOf,
      derive: gatewayClassStatus,
    }),
  ]);
  return { statuses, missingClasses: declareMissingClasses(graph, objects, options) };
}

function declareServiceStatuses(
  graph: CollectionGraph,
  objects: ObjectCollections,
  bindings: Bindings,
): Collection<DesiredStatus> {
  return graph.derive<KubeService, DesiredStatus>("statuses of Services", {
    from: objects.Service,
    keyOf,
    derive: (service, read, key) => {
      const binding = service.isExternalName ? undefined : read.get(bindings.Service, key);
      return conditionStatus(service, {
        manager: "istio-ambient-service",
        types: SERVICE_CONDITION_TYPES,
        desired: binding === undefined ? [] : serviceConditions(binding, service.generation),
      });
    },
  });
}

function declareEntryStatuses(
  graph: CollectionGraph,
  { objects, visibilityOf }: StatusInputs,
  bindings: Bindings,
): Collection<DesiredStatus> {
  return graph.derive<ServiceEntry, DesiredStatus>("statuses of ServiceEntries", {
    from: objects.ServiceEntry,
    keyOf,
    derive: (entry, read, key) => {
      const bound = read.get(bindings.ServiceEntry, key);
      const isConfigured =
        read.get(objects.MeshConfig, MESH_CONFIG_KEY)?.serviceEntryVisibility !== undefined;
      const visibility = isConfigured ? visibilityOf(read, entry.namespace) : undefined;
      return conditionStatus(entry, {
        manager: "istio-ambient-service",
        types: SERVICE_CONDITION_TYPES,
        desired: bound === undefined ? [] : entryConditions(entry, { bound, visibility }),
      });
    },
  });
}

function declareWorkloadEntryStatuses(
  graph: CollectionGraph,
  { objects, waypoints }: StatusInputs,
): Collection<DesiredStatus> {
  return graph.derive<WorkloadEntry, DesiredStatus>("statuses of WorkloadEntries", {
    from: objects.WorkloadEntry,
    keyOf,
    derive: (entry, read) => {
      const { primary, isDenied } = waypoints.attachWorkload(read, { ...entry, isPod: false });
      const condition = waypointBound(
        { primary, canary: { kind: "none" }, ingress: "unset", isDenied },
        entry.generation,
      );
      return conditionStatus(entry, {
        manager: "istio-ambient-workloadentry",
        types: [WAYPOINT_BOUND],
        desired: condition === undefined ? [] : [condition],
      });
    },
  });
}

function declareZtunnelStatuses(
  graph: CollectionGraph,
  { objects, policies }: StatusInputs,
): Collection<DesiredStatus> {
  return graph.derive<AuthorizationPolicy, DesiredStatus>("ztunnel statuses of policies", {
    from: objects.AuthorizationPolicy,
    keyOf,
    derive: (policy, read, key) => {
      const outcome: PolicyOutcome | undefined = read.get(policies.outcomes, key);
      return conditionStatus(policy, {
        manager: "istio-ambient-ztunnel-policy",
        types: [ZTUNNEL_ACCEPTED],
        desired: outcome === undefined ? [] : [outcome.condition],
      });
    },
  });
}

function declareTargetStatuses(
  graph: CollectionGraph,
  { objects, settings, waypoints }: StatusInputs,
  bindings: Bindings,
): Collection<DesiredStatus> {
  const lookupOf = (read: Reader) => ({
    rootNamespace: read.value(settings).rootNamespace,
    findWaypoint: (key: string) => read.get(waypoints.waypoints, key),
    findAttachment: attachmentFinder(read, bindings),
    findController: (name: string) => controllerOf(name, read.get(objects.GatewayClass, name)),
  });
  const statusesOf = <Policy extends TargetedPolicy>(from: Collection<Policy>) =>
    graph.derive<Policy, DesiredStatus>(`waypoint statuses of ${from.name}`, {
      from,
      keyOf,
      derive: (policy, read) => {
        const lookup = lookupOf(read);
        const outcomes = policy.targetRefs.map((target) => targetOutcome(policy, target, lookup));
        const condition = waypointAccepted(policy, outcomes);
        return conditionStatus(policy, {
          manager: "istio-ambient-waypoint-policy",
          types: [WAYPOINT_ACCEPTED],
          desired: condition === undefined ? [] : [condition],
        });
      },
    });
  return graph.join("waypoint statuses of policies", [
    statusesOf(objects.AuthorizationPolicy),
    statusesOf(objects.RequestAuthentication),
    statusesOf(objects.Telemetry),
  ]);
}

/** What applies where its targetRefs say. */
type TargetedPolicy = AuthorizationPolicy | RequestAuthentication | Telemetry;

function declareMissingClasses(
  graph: CollectionGraph,
  { GatewayClass }: ObjectCollections,
  options: StatusOptions,
): Collection<BuiltinClass> {
  const missing = graph.deriveValue("absent GatewayClasses", (read): readonly BuiltinClass[] =>
    builtinClasses(options).filter(({ name }) => read.get(GatewayClass, name) === undefined),
  );
  return graph.derive<readonly BuiltinClass[], BuiltinClass>("missing GatewayClasses", {
    from: missing,
    keyOf: ({ name }) => name,
    derive: (classes) => classes,
  });
}
