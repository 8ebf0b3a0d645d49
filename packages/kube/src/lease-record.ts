/** What an election reads from a Lease of coordination.k8s.io/v1, and writes into it. Field for field as client-go. */
import { isRecord, type KubeObject, type KubeResource } from "./kube-object.ts";

export const LEASES: KubeResource = {
  group: "coordination.k8s.io",
  version: "v1",
  plural: "leases",
  isNamespaced: true,
};

/** Times stay texts: they are of other clocks. */
export interface LeaseRecord {
  /** Empty when nobody holds the Lease. */
  readonly holderIdentity: string;
  /** 0 when the Lease does not say. */
  readonly leaseDurationSeconds: number;
  readonly acquireTime: string;
  readonly renewTime: string;
  readonly leaseTransitions: number;
}

/** What is missing counts as empty: whoever wrote such a Lease holds nothing. */
export function decodeLeaseRecord({ spec }: KubeObject): LeaseRecord {
  const fields = isRecord(spec) ? spec : {};
  return {
    holderIdentity: textOf(fields["holderIdentity"]),
    leaseDurationSeconds: countOf(fields["leaseDurationSeconds"]),
    acquireTime: textOf(fields["acquireTime"]),
    renewTime: textOf(fields["renewTime"]),
    leaseTransitions: countOf(fields["leaseTransitions"]),
  };
}

/** Who writes a record, and when by its own wall clock. */
export interface Holder {
  readonly identity: string;
  readonly leaseDurationMs: number;
  /** Milliseconds since the epoch. */
  readonly epochMs: number;
}

/** The record with which `holder` takes or keeps the Lease. */
export function heldRecord(previous: LeaseRecord | undefined, holder: Holder): LeaseRecord {
  const now = formatMicroTime(holder.epochMs);
  const isRenewal = previous?.holderIdentity === holder.identity;
  const transitions = previous?.leaseTransitions ?? 0;
  return {
    holderIdentity: holder.identity,
    leaseDurationSeconds: Math.ceil(holder.leaseDurationMs / 1000),
    acquireTime: isRenewal && previous.acquireTime !== "" ? previous.acquireTime : now,
    renewTime: now,
    leaseTransitions: previous === undefined || isRenewal ? transitions : transitions + 1,
  };
}

/** The record with which a holder gives the Lease up. */
export function releasedRecord(previous: LeaseRecord, epochMs: number): LeaseRecord {
  const now = formatMicroTime(epochMs);
  return { ...previous, holderIdentity: "", leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
}

export function isSameRecord(left: LeaseRecord, right: LeaseRecord): boolean {
  return (
    left.holderIdentity === right.holderIdentity &&
    left.renewTime === right.renewTime &&
    left.acquireTime === right.acquireTime &&
    left.leaseTransitions === right.leaseTransitions &&
    left.leaseDurationSeconds === right.leaseDurationSeconds
  );
}

/** Kubernetes' MicroTime: RFC 3339 with six digits. */
function formatMicroTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "000Z");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function countOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
