import { KubeError } from "./kube-error.ts";
import { isRecord } from "./kube-object.ts";

/** A question to the API server: may the caller do that? */
export interface AccessQuestion {
  /** `get`, `create` and so on. */
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly plural: string;
  /** All namespaces, or none, when absent. */
  readonly namespace?: string | undefined;
}

/** The server's answer; the reason may be empty. */
export interface AccessAnswer {
  readonly isAllowed: boolean;
  readonly reason: string;
}

/** Throws KubeError "bad-response". */
export function decodeAccessReview(answer: unknown): AccessAnswer {
  const status = isRecord(answer) ? answer["status"] : undefined;
  if (!isRecord(status)) throw new KubeError("bad-response", "a SelfSubjectAccessReview without status");
  const { allowed, reason } = status;
  return { isAllowed: allowed === true, reason: typeof reason === "string" ? reason : "" };
}

/** Of `/version`. Throws KubeError "bad-response". */
export function decodeVersion(answer: unknown): string {
  const version = isRecord(answer) ? answer["gitVersion"] : undefined;
  if (typeof version !== "string") throw new KubeError("bad-response", "a version without gitVersion");
  return version;
}
