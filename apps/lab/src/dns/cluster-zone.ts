/**
 * Names of a cluster as "Kubernetes DNS-Based Service Discovery" 1.1.0 has them:
 *
 *   service.namespace.svc.<domain>               its cluster addresses; without any, those of its endpoints; or a CNAME
 *   host.service.namespace.svc.<domain>          one endpoint: its hostname, or its address with dashes
 *   _port._proto.service.namespace.svc.<domain>  SRV
 *   10-1-0-1.namespace.pod.<domain>              a pod that is there
 */
import { findIpAddress, type IpAddress, ipFamily } from "@ambit/addr";
import {
  DNS_CLASS_IN,
  DNS_ROOT,
  DNS_TYPE,
  type DnsName,
  type DnsRecord,
  type DnsRecordData,
  findDnsName,
  findLabelsBelow,
  findReverseAddress,
  isAtOrBelow,
  parseDnsName,
} from "@ambit/dns";
import type { Endpoint } from "../cluster/objects/endpoint-slice.ts";
import type { Service } from "../cluster/objects/service.ts";
import type { EndpointOfService, ZoneView } from "./zone-view.ts";

/** What there is about a name. */
export type ZoneAnswer =
  /** The name is there; no records if there are none of the type. */
  | {
      readonly kind: "found";
      readonly records: readonly DnsRecord[];
      readonly additionals: readonly DnsRecord[];
    }
  /** Another name for this one: go on there. */
  | { readonly kind: "alias"; readonly record: DnsRecord; readonly target: DnsName }
  /** Neither it nor anything below it is there. */
  | { readonly kind: "missing" }
  /** A name of somebody else. */
  | { readonly kind: "foreign" };

/** Short, because pods come and go. */
export const TTL_SECONDS = 5;

const SCHEMA_VERSION = "1.1.0";
const MISSING: ZoneAnswer = { kind: "missing" };
const EMPTY: ZoneAnswer = { kind: "found", records: [], additionals: [] };
const REVERSE_ZONES = [parseDnsName("in-addr.arpa"), parseDnsName("ip6.arpa")];

/** Answers from the view at that moment. */
export class ClusterZone {
  readonly #view: ZoneView;
  readonly #domain: DnsName;
  readonly #ownAddresses: readonly IpAddress[];

  /** `ownAddresses` are the name server's, for `ns.dns.<domain>`. */
  constructor(view: ZoneView, domain: DnsName, ownAddresses: readonly IpAddress[]) {
    this.#view = view;
    this.#domain = domain;
    this.#ownAddresses = ownAddresses;
  }

  find(name: DnsName, type: number): ZoneAnswer {
    const labels = findLabelsBelow(name, this.#domain);
    if (labels === undefined) {
      return this.#findReverse(name, type);
    }
    switch (labels.at(-1)) {
      case undefined:
        return this.#apex(name, type);
      case "svc":
        return this.#findInServices(name, type, labels.slice(0, -1));
      case "pod":
        return this.#findInPods(name, type, labels.slice(0, -1));
      default:
        return this.#findOwn(name, type, labels.join("."));
    }
  }

  /** The record that says for how long a negative answer about this name is good. */
  authorityOf(name: DnsName): DnsRecord {
    const zone = [this.#domain, ...REVERSE_ZONES].find((known) => isAtOrBelow(name, known)) ?? DNS_ROOT;
    return record(zone, {
      type: "SOA",
      primary: this.#below("ns.dns"),
      mailbox: this.#below("hostmaster"),
      serial: 1,
      refreshSeconds: 7200,
      retrySeconds: 1800,
      expireSeconds: 86_400,
      minimumTtl: TTL_SECONDS,
    });
  }

  #apex(name: DnsName, type: number): ZoneAnswer {
    if (type === DNS_TYPE.SOA) {
      return found([this.authorityOf(name)]);
    }
    return type === DNS_TYPE.NS
      ? found([record(name, { type: "NS", target: this.#below("ns.dns") })])
      : EMPTY;
  }

  #findOwn(name: DnsName, type: number, label: string): ZoneAnswer {
    if (label === "dns-version") {
      const strings = [new TextEncoder().encode(SCHEMA_VERSION)];
      return type === DNS_TYPE.TXT ? found([record(name, { type: "TXT", strings })]) : EMPTY;
    }
    if (label === "dns") {
      return EMPTY;
    }
    return label === "ns.dns" ? found(addressRecords(name, type, this.#ownAddresses)) : MISSING;
  }

  #findInServices(name: DnsName, type: number, labels: readonly string[]): ZoneAnswer {
    const [namespace, serviceName, ...rest] = labels.toReversed();
    if (namespace === undefined) {
      return EMPTY;
    }
    if (serviceName === undefined) {
      return this.#view.namespaces.find({ name: namespace }) === undefined ? MISSING : EMPTY;
    }
    const service = this.#view.services.find({ namespace, name: serviceName });
    if (service === undefined) {
      return MISSING;
    }
    if (rest.length === 0) {
      return this.#findService(name, type, service);
    }
    return rest[0]?.startsWith("_") === true
      ? this.#findPort(name, type, { service, labels: rest })
      : this.#findEndpoint(name, type, { service, labels: rest });
  }

  #findService(name: DnsName, type: number, service: Service): ZoneAnswer {
    if (service.externalName !== undefined) {
      const target = findDnsName(service.externalName);
      return target === undefined
        ? EMPTY
        : { kind: "alias", record: record(name, { type: "CNAME", target }), target };
    }
    if (type === DNS_TYPE.SRV) {
      return this.#ports(name, service, () => true);
    }
    const addresses = service.isHeadless
      ? this.#view.endpointsOf(service).flatMap(({ endpoint }) => endpoint.addresses)
      : service.clusterIps;
    return found(addressRecords(name, type, [...new Set(addresses)]));
  }

  /** `labels` go up from the service: `_tcp`, then `_http`. */
  #findPort(
    name: DnsName,
    type: number,
    { service, labels }: { readonly service: Service; readonly labels: readonly string[] },
  ): ZoneAnswer {
    const [protocol, portName, ...more] = labels;
    const isOf = (port: { readonly name: string; readonly protocol: string }): boolean =>
      protocol === `_${port.protocol.toLowerCase()}` &&
      (portName === undefined || portName === `_${port.name}`);
    if (more.length > 0 || service.externalName !== undefined || !service.ports.some(isOf)) {
      return MISSING;
    }
    return portName === undefined || type !== DNS_TYPE.SRV ? EMPTY : this.#ports(name, service, isOf);
  }

  /** SRV records of a service: itself, or each endpoint of one without an address. */
  #ports(
    name: DnsName,
    service: Service,
    isWanted: (port: { readonly name: string; readonly protocol: string }) => boolean,
  ): ZoneAnswer {
    const head = { type: "SRV", priority: 0, weight: 100 } as const;
    if (!service.isHeadless) {
      const target = this.#nameOf(service);
      const records = service.ports
        .filter(isWanted)
        .map(({ port }) => record(name, { ...head, port, target }));
      return {
        kind: "found",
        records,
        additionals: addressRecords(target, DNS_TYPE.ANY, service.clusterIps),
      };
    }
    const endpoints = this.#view.endpointsOf(service);
    const records = endpoints.flatMap(({ endpoint, ports }) =>
      ports
        .filter(isWanted)
        .map(({ port }) => record(name, { ...head, port, target: this.#nameOf(service, endpoint) })),
    );
    const additionals = endpoints.flatMap(({ endpoint }) =>
      addressRecords(this.#nameOf(service, endpoint), DNS_TYPE.ANY, endpoint.addresses),
    );
    return { kind: "found", records, additionals };
  }

  /** Only services without an address of their own name their endpoints. */
  #findEndpoint(
    name: DnsName,
    type: number,
    { service, labels }: { readonly service: Service; readonly labels: readonly string[] },
  ): ZoneAnswer {
    const [host, ...more] = labels;
    const isHost = ({ endpoint }: EndpointOfService): boolean => hostOf(endpoint) === host;
    const endpoints = service.isHeadless ? this.#view.endpointsOf(service).filter(isHost) : [];
    if (more.length > 0 || endpoints.length === 0) {
      return MISSING;
    }
    return found(
      addressRecords(
        name,
        type,
        endpoints.flatMap(({ endpoint }) => endpoint.addresses),
      ),
    );
  }

  #findInPods(name: DnsName, type: number, labels: readonly string[]): ZoneAnswer {
    const [namespace, host, ...more] = labels.toReversed();
    if (namespace === undefined) {
      return EMPTY;
    }
    if (host === undefined) {
      return this.#view.namespaces.find({ name: namespace }) === undefined ? MISSING : EMPTY;
    }
    const address = findIpAddress(host.replaceAll("-", ".")) ?? findIpAddress(host.replaceAll("-", ":"));
    const isThere = more.length === 0 && address !== undefined && this.#view.hasPod(namespace, address);
    return isThere ? found(addressRecords(name, type, [address])) : MISSING;
  }

  #findReverse(name: DnsName, type: number): ZoneAnswer {
    const address = findReverseAddress(name);
    const owner = address === undefined ? undefined : this.#view.ownerOf(address);
    if (owner === undefined) {
      return { kind: "foreign" };
    }
    const target = this.#nameOf(owner.service, owner.endpoint);
    return type === DNS_TYPE.PTR || type === DNS_TYPE.ANY
      ? found([record(name, { type: "PTR", target })])
      : EMPTY;
  }

  #nameOf({ meta }: Service, endpoint?: Endpoint): DnsName {
    const host = endpoint === undefined ? "" : `${hostOf(endpoint)}.`;
    return this.#below(`${host}${meta.name}.${meta.namespace}.svc`);
  }

  #below(text: string): DnsName {
    return parseDnsName(`${text}.${this.#domain}`);
  }
}

/** Its own name, or its address where it has none. */
function hostOf({ hostname, addresses }: Endpoint): string {
  return hostname ?? (addresses[0] ?? "").replaceAll(/[.:]/g, "-");
}

function addressRecords(name: DnsName, type: number, addresses: readonly IpAddress[]): readonly DnsRecord[] {
  return addresses.flatMap((address) => {
    const own = ipFamily(address) === 4 ? "A" : "AAAA";
    return type === DNS_TYPE[own] || type === DNS_TYPE.ANY ? [record(name, { type: own, address })] : [];
  });
}

function found(records: readonly DnsRecord[]): ZoneAnswer {
  return { kind: "found", records, additionals: [] };
}

function record(name: DnsName, data: DnsRecordData): DnsRecord {
  return { name, class: DNS_CLASS_IN, ttl: TTL_SECONDS, ...data };
}
