/** The condition of a pod that tells people, and whoever waits for it, whether the pod is in the mesh. */

export const ENROLLED_CONDITION = "ambient.istio.io/Enrolled";

/** Closed: alerts are written against these. */
export const ENROLLED_REASONS = [
  "Enrolled",
  // It is, but a NetworkPolicy keeps connections from it.
  "NetworkPolicyConflict",
  "ZtunnelNotReady",
  "ListenersMissing",
  "RulesNotInstalled",
  "NetworkNamespaceNotFound",
  // The plugin was told that it must not start.
  "StartRefused",
  // AMBIT_ENROLMENT=strict: it cannot be enrolled, so its traffic is dropped.
  "TrafficDropped",
] as const;

export type EnrolledReason = (typeof ENROLLED_REASONS)[number];

export interface EnrolledCondition {
  readonly status: "True" | "False";
  readonly reason: EnrolledReason;
  /** Empty when all is well. */
  readonly message: string;
}

/** The API takes 32 KiB; what programs print may be more than anybody reads. */
const MESSAGE_CHARS = 1_000;

const REASONS: ReadonlySet<string> = new Set(ENROLLED_REASONS);

/** Of `status.conditions`. One that is not as we write it is as good as none: it will be replaced. */
export function findEnrolledCondition(conditions: unknown): EnrolledCondition | undefined {
  const items: readonly unknown[] = Array.isArray(conditions) ? conditions : [];
  for (const item of items) {
    if (typeof item !== "object" || item === null) continue;
    const { type, status, reason, message = "" }: Readonly<Record<string, unknown>> = { ...item };
    if (type !== ENROLLED_CONDITION) continue;
    if ((status === "True" || status === "False") && isReason(reason) && typeof message === "string") {
      return { status, reason, message };
    }
  }
  return undefined;
}

/** As an entry of a strategic merge patch. */
export function encodeEnrolledCondition(
  condition: EnrolledCondition | undefined,
  before: EnrolledCondition | undefined,
  epochMs: number,
): Readonly<Record<string, unknown>> {
  if (condition === undefined) return { type: ENROLLED_CONDITION, $patch: "delete" };
  const isTransition = before?.status !== condition.status;
  return {
    type: ENROLLED_CONDITION,
    ...condition,
    message: shorten(condition.message),
    ...(isTransition ? { lastTransitionTime: `${new Date(epochMs).toISOString().slice(0, 19)}Z` } : {}),
  };
}

/** Whether what the pod has says the same. */
export function isSameCondition(
  left: EnrolledCondition | undefined,
  right: EnrolledCondition | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.status === right.status &&
    left.reason === right.reason &&
    shorten(left.message) === shorten(right.message)
  );
}

function shorten(message: string): string {
  return message.length > MESSAGE_CHARS ? `${message.slice(0, MESSAGE_CHARS)}...` : message;
}

function isReason(value: unknown): value is EnrolledReason {
  return typeof value === "string" && REASONS.has(value);
}
