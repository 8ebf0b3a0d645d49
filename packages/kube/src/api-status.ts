/** From the API server's answer to a KubeError. */
import { KubeError, type KubeErrorCode } from "./kube-error.ts";
import { isRecord } from "./kube-object.ts";

/** The code of a Status with this HTTP status and reason. */
export function codeOf(status: number, reason: string | undefined): KubeErrorCode {
  if (status === 409) {
    return reason === "AlreadyExists" ? "already-exists" : "conflict";
  }
  const code = CODES.get(status);
  if (code !== undefined) {
    return code;
  }
  return status >= 500 ? "server-error" : "bad-request";
}

const CODES: ReadonlyMap<number, KubeErrorCode> = new Map([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
  [405, "unsupported"],
  [406, "unsupported"],
  [408, "timeout"],
  [410, "gone"],
  [413, "too-large"],
  [415, "unsupported"],
  [422, "invalid"],
  [429, "too-many-requests"],
  [502, "unavailable"],
  [503, "unavailable"],
  [504, "timeout"],
]);

/** The API's own words are cut there: a refused object of a thousand fields is named in full. */
const MAX_MESSAGE_CHARS = 4096;

/** What was asked, and where the answer's head has something to say. */
export interface FailedAnswer {
  /** `GET /api/v1/pods`, for the message. */
  readonly what: string;
  readonly status: number;
  readonly retryAfterMs?: number | undefined;
}

/** `body` is the parsed answer if it is JSON, else its text. */
export function errorFromAnswer(answer: FailedAnswer, body: unknown): KubeError {
  const { message, reason, retryAfterMs: askedMs } = decodeStatus(body);
  const { what, status, retryAfterMs = askedMs } = answer;
  const words = (message === "" ? `status ${status}` : message).slice(0, MAX_MESSAGE_CHARS);
  return new KubeError(codeOf(status, reason), `${what}: ${words}`, { status, reason, retryAfterMs });
}

/** Of the object in a watch's ERROR line, which has no HTTP status. */
export function errorFromStatus(what: string, body: unknown): KubeError {
  const status = isRecord(body) && typeof body["code"] === "number" ? body["code"] : 500;
  return errorFromAnswer({ what, status }, body);
}

/** Retry-After in seconds; the form with a date is not used by API servers. */
export function parseRetryAfterMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : undefined;
}

function decodeStatus(body: unknown): {
  readonly message: string;
  readonly reason: string | undefined;
  readonly retryAfterMs: number | undefined;
} {
  if (!isRecord(body)) {
    return {
      message: typeof body === "string" ? body.trim() : "",
      reason: undefined,
      retryAfterMs: undefined,
    };
  }
  const { message, reason, details } = body;
  const seconds = isRecord(details) ? details["retryAfterSeconds"] : undefined;
  return {
    message: typeof message === "string" ? message : "",
    reason: typeof reason === "string" ? reason : undefined,
    retryAfterMs: typeof seconds === "number" ? seconds * 1000 : undefined,
  };
}
