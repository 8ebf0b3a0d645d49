import type { EndpointSet } from "../balancing/endpoint-set.ts";
import type { UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";
import type { EndpointPool, UpstreamProtocol } from "../client/endpoint-pool.ts";

/** Where requests can be sent: endpoints, and connections to each of them. */
export interface UpstreamTarget {
  readonly set: EndpointSet;
  poolOf(endpoint: UpstreamEndpoint, protocol: UpstreamProtocol): EndpointPool;
}
