/** What a peer can do wrong, and what it is answered. */
import { CodedError } from "@ambit/errors";

/** Which rule a peer broke, so that owners can answer, log and count without matching text. */
export type Http1FaultCode =
  | "bare-lf"
  | "bare-cr"
  | "control-character"
  | "bad-request-line"
  | "bad-method"
  | "bad-target"
  | "bad-version"
  | "low-version"
  | "target-too-long"
  | "bad-status-line"
  | "obs-fold"
  | "bad-field-name"
  | "head-too-large"
  | "too-many-headers"
  | "missing-host"
  | "duplicate-host"
  | "bad-host"
  | "bad-content-length"
  | "duplicate-content-length"
  | "content-length-and-transfer-encoding"
  | "content-length-not-allowed"
  | "bad-transfer-encoding"
  | "transfer-encoding-not-allowed"
  | "bad-chunk-size"
  | "bad-chunk-extension"
  | "bad-chunk-end"
  | "chunk-line-too-long"
  | "chunk-extensions-too-long"
  | "trailers-too-large"
  | "too-many-trailers"
  | "unexpected-response"
  | "unexpected-upgrade"
  | "too-many-interim-responses"
  | "truncated";

/** A broken rule, and the status that tells a client of it: of a request 400 and others, of a response 502 or 503. */
export interface Http1Fault {
  readonly code: Http1FaultCode;
  readonly status: number;
}

/** A call that its documentation rules out. */
export type Http1ErrorCode = "bad-call";

/** Wrong use of this package by its owner. Nothing that a peer sends is reported in this way. */
export class Http1Error extends CodedError<Http1ErrorCode> {}

/** The fault of a request. */
export function requestFault(code: Http1FaultCode): Http1Fault {
  return { code, status: REQUEST_STATUS.get(code) ?? 400 };
}

/** The fault of a response, which is the upstream's and not the client's. */
export function responseFault(code: Http1FaultCode): Http1Fault {
  return { code, status: TOO_LARGE.has(code) ? 503 : 502 };
}

/** All others are 400. */
const REQUEST_STATUS: ReadonlyMap<Http1FaultCode, number> = new Map([
  ["low-version", 426],
  ["target-too-long", 414],
  ["head-too-large", 431],
  ["too-many-headers", 431],
  ["trailers-too-large", 431],
  ["too-many-trailers", 431],
]);

const TOO_LARGE: ReadonlySet<Http1FaultCode> = new Set([
  "head-too-large",
  "too-many-headers",
  "trailers-too-large",
  "too-many-trailers",
]);
