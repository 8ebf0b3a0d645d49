/**
 * The `baggage` field, in which each side of a tunnel describes its workload for the other's telemetry. Nothing in it
 * is proven: it labels metrics and logs and must never decide anything.
 */
import type { Workload } from "@ambit/model";
import { isHeaderText } from "./header-text.ts";

/** What a peer says about its workload. A member that is absent or empty is `undefined`. */
export interface Baggage {
  readonly clusterId: string | undefined;
  readonly namespace: string | undefined;
  readonly workloadName: string | undefined;
  readonly serviceName: string | undefined;
  readonly revision: string | undefined;
  readonly region: string | undefined;
  readonly zone: string | undefined;
}

/** The fields of a workload that its baggage is made of. */
export type BaggageSource = Pick<
  Workload,
  | "clusterId"
  | "namespace"
  | "workloadType"
  | "workloadName"
  | "canonicalName"
  | "canonicalRevision"
  | "locality"
>;

// W3C Baggage §3.3.2 asks for 8192 bytes and 64 members to be carried; a mesh peer sends seven members. Beyond the
// bounds a value is no baggage of ours, and reading it would be work that a peer can ask for without limit.
const MAX_TOTAL_LENGTH = 8192;
const MAX_MEMBERS = 64;

const FIELDS: ReadonlyMap<string, keyof Baggage> = new Map([
  ["k8s.cluster.name", "clusterId"],
  ["k8s.namespace.name", "namespace"],
  ["k8s.deployment.name", "workloadName"],
  ["k8s.cronjob.name", "workloadName"],
  ["k8s.pod.name", "workloadName"],
  ["k8s.job.name", "workloadName"],
  ["service.name", "serviceName"],
  ["service.version", "revision"],
  ["cloud.region", "region"],
  ["cloud.availability_zone", "zone"],
]);

/** What a peer without baggage says. */
export const NO_BAGGAGE: Baggage = Object.freeze({
  clusterId: undefined,
  namespace: undefined,
  workloadName: undefined,
  serviceName: undefined,
  revision: undefined,
  region: undefined,
  zone: undefined,
});

/**
 * The baggage of a workload, members in ztunnel's order, without escaping. Empty values are left out, and so are those
 * that no header can carry. The result may be empty; the header is sent all the same.
 */
export function formatBaggage(workload: BaggageSource): string {
  let text = formatted.get(workload);
  if (text === undefined) {
    text = joinMembers(workload);
    formatted.set(workload, text);
  }
  return text;
}

/** Records are frozen and replaced, so that one's text can be kept as long as the record. */
const formatted = new WeakMap<BaggageSource, string>();

function joinMembers(workload: BaggageSource): string {
  const members: (readonly [key: string, value: string])[] = [
    ["k8s.cluster.name", workload.clusterId],
    ["k8s.namespace.name", workload.namespace],
    [`k8s.${workload.workloadType}.name`, workload.workloadName],
    ["service.name", workload.canonicalName],
    ["service.version", workload.canonicalRevision],
    ["cloud.region", workload.locality.region],
    ["cloud.availability_zone", workload.locality.zone],
  ];
  return members
    .filter(([key, value]) => value !== "" && isHeaderText(key) && isHeaderText(value))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/**
 * Reads every instance of the field as ztunnel does: no trimming, the last member of a name counts, what follows a
 * second `=` is dropped. One value that is not visible ASCII, or too much of everything, makes it no baggage at all.
 */
export function parseBaggage(values: readonly string[]): Baggage {
  let length = 0;
  let memberCount = 0;
  const baggage: { -readonly [Field in keyof Baggage]: Baggage[Field] } = { ...NO_BAGGAGE };
  for (const value of values) {
    length += value.length;
    if (length > MAX_TOTAL_LENGTH || !isHeaderText(value)) {
      return NO_BAGGAGE;
    }
    const members = value.split(",");
    memberCount += members.length;
    if (memberCount > MAX_MEMBERS) {
      return NO_BAGGAGE;
    }
    for (const member of members) {
      const [key, text] = member.split("=", 2);
      const field = FIELDS.get(key ?? "");
      if (field !== undefined && text !== undefined) {
        baggage[field] = text === "" ? undefined : text;
      }
    }
  }
  return baggage;
}
