/**
 * The fields of an access-log line that are the same for all connections between the same two ends, formatted once:
 * most of a line's text, and of the cost of writing it.
 */
import { formatIdentity } from "@ambit/model";
import { FieldGroup } from "@ambit/telemetry";
import type { TlsFacts } from "@ambit/tls";
import { provenIdentities } from "../thread/peer-check.ts";
import type { ConnectionFacts } from "./connection-record.ts";
import type { RemoteDestination } from "./traffic-counters.ts";

/** `src.workload` to `src.cluster`, and `dst.service` to `direction`. */
export interface EndpointGroups {
  readonly source: FieldGroup;
  readonly destination: FieldGroup;
}

/** Kept as long as their keys: the facts' series, the tunnel's TLS facts. */
export class AccessFields {
  readonly #endpoints = new WeakMap<object, EndpointGroups>();
  readonly #tls = new WeakMap<TlsFacts, FieldGroup>();

  /** `key` is the same object for connections of equal facts, addresses apart. */
  endpoints(key: object, facts: ConnectionFacts): EndpointGroups {
    // Many peers without a record may share one key: what they say of themselves is not kept for each other.
    const hasBaggage = facts.source === undefined && facts.sourceBaggage !== undefined;
    if (hasBaggage || facts.remote !== undefined) {
      return { source: sourceGroup(facts), destination: destinationGroup(facts) };
    }
    let groups = this.#endpoints.get(key);
    if (groups === undefined) {
      groups = { source: sourceGroup(facts), destination: destinationGroup(facts) };
      this.#endpoints.set(key, groups);
    }
    return groups;
  }

  /** Proven facts of the tunnel; stock ztunnel has no such fields. */
  tls(facts: TlsFacts): FieldGroup {
    let group = this.#tls.get(facts);
    if (group === undefined) {
      group = new FieldGroup({
        "tls.version": facts.version,
        "tls.cipher": facts.cipher,
        "tls.group": facts.group,
        "tls.peer_identity": provenIdentities(facts.peerUriSans),
        "tls.peer_serial": facts.peerSerial,
      });
      this.#tls.set(facts, group);
    }
    return group;
  }
}

function sourceGroup({ source, sourceBaggage, sourceIdentity }: ConnectionFacts): FieldGroup {
  return new FieldGroup({
    "src.workload": source === undefined ? sourceBaggage?.serviceName : orAbsent(source.name),
    "src.namespace": orAbsent(source?.namespace ?? sourceBaggage?.namespace),
    "src.identity": sourceIdentity === undefined ? undefined : formatIdentity(sourceIdentity),
    "src.cluster": orAbsent(source?.clusterId ?? sourceBaggage?.clusterId),
  });
}

function destinationGroup(facts: ConnectionFacts): FieldGroup {
  const { service, destination, remote, isMutualTls, direction } = facts;
  if (remote !== undefined) return remoteGroup(facts, remote);
  return new FieldGroup({
    "dst.service": service?.hostname,
    "dst.workload": orAbsent(destination?.name),
    "dst.namespace": orAbsent(destination?.namespace),
    "dst.identity": isMutualTls && destination !== undefined ? formatIdentity(destination) : undefined,
    "dst.cluster": orAbsent(destination?.clusterId),
    direction,
  });
}

function remoteGroup({ service, direction }: ConnectionFacts, remote: RemoteDestination): FieldGroup {
  const { baggage, identity } = remote;
  return new FieldGroup({
    "dst.service": service?.hostname,
    "dst.workload": orAbsent(baggage.serviceName),
    "dst.namespace": orAbsent(baggage.namespace),
    "dst.identity": identity === undefined ? undefined : formatIdentity(identity),
    "dst.cluster": orAbsent(baggage.clusterId),
    direction,
  });
}

function orAbsent(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
