import type { PortPolicy, Subset } from "./destination-policy.ts";
import type { AuthorizationProvider, HttpPolicy, JwtRule } from "./http-policy.ts";
import type { ConnectionRoute, RouteTable } from "./http-route.ts";
import type { TelemetryPolicy } from "./telemetry-policy.ts";

/** What is spoken on a port: "detect" looks at the first bytes. */
export type PortProtocol = "http" | "http2" | "tcp" | "tls" | "detect";

export interface WaypointPort {
  readonly number: number;
  readonly protocol: PortProtocol;
}

/**
 * What a waypoint does with what is addressed to one service: plain and frozen. Addresses and endpoints are those of the
 * service of the same key in the mesh's own state.
 */
export interface WaypointService {
  readonly namespace: string;
  readonly hostname: string;
  readonly ports: readonly WaypointPort[];
  /** Whether this waypoint takes connections for it; if not, it is only where routes of others lead. */
  readonly isServed: boolean;
  readonly routeTables: readonly RouteTable[];
  readonly connectionRoutes: readonly ConnectionRoute[];
  /** All that apply, whatever they were attached to. */
  readonly policies: readonly HttpPolicy[];
  readonly jwtRules: readonly JwtRule[];
  readonly trafficPolicies: readonly PortPolicy[];
  readonly subsets: readonly Subset[];
  readonly telemetry: TelemetryPolicy;
}

export type PathNormalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

/** What is the same for everything that goes through a waypoint. */
export interface WaypointSettings {
  readonly namespace: string;
  readonly name: string;
  readonly trustDomains: readonly string[];
  readonly pathNormalization: PathNormalization;
  readonly numTrustedProxies: number;
  /** Whether the client's identity is told to the application, in `x-forwarded-client-cert`. */
  readonly forwardsClientIdentity: boolean;
  readonly providers: readonly AuthorizationProvider[];
  /** For pods that are addressed themselves: only what is attached to the Gateway or its class. */
  readonly workloadPolicies: readonly HttpPolicy[];
  readonly workloadJwtRules: readonly JwtRule[];
  readonly workloadTelemetry: TelemetryPolicy;
}

/** One resource of a waypoint's configuration. */
export type WaypointResource =
  | { readonly kind: "service"; readonly service: WaypointService }
  | { readonly kind: "settings"; readonly settings: WaypointSettings };
