/** DNS requests of a thread, counted here and posted as deltas on the tick. */
import type { Workload } from "@ambit/model";
import { formatIdentity } from "@ambit/model";
import type { DnsDelta, HostnameDelta } from "../../messages.ts";

/** The types that have a name in metrics and in the log; all others are one, since anybody can make up a number. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [1, "A"],
  [2, "NS"],
  [5, "CNAME"],
  [6, "SOA"],
  [10, "NULL"],
  [12, "PTR"],
  [13, "HINFO"],
  [15, "MX"],
  [16, "TXT"],
  [24, "SIG"],
  [25, "KEY"],
  [28, "AAAA"],
  [33, "SRV"],
  [35, "NAPTR"],
  [37, "CERT"],
  [43, "DS"],
  [44, "SSHFP"],
  [46, "RRSIG"],
  [47, "NSEC"],
  [48, "DNSKEY"],
  [50, "NSEC3"],
  [51, "NSEC3PARAM"],
  [52, "TLSA"],
  [59, "CDS"],
  [60, "CDNSKEY"],
  [61, "OPENPGPKEY"],
  [62, "CSYNC"],
  [64, "SVCB"],
  [65, "HTTPS"],
  [251, "IXFR"],
  [252, "AXFR"],
  [255, "ANY"],
  [257, "CAA"],
]);

/** As the log calls a record type. */
export function dnsTypeName(type: number): string {
  return TYPE_NAMES.get(type) ?? "Unknown";
}

/** Whose request it is, and of what kind. */
export interface DnsLabels {
  readonly type: number;
  readonly transport: "udp" | "tcp";
  readonly source: Workload;
}

interface Counts {
  readonly labels: DnsDelta["labels"];
  requests: number;
  upstreamRequests: number;
  upstreamFailures: number;
  upstreamSeconds: number[];
}

/** See the module comment. Between two ticks it holds as many entries as there were kinds of requests. */
export class DnsCounters {
  readonly #counts = new Map<string, Counts>();
  readonly #hostnames = new Map<string, { readonly labels: readonly string[]; count: number }>();

  requested(labels: DnsLabels): void {
    this.#of(labels).requests += 1;
  }

  forwarded(labels: DnsLabels): void {
    this.#of(labels).upstreamRequests += 1;
  }

  /** The end of a forwarded request, however it ended. */
  answered(labels: DnsLabels, seconds: number, isFailure: boolean): void {
    const counts = this.#of(labels);
    counts.upstreamSeconds.push(seconds);
    if (isFailure) counts.upstreamFailures += 1;
  }

  /** A workload is reached by its host name, whether or not that had to be looked up. */
  hostnameUsed(source: Workload, hostname: string): void {
    const labels = [...sourceLabels(source), hostname];
    const key = labels.join("\0");
    const entry = this.#hostnames.get(key);
    if (entry === undefined) this.#hostnames.set(key, { labels, count: 1 });
    else entry.count += 1;
  }

  takeDeltas(): { readonly dns: readonly DnsDelta[]; readonly hostnames: readonly HostnameDelta[] } {
    const deltas = { dns: [...this.#counts.values()], hostnames: [...this.#hostnames.values()] };
    this.#counts.clear();
    this.#hostnames.clear();
    return deltas;
  }

  #of({ type, transport, source }: DnsLabels): Counts {
    const labels = [
      dnsTypeName(type).toLowerCase(),
      transport,
      known(source.canonicalName),
      known(source.canonicalRevision),
    ];
    const key = labels.join("\0");
    let counts = this.#counts.get(key);
    if (counts === undefined) {
      counts = { labels, requests: 0, upstreamRequests: 0, upstreamFailures: 0, upstreamSeconds: [] };
      this.#counts.set(key, counts);
    }
    return counts;
  }
}

function sourceLabels(source: Workload): readonly string[] {
  return [
    known(source.workloadName),
    known(source.canonicalName),
    known(source.canonicalRevision),
    known(source.namespace),
    formatIdentity(source),
    known(source.canonicalName),
    known(source.canonicalRevision),
    known(source.clusterId),
  ];
}

function known(value: string): string {
  return value === "" ? "unknown" : value;
}
