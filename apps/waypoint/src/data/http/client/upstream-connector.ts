import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import type { Transport } from "../transport/transport.ts";

/** Why there is no connection to an endpoint. */
export interface ConnectFailure {
  readonly kind: "connect-failure" | "connect-timeout";
  /** For the log. */
  readonly message: string;
}

/** Exactly one of both is called, once, maybe at once; none after `cancel`. */
export interface ConnectOwner {
  onConnected(transport: Transport): void;
  onConnectFailed(failure: ConnectFailure): void;
}

/** Makes connections of bytes to endpoints: through the tunnel where there is one, else plain. */
export interface UpstreamConnector {
  connect(
    endpoint: HttpEndpoint,
    options: { readonly timeoutMs: number },
    owner: ConnectOwner,
  ): { cancel(): void };
}
