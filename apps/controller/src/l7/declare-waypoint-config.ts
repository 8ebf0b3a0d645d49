/**
 * What every waypoint is told: the services that it serves, those that their routes lead to, and its settings. Each
 * resource is computed anew only when something changes that it was computed from.
 */
import { findBoolean, type Gateway, metaKey } from "@ambit/mesh-objects";
import { XFCC_CLIENT_IDENTITY } from "@ambit/mesh-objects/labels";
import type { Backend, BackendTarget, WaypointPort, WaypointService } from "@ambit/model/http";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { KeySet } from "../jwks/key-source.ts";
import type { ServiceCollections, ServiceResource } from "../service/declare-services.ts";
import type { Waypoints } from "../waypoint/declare-waypoints.ts";
import { CONTROLLERS } from "../waypoint/gateway-classes.ts";
import type { WaypointGateway } from "../waypoint/waypoint.ts";
import type { WorkloadResource } from "../workload/workload-resource.ts";
import type { BackendLookup, BackendService } from "./backends.ts";
import { connectionRoutes } from "./connection-routes.ts";
import { type Destinations, declareDestinations } from "./declare-destinations.ts";
import { declareJwtRules, type JwtRules } from "./declare-jwt-rules.ts";
import { declareL7Policies, type L7Policies } from "./declare-l7-policies.ts";
import { declareL7Routes, type L7Routes } from "./declare-l7-routes.ts";
import { declareTelemetries, type Telemetries } from "./declare-telemetry.ts";
import { declareVirtualServices, type VirtualServices } from "./declare-virtual-services.ts";
import { declareMeshL7Settings, type MeshL7Settings } from "./mesh-l7-settings.ts";
import { convertProvider } from "./provider.ts";
import { routeTables } from "./route-tables.ts";
import { type WaypointConfig, waypointConfigKey } from "./waypoint-config.ts";
import { portsOfEntry, portsOfService } from "./waypoint-ports.ts";

export interface WaypointConfigInputs {
  readonly objects: ObjectCollections;
  readonly waypoints: Waypoints;
  readonly services: ServiceCollections;
  readonly keySets: Collection<KeySet>;
  /** By the keys of their services. */
  readonly workloadsByService: CollectionIndex<WorkloadResource>;
}

export interface WaypointConfigs {
  /** By waypoint, kind and name. */
  readonly configs: Collection<WaypointConfig>;
  readonly problems: readonly Collection<ObjectReport>[];
}

type ServiceConfig = Extract<WaypointConfig, { kind: "service" }>;

/** What a waypoint serves, and where that leads. */
interface ServedService extends ServiceConfig {
  /** `namespace/hostname`; not the service itself. */
  readonly leadsTo: readonly string[];
}

export function declareWaypointConfigs(
  graph: CollectionGraph,
  inputs: WaypointConfigInputs,
  options: { readonly domainSuffix: string },
): WaypointConfigs {
  const { objects, waypoints } = inputs;
  const settings = declareMeshL7Settings(graph, objects.MeshConfig);
  const policies = declareL7Policies(graph, objects.AuthorizationPolicy, settings);
  const routes = declareL7Routes(graph, objects);
  const servicesByHostname = inputs.services.services.index("hostname, for routes", ({ service }) =>
    service.hostname ? [service.hostname] : [],
  );
  const view = declareServiceView(inputs, servicesByHostname);
  const virtual = declareVirtualServices(objects.VirtualService, options.domainSuffix);
  const tokens = declareJwtRules(graph, objects.RequestAuthentication, {
    settings,
    keySets: inputs.keySets,
  });
  const telemetries = declareTelemetries(graph, objects.Telemetry, settings);
  const destinations = declareDestinations(graph, {
    objects,
    settings,
    services: inputs.services.services,
    servicesByHostname,
    workloadsByService: inputs.workloadsByService,
    domainSuffix: options.domainSuffix,
  });
  const parts = { destinations, settings, policies, routes, view, virtual, tokens, telemetries };
  const served = graph.derive<ServiceResource, ServedService>("services of waypoints", {
    from: inputs.services.services,
    keyOf: waypointConfigKey,
    derive: (resource, read) => {
      const found = view.find(read, resource);
      return (found?.waypoints ?? []).flatMap((key) => {
        const gateway = read.get(waypoints.gateways, key);
        return gateway?.controllerName === CONTROLLERS.waypoint
          ? [servedService(resource, gateway, { read, ports: found?.ports ?? [], ...parts })]
          : [];
      });
    },
  });
  const led = graph.deriveGroups<ServedService, ServiceConfig>("services where routes of waypoints lead", {
    from: served.index("leads to", ({ waypoint, leadsTo }) =>
      leadsTo.map((name) => waypointConfigKey({ kind: "service", waypoint, name })),
    ),
    keyOf: waypointConfigKey,
    derive: ([first], read, key) => {
      const name = key.slice(key.lastIndexOf("|") + 1);
      const resource = read.get(inputs.services.services, name);
      if (first === undefined || resource === undefined || read.get(served, key) !== undefined) return [];
      const ports = view.find(read, resource)?.ports ?? [];
      const { waypoint } = first;
      const service = {
        ...bareService(name, ports, read.value(settings).telemetry),
        ...destinations.policiesOf(read, { waypoint, service: resource, requiredTls: [] }),
      };
      return [{ kind: "service", waypoint, name, service }];
    },
  });
  const ofGateways = declareSettings(graph, inputs, parts);
  return {
    configs: graph.join<WaypointConfig>("configuration of waypoints", [served, led, ofGateways]),
    problems: [policies.problems, routes.problems, tokens.problems],
  };
}

/** What holds for everything that goes through a waypoint. */
function declareSettings(
  graph: CollectionGraph,
  { objects, waypoints }: WaypointConfigInputs,
  {
    settings,
    policies,
    tokens,
    telemetries,
    view,
  }: Pick<ServeContext, "settings" | "policies" | "tokens" | "telemetries" | "view">,
): Collection<WaypointConfig> {
  return graph.derive<Gateway, WaypointConfig>("settings of waypoints", {
    from: objects.Gateway,
    keyOf: waypointConfigKey,
    derive: (gateway, read) => {
      const key = metaKey(gateway);
      const { controllerName, className } = read.get(waypoints.gateways, key) ?? {};
      if (controllerName !== CONTROLLERS.waypoint || className === undefined) return [];
      const mesh = read.value(settings);
      const { extensionProviders, rootNamespace, trustDomains, pathNormalization, numTrustedProxies } = mesh;
      const lookup = view.lookupOf(read);
      const namespaces = [rootNamespace, gateway.namespace];
      return [
        {
          kind: "settings",
          waypoint: key,
          name: key,
          settings: {
            namespace: gateway.namespace,
            name: gateway.name,
            trustDomains,
            pathNormalization,
            numTrustedProxies,
            forwardsClientIdentity: findBoolean(gateway.annotations[XFCC_CLIENT_IDENTITY]) ?? false,
            providers: extensionProviders.flatMap((provider) =>
              provider.kind === "authorizer" ? [convertProvider(provider, rootNamespace, lookup)] : [],
            ),
            workloadPolicies: policies.policiesOf(
              read,
              [`Gateway/${key}`, `GatewayClass/${className}`],
              namespaces,
            ),
            workloadJwtRules: tokens.rulesOf(
              read,
              [`Gateway/${key}`, `GatewayClass/${className}`],
              namespaces,
            ),
            workloadTelemetry: telemetries.policyOf(read, [`GatewayClass/${className}`, `Gateway/${key}`], {
              namespaces,
              lookup,
            }),
          },
        },
      ];
    },
  });
}

interface ServeContext {
  readonly read: Reader;
  readonly destinations: Destinations;
  readonly ports: readonly WaypointPort[];
  readonly settings: Collection<MeshL7Settings>;
  readonly policies: L7Policies;
  readonly routes: L7Routes;
  readonly view: ServiceView;
  readonly virtual: VirtualServices;
  readonly tokens: JwtRules;
  readonly telemetries: Telemetries;
}

function servedService(
  resource: ServiceResource,
  gateway: WaypointGateway,
  { read, destinations, ports, settings, policies, routes, view, virtual, tokens, telemetries }: ServeContext,
): ServedService {
  const { name, source } = resource;
  const { rootNamespace, telemetry, defaultRetry, extensionProviders } = read.value(settings);
  const bare = bareService(name, ports, telemetry);
  const waypoint = `${gateway.namespace}/${gateway.name}`;
  const namespaces = new Set([bare.namespace, gateway.namespace]);
  const lookup = view.lookupOf(read);
  const tables = routeTables(routes.routesOf(read, source), {
    serviceKey: name,
    ports,
    producerNamespaces: namespaces,
    lookup,
    defaultRetry,
    ordered: (port) =>
      virtual.rulesOf(read, { hostname: bare.hostname, port, namespaces, lookup, defaultRetry }),
  });
  const ofConnections = routes
    .connectionRoutesOf(read, source)
    .filter(({ route }) => namespaces.has(route.namespace));
  const targets = [source, `Gateway/${waypoint}`, `GatewayClass/${gateway.className}`];
  const places = [rootNamespace, gateway.namespace, bare.namespace];
  const service: WaypointService = {
    ...bare,
    ...destinations.policiesOf(read, { waypoint, service: resource, requiredTls: [] }),
    telemetry: telemetries.policyOf(read, [...targets].reverse(), { namespaces: places, lookup }),
    isServed: true,
    routeTables: tables,
    connectionRoutes: connectionRoutes(ofConnections, lookup),
    policies: policies.policiesOf(read, targets, places),
    jwtRules: tokens.rulesOf(read, targets, places),
  };
  const asked = new Set(service.policies.map(({ provider }) => provider));
  const authorizers = extensionProviders.flatMap((provider) =>
    provider.kind === "authorizer" && asked.has(provider.name)
      ? (convertProvider(provider, rootNamespace, lookup).service ?? [])
      : [],
  );
  return { kind: "service", waypoint, name, service, leadsTo: targetsOf(service, name, authorizers) };
}

/** A service that only routes of others lead to. */
function bareService(
  name: string,
  ports: readonly WaypointPort[],
  telemetry: WaypointService["telemetry"],
): WaypointService {
  const slash = name.indexOf("/");
  return {
    namespace: name.slice(0, slash),
    hostname: name.slice(slash + 1),
    ports,
    isServed: false,
    routeTables: [],
    connectionRoutes: [],
    policies: [],
    jwtRules: [],
    trafficPolicies: [],
    subsets: [],
    telemetry,
  };
}

/** Services that requests and connections are sent on to, or that are asked about them; not the service itself. */
function targetsOf(
  { routeTables: tables, connectionRoutes: routes }: WaypointService,
  own: string,
  authorizers: readonly string[],
): readonly string[] {
  const ofRequests = tables.flatMap(({ rules }) =>
    rules.flatMap(({ action, mirrors }): readonly BackendTarget[] => [
      ...(action.kind === "forward" ? action.backends.map(targetOf) : []),
      ...mirrors.map(({ target }) => target),
    ]),
  );
  const ofConnections = routes.flatMap(({ backends }) => backends.map(targetOf));
  const names = new Set([
    ...authorizers,
    ...[...ofRequests, ...ofConnections].flatMap((target) =>
      target.kind === "service" ? [target.service] : [],
    ),
  ]);
  names.delete(own);
  return [...names].sort();
}

function targetOf({ target }: Backend): BackendTarget {
  return target;
}

/** What derivations ask about services. */
interface ServiceView {
  /** The waypoints that serve it and what is spoken on its ports; `undefined` once the object is gone. */
  find(
    read: Reader,
    resource: ServiceResource,
  ): { readonly waypoints: readonly string[]; readonly ports: readonly WaypointPort[] } | undefined;
  lookupOf(read: Reader): BackendLookup;
}

function declareServiceView(
  { objects, waypoints, services }: WaypointConfigInputs,
  byHostname: CollectionIndex<ServiceResource>,
): ServiceView {
  const bySource = services.services.index("source, for routes", ({ source }) => [source]);
  return {
    find: (read, { source }) => {
      const key = source.slice(source.indexOf("/") + 1);
      if (source.startsWith("Service/")) {
        const meta = read.get(objects.Service, key);
        if (meta === undefined) return undefined;
        const attachable = { kind: "Service", meta, visibility: "PUBLIC" } as const;
        return {
          waypoints: waypoints.servingWaypoints(read, attachable),
          ports: portsOfService(meta.ports),
        };
      }
      const meta = read.get(objects.ServiceEntry, key);
      if (meta === undefined) return undefined;
      const visibility = services.visibilityOf(read, meta.namespace);
      const attachable = { kind: "ServiceEntry", meta, visibility } as const;
      return { waypoints: waypoints.servingWaypoints(read, attachable), ports: portsOfEntry(meta.ports) };
    },
    lookupOf: (read) => ({
      findService: (key) => backendOf(read.lookup(bySource, `Service/${key}`)[0]),
      findHostname: (hostname, namespace) => {
        const found = read.lookup(byHostname, hostname);
        const own = found.find(({ service }) => service.namespace === namespace);
        return backendOf(own ?? found.find(({ service }) => service.canonical === true));
      },
    }),
  };
}

function backendOf(resource: ServiceResource | undefined): BackendService | undefined {
  if (resource === undefined) return undefined;
  const ports = (resource.service.ports ?? []).flatMap(({ servicePort }) => servicePort ?? []);
  return { key: resource.name, ports: new Set(ports) };
}
