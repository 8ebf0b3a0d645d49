import { KubeError } from "./kube-error.ts";
import { isRecord } from "./kube-object.ts";

/** A question to the API server: whose token is this? */
export interface TokenReview {
  readonly token: string;
  /** The token has to be good for one of them; none stands for the API server's own. */
  readonly audiences: readonly string[];
}

/** Whose token it is. */
export type TokenReviewAnswer =
  | {
      readonly isAuthenticated: true;
      readonly username: string;
      readonly uid: string;
      readonly groups: readonly string[];
      /** Like `authentication.kubernetes.io/pod-uid`. */
      readonly extra: ReadonlyMap<string, readonly string[]>;
      /** Those asked for that the token is good for. Empty from a server that does not check audiences: refuse then. */
      readonly audiences: readonly string[];
    }
  | { readonly isAuthenticated: false; readonly error: string };

/** Binds a token to an object: it ends with it. */
export interface BoundObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** For a token of a service account. */
export interface TokenRequest {
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly boundObject?: BoundObject | undefined;
}

/** What a TokenRequest is answered with. */
export interface ServiceAccountToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** Throws KubeError "bad-response": who cannot be read is nobody. */
export function decodeTokenReview(answer: unknown): TokenReviewAnswer {
  const status = isRecord(answer) ? answer["status"] : undefined;
  if (!isRecord(status)) {
    throw new KubeError("bad-response", "a TokenReview without status");
  }
  const { authenticated, error, user, audiences } = status;
  if (authenticated !== true) {
    return { isAuthenticated: false, error: typeof error === "string" ? error : "" };
  }
  if (!isRecord(user) || typeof user["username"] !== "string" || user["username"] === "") {
    throw new KubeError("bad-response", "a TokenReview that authenticates nobody");
  }
  return {
    isAuthenticated: true,
    username: user["username"],
    uid: typeof user["uid"] === "string" ? user["uid"] : "",
    groups: textsOf(user["groups"], "groups"),
    extra: extraOf(user["extra"]),
    audiences: textsOf(audiences, "audiences"),
  };
}

/** Throws KubeError "bad-response". */
export function decodeServiceAccountToken(answer: unknown): ServiceAccountToken {
  const status = isRecord(answer) ? answer["status"] : undefined;
  const { token, expirationTimestamp } = isRecord(status) ? status : {};
  const expiresAtMs = typeof expirationTimestamp === "string" ? Date.parse(expirationTimestamp) : Number.NaN;
  if (typeof token !== "string" || token === "" || Number.isNaN(expiresAtMs)) {
    throw new KubeError("bad-response", "a TokenRequest without token or expiry");
  }
  return { token, expiresAtMs };
}

function extraOf(value: unknown): ReadonlyMap<string, readonly string[]> {
  if (value === undefined || value === null) {
    return new Map();
  }
  if (!isRecord(value)) {
    throw new KubeError("bad-response", "a TokenReview whose extra is no object");
  }
  return new Map(Object.entries(value).map(([key, texts]) => [key, textsOf(texts, key)]));
}

function textsOf(value: unknown, field: string): readonly string[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value) || !value.every((text) => typeof text === "string")) {
    throw new KubeError("bad-response", `a TokenReview whose ${field} is no list of texts`);
  }
  return value;
}
