export { resumeWithAddresses } from "./address-upstream.ts";
export { type ParsedAuthority, parseAuthority } from "./authority.ts";
export {
  type AcceptedInbound,
  chooseInbound,
  type InboundDecision,
  type InboundRejectionCode,
  type InboundRequest,
  leadsTo,
  RECURSIVE_CALL_MESSAGE,
  type RejectedInbound,
} from "./choose-inbound.ts";
export { chooseGatewayUpstream, chooseUpstream, HBONE_PORT } from "./choose-upstream.ts";
export { type DestinationHints, guessDestinationService } from "./destination-service.ts";
export { workloadIdentity } from "./expected-identities.ts";
export { type LocalityRank, rankLocality } from "./locality-rank.ts";
export {
  type NamedServiceChoice,
  type NameRequest,
  type NamingState,
  type ResolvedName,
  type ResolveSettings,
  resolveName,
  serviceKeysFor,
  type UnknownName,
} from "./resolve-name.ts";
export type { RoutedService, RoutingState } from "./routing-state.ts";
export type {
  DoubleHboneUpstream,
  EndpointFacts,
  HboneUpstream,
  HostnameUpstream,
  PendingUpstream,
  RoutingErrorCode,
  TcpUpstream,
  UpstreamDecision,
  UpstreamError,
  UpstreamRequest,
} from "./upstream-decision.ts";
