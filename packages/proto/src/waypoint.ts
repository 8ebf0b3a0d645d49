/** What waypoints are told beside WDS. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import protobuf from "protobufjs/minimal.js";
import { ambit } from "./generated/waypoint.js";

/** Message `ambit.waypoint.Service`. */
export const Service = ambit.waypoint.Service;
export type Service = ambit.waypoint.Service.$Properties;
/** Message `ambit.waypoint.Waypoint`. */
export const Waypoint = ambit.waypoint.Waypoint;
export type Waypoint = ambit.waypoint.Waypoint.$Properties;
/** Enum `ambit.waypoint.PathNormalization`. */
export const PathNormalization = ambit.waypoint.PathNormalization;
export type PathNormalization = ambit.waypoint.PathNormalization;
/** Message `ambit.waypoint.Port`. */
export const Port = ambit.waypoint.Port;
export type Port = ambit.waypoint.Port.$Properties;
/** Enum `ambit.waypoint.PortProtocol`. */
export const PortProtocol = ambit.waypoint.PortProtocol;
export type PortProtocol = ambit.waypoint.PortProtocol;
/** Message `ambit.waypoint.TextMatch`. */
export const TextMatch = ambit.waypoint.TextMatch;
export type TextMatch = ambit.waypoint.TextMatch.$Properties;
/** Message `ambit.waypoint.NamedMatch`. */
export const NamedMatch = ambit.waypoint.NamedMatch;
export type NamedMatch = ambit.waypoint.NamedMatch.$Properties;
/** Message `ambit.waypoint.ClaimMatch`. */
export const ClaimMatch = ambit.waypoint.ClaimMatch;
export type ClaimMatch = ambit.waypoint.ClaimMatch.$Properties;
/** Message `ambit.waypoint.Header`. */
export const Header = ambit.waypoint.Header;
export type Header = ambit.waypoint.Header.$Properties;
/** Message `ambit.waypoint.Cidr`. */
export const Cidr = ambit.waypoint.Cidr;
export type Cidr = ambit.waypoint.Cidr.$Properties;
/** Message `ambit.waypoint.RouteTable`. */
export const RouteTable = ambit.waypoint.RouteTable;
export type RouteTable = ambit.waypoint.RouteTable.$Properties;
/** Message `ambit.waypoint.RouteEntry`. */
export const RouteEntry = ambit.waypoint.RouteEntry;
export type RouteEntry = ambit.waypoint.RouteEntry.$Properties;
/** Message `ambit.waypoint.RequestMatch`. */
export const RequestMatch = ambit.waypoint.RequestMatch;
export type RequestMatch = ambit.waypoint.RequestMatch.$Properties;
/** Message `ambit.waypoint.PathMatch`. */
export const PathMatch = ambit.waypoint.PathMatch;
export type PathMatch = ambit.waypoint.PathMatch.$Properties;
/** Message `ambit.waypoint.Rule`. */
export const Rule = ambit.waypoint.Rule;
export type Rule = ambit.waypoint.Rule.$Properties;
/** Message `ambit.waypoint.Forward`. */
export const Forward = ambit.waypoint.Forward;
export type Forward = ambit.waypoint.Forward.$Properties;
/** Message `ambit.waypoint.Respond`. */
export const Respond = ambit.waypoint.Respond;
export type Respond = ambit.waypoint.Respond.$Properties;
/** Message `ambit.waypoint.Redirect`. */
export const Redirect = ambit.waypoint.Redirect;
export type Redirect = ambit.waypoint.Redirect.$Properties;
/** Enum `ambit.waypoint.RedirectPort`. */
export const RedirectPort = ambit.waypoint.RedirectPort;
export type RedirectPort = ambit.waypoint.RedirectPort;
/** Message `ambit.waypoint.HeaderChange`. */
export const HeaderChange = ambit.waypoint.HeaderChange;
export type HeaderChange = ambit.waypoint.HeaderChange.$Properties;
/** Message `ambit.waypoint.Rewrite`. */
export const Rewrite = ambit.waypoint.Rewrite;
export type Rewrite = ambit.waypoint.Rewrite.$Properties;
/** Message `ambit.waypoint.PathRewrite`. */
export const PathRewrite = ambit.waypoint.PathRewrite;
export type PathRewrite = ambit.waypoint.PathRewrite.$Properties;
/** Message `ambit.waypoint.Backend`. */
export const Backend = ambit.waypoint.Backend;
export type Backend = ambit.waypoint.Backend.$Properties;
/** Message `ambit.waypoint.Target`. */
export const Target = ambit.waypoint.Target;
export type Target = ambit.waypoint.Target.$Properties;
/** Message `ambit.waypoint.ServiceTarget`. */
export const ServiceTarget = ambit.waypoint.ServiceTarget;
export type ServiceTarget = ambit.waypoint.ServiceTarget.$Properties;
/** Message `ambit.waypoint.InvalidTarget`. */
export const InvalidTarget = ambit.waypoint.InvalidTarget;
export type InvalidTarget = ambit.waypoint.InvalidTarget.$Properties;
/** Message `ambit.waypoint.Mirror`. */
export const Mirror = ambit.waypoint.Mirror;
export type Mirror = ambit.waypoint.Mirror.$Properties;
/** Message `ambit.waypoint.Cors`. */
export const Cors = ambit.waypoint.Cors;
export type Cors = ambit.waypoint.Cors.$Properties;
/** Message `ambit.waypoint.Retry`. */
export const Retry = ambit.waypoint.Retry;
export type Retry = ambit.waypoint.Retry.$Properties;
/** Enum `ambit.waypoint.RetryReason`. */
export const RetryReason = ambit.waypoint.RetryReason;
export type RetryReason = ambit.waypoint.RetryReason;
/** Message `ambit.waypoint.Fault`. */
export const Fault = ambit.waypoint.Fault;
export type Fault = ambit.waypoint.Fault.$Properties;
/** Message `ambit.waypoint.FaultDelay`. */
export const FaultDelay = ambit.waypoint.FaultDelay;
export type FaultDelay = ambit.waypoint.FaultDelay.$Properties;
/** Message `ambit.waypoint.FaultAbort`. */
export const FaultAbort = ambit.waypoint.FaultAbort;
export type FaultAbort = ambit.waypoint.FaultAbort.$Properties;
/** Message `ambit.waypoint.SessionPersistence`. */
export const SessionPersistence = ambit.waypoint.SessionPersistence;
export type SessionPersistence = ambit.waypoint.SessionPersistence.$Properties;
/** Message `ambit.waypoint.RateLimit`. */
export const RateLimit = ambit.waypoint.RateLimit;
export type RateLimit = ambit.waypoint.RateLimit.$Properties;
/** Message `ambit.waypoint.RateLimitKey`. */
export const RateLimitKey = ambit.waypoint.RateLimitKey;
export type RateLimitKey = ambit.waypoint.RateLimitKey.$Properties;
/** Message `ambit.waypoint.ConnectionRoute`. */
export const ConnectionRoute = ambit.waypoint.ConnectionRoute;
export type ConnectionRoute = ambit.waypoint.ConnectionRoute.$Properties;
/** Message `ambit.waypoint.Policy`. */
export const Policy = ambit.waypoint.Policy;
export type Policy = ambit.waypoint.Policy.$Properties;
/** Enum `ambit.waypoint.PolicyAction`. */
export const PolicyAction = ambit.waypoint.PolicyAction;
export type PolicyAction = ambit.waypoint.PolicyAction;
/** Message `ambit.waypoint.PolicyRule`. */
export const PolicyRule = ambit.waypoint.PolicyRule;
export type PolicyRule = ambit.waypoint.PolicyRule.$Properties;
/** Message `ambit.waypoint.SourceMatch`. */
export const SourceMatch = ambit.waypoint.SourceMatch;
export type SourceMatch = ambit.waypoint.SourceMatch.$Properties;
/** Message `ambit.waypoint.ServiceAccount`. */
export const ServiceAccount = ambit.waypoint.ServiceAccount;
export type ServiceAccount = ambit.waypoint.ServiceAccount.$Properties;
/** Message `ambit.waypoint.OperationMatch`. */
export const OperationMatch = ambit.waypoint.OperationMatch;
export type OperationMatch = ambit.waypoint.OperationMatch.$Properties;
/** Message `ambit.waypoint.PathText`. */
export const PathText = ambit.waypoint.PathText;
export type PathText = ambit.waypoint.PathText.$Properties;
/** Message `ambit.waypoint.Condition`. */
export const Condition = ambit.waypoint.Condition;
export type Condition = ambit.waypoint.Condition.$Properties;
/** Enum `ambit.waypoint.ConditionKey`. */
export const ConditionKey = ambit.waypoint.ConditionKey;
export type ConditionKey = ambit.waypoint.ConditionKey;
/** Message `ambit.waypoint.JwtRule`. */
export const JwtRule = ambit.waypoint.JwtRule;
export type JwtRule = ambit.waypoint.JwtRule.$Properties;
/** Message `ambit.waypoint.JwtHeader`. */
export const JwtHeader = ambit.waypoint.JwtHeader;
export type JwtHeader = ambit.waypoint.JwtHeader.$Properties;
/** Message `ambit.waypoint.ClaimHeader`. */
export const ClaimHeader = ambit.waypoint.ClaimHeader;
export type ClaimHeader = ambit.waypoint.ClaimHeader.$Properties;
/** Message `ambit.waypoint.Provider`. */
export const Provider = ambit.waypoint.Provider;
export type Provider = ambit.waypoint.Provider.$Properties;
/** Message `ambit.waypoint.CheckedBody`. */
export const CheckedBody = ambit.waypoint.CheckedBody;
export type CheckedBody = ambit.waypoint.CheckedBody.$Properties;
/** Message `ambit.waypoint.PortPolicy`. */
export const PortPolicy = ambit.waypoint.PortPolicy;
export type PortPolicy = ambit.waypoint.PortPolicy.$Properties;
/** Message `ambit.waypoint.Subset`. */
export const Subset = ambit.waypoint.Subset;
export type Subset = ambit.waypoint.Subset.$Properties;
/** Message `ambit.waypoint.TrafficPolicy`. */
export const TrafficPolicy = ambit.waypoint.TrafficPolicy;
export type TrafficPolicy = ambit.waypoint.TrafficPolicy.$Properties;
/** Enum `ambit.waypoint.UpstreamProtocol`. */
export const UpstreamProtocol = ambit.waypoint.UpstreamProtocol;
export type UpstreamProtocol = ambit.waypoint.UpstreamProtocol;
/** Message `ambit.waypoint.Balancer`. */
export const Balancer = ambit.waypoint.Balancer;
export type Balancer = ambit.waypoint.Balancer.$Properties;
/** Enum `ambit.waypoint.BalancerKind`. */
export const BalancerKind = ambit.waypoint.BalancerKind;
export type BalancerKind = ambit.waypoint.BalancerKind;
/** Message `ambit.waypoint.HashKey`. */
export const HashKey = ambit.waypoint.HashKey;
export type HashKey = ambit.waypoint.HashKey.$Properties;
/** Message `ambit.waypoint.HashCookie`. */
export const HashCookie = ambit.waypoint.HashCookie;
export type HashCookie = ambit.waypoint.HashCookie.$Properties;
/** Message `ambit.waypoint.OutlierDetection`. */
export const OutlierDetection = ambit.waypoint.OutlierDetection;
export type OutlierDetection = ambit.waypoint.OutlierDetection.$Properties;
/** Message `ambit.waypoint.ConnectionLimits`. */
export const ConnectionLimits = ambit.waypoint.ConnectionLimits;
export type ConnectionLimits = ambit.waypoint.ConnectionLimits.$Properties;
/** Message `ambit.waypoint.OriginateTls`. */
export const OriginateTls = ambit.waypoint.OriginateTls;
export type OriginateTls = ambit.waypoint.OriginateTls.$Properties;
/** Message `ambit.waypoint.RetryBudget`. */
export const RetryBudget = ambit.waypoint.RetryBudget;
export type RetryBudget = ambit.waypoint.RetryBudget.$Properties;
/** Message `ambit.waypoint.Telemetry`. */
export const Telemetry = ambit.waypoint.Telemetry;
export type Telemetry = ambit.waypoint.Telemetry.$Properties;
/** Message `ambit.waypoint.MetricChange`. */
export const MetricChange = ambit.waypoint.MetricChange;
export type MetricChange = ambit.waypoint.MetricChange.$Properties;
/** Message `ambit.waypoint.LabelChange`. */
export const LabelChange = ambit.waypoint.LabelChange;
export type LabelChange = ambit.waypoint.LabelChange.$Properties;
/** Message `ambit.waypoint.AccessLog`. */
export const AccessLog = ambit.waypoint.AccessLog;
export type AccessLog = ambit.waypoint.AccessLog.$Properties;
/** Message `ambit.waypoint.Tracing`. */
export const Tracing = ambit.waypoint.Tracing;
export type Tracing = ambit.waypoint.Tracing.$Properties;
/** Message `ambit.waypoint.TracingProvider`. */
export const TracingProvider = ambit.waypoint.TracingProvider;
export type TracingProvider = ambit.waypoint.TracingProvider.$Properties;
/** Message `ambit.waypoint.SpanTag`. */
export const SpanTag = ambit.waypoint.SpanTag;
export type SpanTag = ambit.waypoint.SpanTag.$Properties;

/** As `Service.decode`, but fields that are not in the contract stay under `$unknowns` of their message. */
export function decodeService(payload: Uint8Array): Service {
  return ambit.waypoint.Service.decode(keepingUnknown(payload));
}

/** As `Waypoint.decode`, but fields that are not in the contract stay under `$unknowns` of their message. */
export function decodeWaypoint(payload: Uint8Array): Waypoint {
  return ambit.waypoint.Waypoint.decode(keepingUnknown(payload));
}

function keepingUnknown(payload: Uint8Array): protobuf.Reader {
  const reader = protobuf.Reader.create(payload);
  reader.discardUnknown = false;
  return reader;
}
