/** Which headers do not pass, and which the waypoint sets itself, in both directions. */
import { type HeaderList, removeHopByHop } from "@ambit/http1";

/** What would control this proxy, or what proxies of a mesh tell each other: nobody else's business. */
const CONTROL_PREFIX = "x-envoy-";
const CLIENT_CERTIFICATE = "x-forwarded-client-cert";
const SERVER_NAME = "istio-envoy";

/** What a request wants the connection to become. `h2c` is not followed: the request goes on as it is. */
export type UpgradeRequest = "none" | "websocket" | "refused";

/** Of the protocols that a client would switch to, in lower case. */
export function upgradeOf(protocols: readonly string[]): UpgradeRequest {
  if (protocols.includes("websocket")) return "websocket";
  return protocols.every((protocol) => protocol === "h2c") ? "none" : "refused";
}

/** Who the client is, if the application is to be told. */
export interface ForwardedIdentity {
  readonly own: string;
  readonly client: string;
}

/** What the request brings to the application beside its own headers. */
export interface RequestAdditions {
  readonly requestId: string;
  readonly scheme: string;
  readonly identity: ForwardedIdentity | undefined;
}

/** What is done with every request before policies see it. */
export function sanitizeRequest(headers: HeaderList, additions: RequestAdditions): void {
  removeHopByHop(headers);
  for (let at = headers.size - 1; at >= 0; at--) {
    const name = headers.nameAt(at);
    if (name.startsWith(CONTROL_PREFIX) || name === CLIENT_CERTIFICATE || name === "http2-settings") {
      headers.removeAt(at);
    }
  }
  if (!headers.has("x-request-id")) headers.appendKnown("x-request-id", "x-request-id", additions.requestId);
  if (!headers.has("x-forwarded-proto")) {
    headers.appendKnown("x-forwarded-proto", "x-forwarded-proto", additions.scheme);
  }
  const { identity } = additions;
  if (identity !== undefined) headers.append(CLIENT_CERTIFICATE, `By=${identity.own};URI=${identity.client}`);
}

/** What is done with every final response of a backend. */
export function sanitizeResponse(headers: HeaderList, serviceTimeMs: number): void {
  removeHopByHop(headers);
  headers.remove("x-envoy-peer-metadata");
  headers.remove("x-envoy-peer-metadata-id");
  headers.set("server", SERVER_NAME);
  headers.set("x-envoy-upstream-service-time", String(Math.max(0, Math.round(serviceTimeMs))));
}

/** What is done with every answer of our own. */
export function completeLocalReply(headers: HeaderList, date: string): void {
  if (!headers.has("date")) headers.append("date", date);
  headers.set("server", SERVER_NAME);
}
