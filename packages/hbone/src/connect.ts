/** The CONNECT exchange that opens a tunnel: what each side sends, and what it takes from the other's fields. */
import type { HeaderField } from "@ambit/http2";
import { parseForwardedHost } from "./forwarded.ts";

/** Header values of one CONNECT, formatted. */
export interface ConnectHead {
  /** `ip:port`, or `hostname:port` in double HBONE. */
  readonly authority: string;
  readonly baggage: string;
  readonly forwarded: string;
  readonly traceparent: string;
  /** The sender's network; only in the inner request of double HBONE. */
  readonly forwardedNetwork?: string;
}

/** What a server reads from a request. Everything but the authority is a peer's unproven word. */
export interface ConnectRequest {
  readonly authority: string;
  /** Every value of the field, unread: it is rarely needed, and reading it costs the most. See `parseBaggage`. */
  readonly baggageValues: readonly string[];
  readonly forwardedHost: string | undefined;
  /** Unread as well; see `parseTraceparent`. */
  readonly traceparent: string | undefined;
  readonly forwardedNetwork: string | undefined;
}

/** What a client reads from a response. */
export interface ConnectResponse {
  /** 0 if there is no status of three digits. Only 200 opens the tunnel, not any other 2xx. */
  readonly status: number;
  /** As in a request: unread. */
  readonly baggageValues: readonly string[];
}

/**
 * Statuses that a refused CONNECT is answered with: bad request, denied by policy (401 by a node proxy, 403 by a waypoint),
 * nothing of the kind here, no way to the application.
 */
export type ConnectErrorStatus = 400 | 401 | 403 | 404 | 503;

/** RFC 9113 §8.5: no `:scheme`, no `:path`. The order is ztunnel's. */
export function connectRequest(head: ConnectHead): HeaderField[] {
  const fields: HeaderField[] = [
    [":method", "CONNECT"],
    [":authority", head.authority],
    ["baggage", head.baggage],
    ["forwarded", head.forwarded],
    ["traceparent", head.traceparent],
  ];
  if (head.forwardedNetwork !== undefined) {
    fields.push(["x-forwarded-network", head.forwardedNetwork]);
  }
  return fields;
}

/** The tunnel is open: the application has accepted. `baggage` describes the destination workload. */
export function okResponse(baggage?: string): HeaderField[] {
  return baggage === undefined
    ? [[":status", "200"]]
    : [
        [":status", "200"],
        ["baggage", baggage],
      ];
}

/** Goes out with END_STREAM: no body, no baggage. */
export function errorResponse(status: ConnectErrorStatus): HeaderField[] {
  return [[":status", String(status)]];
}

/** `undefined` is to be answered by 400: not a CONNECT, or one without authority. */
export function parseConnectRequest(fields: readonly HeaderField[]): ConnectRequest | undefined {
  let method: string | undefined;
  let authority: string | undefined;
  let forwarded: string | undefined;
  let traceparent: string | undefined;
  let forwardedNetwork: string | undefined;
  let baggageValues = NO_VALUES;
  // One pass: this runs for every connection. Of a field that is repeated the first counts.
  for (const [name, value] of fields) {
    if (name === ":method") method ??= value;
    else if (name === ":authority") authority ??= value;
    else if (name === "baggage") baggageValues = append(baggageValues, value);
    else if (name === "forwarded") forwarded ??= value;
    else if (name === "traceparent") traceparent ??= value;
    else if (name === "x-forwarded-network") forwardedNetwork ??= value;
  }
  if (method !== "CONNECT" || authority === undefined) {
    return undefined;
  }
  return {
    authority,
    baggageValues,
    forwardedHost: forwarded === undefined ? undefined : parseForwardedHost(forwarded),
    traceparent,
    forwardedNetwork,
  };
}

/** Never throws: a missing or malformed status is 0, which is no success. */
export function parseConnectResponse(fields: readonly HeaderField[]): ConnectResponse {
  let status: string | undefined;
  let baggageValues = NO_VALUES;
  for (const [name, value] of fields) {
    if (name === ":status") status ??= value;
    else if (name === "baggage") baggageValues = append(baggageValues, value);
  }
  return { status: status !== undefined && STATUS.test(status) ? Number(status) : 0, baggageValues };
}

/**
 * Whether a request came through a gateway of another network: its source address then is the gateway's and names
 * nobody here. As ztunnel, case does not count.
 */
export function isFromOtherNetwork(forwardedNetwork: string | undefined, localNetwork: string): boolean {
  return forwardedNetwork !== undefined && forwardedNetwork.toLowerCase() !== localNetwork.toLowerCase();
}

function append(values: readonly string[], value: string): readonly string[] {
  return values.length === 0 ? [value] : [...values, value];
}

const NO_VALUES: readonly string[] = [];
const STATUS = /^[0-9]{3}$/;
