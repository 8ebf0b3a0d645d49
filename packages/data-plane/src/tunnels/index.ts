export { ConnectExchange, type ConnectOptions, type OpenStream } from "./connect-exchange.ts";
export { ClientTunnel } from "./pooled-tunnels.ts";
export { PEER_GONE, relayFailure, socketRelayFailure } from "./relay-failure.ts";
export { TunnelClient, type TunnelRequest } from "./tunnel-client.ts";
export { noNamesFailure } from "./tunnel-failure.ts";
export { tunnelProfiles } from "./tunnel-profiles.ts";
