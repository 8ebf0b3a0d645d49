/** Configuration of a waypoint as one thread has it, and what of it applies to one destination. */
import type {
  PathNormalization,
  PortProtocol,
  TelemetryPolicy,
  WaypointResource,
  WaypointService,
  WaypointSettings,
} from "@ambit/model/http";
import type { Chain } from "../exchange/chain.ts";
import type { InboundDestination } from "../exchange/inbound.ts";

/** What came and went. Resources are named as in xDS: `namespace/hostname` of a service, `namespace/name` of settings. */
export interface ConfigurationChange {
  readonly upserts: readonly WaypointResource[];
  readonly removals: readonly { readonly kind: WaypointResource["kind"]; readonly name: string }[];
}

const BASE: PathNormalization = "BASE";

const NO_TELEMETRY: TelemetryPolicy = Object.freeze({
  metricChanges: [],
  accessLog: Object.freeze({ isEnabled: false, encoding: "text", format: undefined, filter: undefined }),
  tracing: Object.freeze({
    provider: undefined,
    samplingPer100000: 0,
    isReported: false,
    isPropagated: true,
    tags: [],
  }),
});

/** Until there are any. */
const NO_SETTINGS: WaypointSettings = Object.freeze({
  namespace: "",
  name: "",
  trustDomains: [],
  pathNormalization: BASE,
  numTrustedProxies: 0,
  forwardsClientIdentity: false,
  providers: [],
  workloadPolicies: [],
  workloadJwtRules: [],
  workloadTelemetry: NO_TELEMETRY,
});

/** See the module comment. Changes come into force in one step. */
export class HttpConfiguration {
  readonly #services = new Map<string, WaypointService>();
  #settings: WaypointSettings = NO_SETTINGS;
  #podChains = new Map<PortProtocol, Chain>();
  #chains = new WeakMap<WaypointService, Map<number, Chain>>();

  get settings(): WaypointSettings {
    return this.#settings;
  }

  apply(change: ConfigurationChange): void {
    for (const { kind, name } of change.removals) {
      if (kind === "service") this.#services.delete(name);
      else if (name === `${this.#settings.namespace}/${this.#settings.name}`) this.#settings = NO_SETTINGS;
    }
    for (const resource of change.upserts) {
      if (resource.kind === "settings") this.#settings = resource.settings;
      else this.#services.set(keyOf(resource.service), resource.service);
    }
    this.#chains = new WeakMap();
    this.#podChains = new Map();
  }

  findService(key: string): WaypointService | undefined {
    return this.#services.get(key);
  }

  /** A port of which nothing is known may be anything. */
  portProtocolOf(service: string, port: number): PortProtocol {
    const found = this.#services.get(service)?.ports.find(({ number }) => number === port);
    return found?.protocol ?? "detect";
  }

  /** Undefined: this waypoint does not serve it (any more). */
  chainOf(destination: InboundDestination, protocol: PortProtocol): Chain | undefined {
    if (destination.kind === "workload") return this.#chainOfPods(protocol);
    const service = this.#services.get(destination.service);
    if (service === undefined || !service.isServed) return undefined;
    const chains = this.#chains.get(service) ?? new Map<number, Chain>();
    this.#chains.set(service, chains);
    const known = chains.get(destination.port);
    if (known !== undefined) return known;
    const port = service.ports.find(({ number }) => number === destination.port);
    if (port === undefined) return undefined;
    const chain: Chain = {
      settings: this.#settings,
      service,
      portProtocol: port.protocol,
      policies: service.policies,
      jwtRules: service.jwtRules,
      telemetry: service.telemetry,
    };
    chains.set(destination.port, chain);
    return chain;
  }

  #chainOfPods(portProtocol: PortProtocol): Chain {
    const known = this.#podChains.get(portProtocol);
    if (known !== undefined) return known;
    const settings = this.#settings;
    const chain: Chain = {
      settings,
      service: undefined,
      portProtocol,
      policies: settings.workloadPolicies,
      jwtRules: settings.workloadJwtRules,
      telemetry: settings.workloadTelemetry,
    };
    this.#podChains.set(portProtocol, chain);
    return chain;
  }
}

function keyOf({ namespace, hostname }: WaypointService): string {
  return `${namespace}/${hostname}`;
}
