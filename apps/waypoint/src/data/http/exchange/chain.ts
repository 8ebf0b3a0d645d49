import type {
  HttpPolicy,
  JwtRule,
  PortProtocol,
  TelemetryPolicy,
  WaypointService,
  WaypointSettings,
} from "@ambit/model/http";

/** What applies to requests for one destination at present. */
export interface Chain {
  readonly settings: WaypointSettings;
  /** None for a pod that is addressed itself. */
  readonly service: WaypointService | undefined;
  readonly portProtocol: PortProtocol;
  readonly policies: readonly HttpPolicy[];
  readonly jwtRules: readonly JwtRule[];
  readonly telemetry: TelemetryPolicy;
}
