/** What the thread lends to all exchanges. */
import type { JwtAuthenticator } from "@ambit/authz/http";
import type { PortProtocol } from "@ambit/model/http";
import type { Reactor, ThreadMemory } from "@ambit/reactor";
import type { RateLimiter } from "@ambit/routing/http";
import type { RequestRecord } from "../telemetry/request-record.ts";
import type { Upstreams } from "../upstreams/upstreams.ts";
import type { Chain } from "./chain.ts";

/** See the module comment. */
export interface ExchangeContext {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  readonly upstreams: Upstreams;
  readonly authenticator: JwtAuthenticator;
  readonly rateLimiter: RateLimiter;
  readonly random: () => number;
  readonly wallMs: () => number;
  /** For `date`. */
  readonly httpDate: () => string;
  readonly requestId: () => string;
  /** SPIFFE id of this waypoint, as soon as it has one. */
  readonly ownIdentity: () => string | undefined;
  /** What a service's port is declared as. */
  readonly portProtocolOf: (service: string, port: number) => PortProtocol;
  /** A request has begun, which `onRecord` ends. */
  readonly onBegin: (record: RequestRecord, chain: Chain) => void;
  /** A request has ended. */
  readonly onRecord: (record: RequestRecord, chain: Chain) => void;
}
