/** Parts that workloads and services share on the wire. */
import { type IpAddress, ipAddressFromBytes } from "@ambit/addr";
import type {
  Port,
  NetworkAddress as WireAddress,
  GatewayAddress as WireGateway,
} from "@ambit/proto/workload";
import { ModelError } from "../model-error.ts";
import type { PortMap } from "../service.ts";
import type { GatewayAddress } from "../workload.ts";

/** A field that is not there at all, as protobuf's optional messages are. */
export type Absent = null | undefined;

export function invalid(reason: string): ModelError {
  return new ModelError("invalid-resource", reason);
}

/** 4 or 16 bytes; an IPv4-mapped address is the IPv4 one. Throws ModelError. */
export function decodeIp(bytes: Uint8Array | Absent, field: string): IpAddress {
  const length = bytes?.length ?? 0;
  if (!bytes || (length !== 4 && length !== 16)) {
    throw invalid(`${field}: an IP address has 4 or 16 bytes, found ${length}`);
  }
  return ipAddressFromBytes(bytes, 0, length);
}

/** As ztunnel: what does not fit 16 bits loses its upper ones. */
export function decodePort(port: number | Absent): number {
  return (port ?? 0) & 0xffff;
}

/** Of a service port that is there twice, the later entry counts. */
export function decodePorts(ports: readonly Port[] | Absent): PortMap {
  return new Map(
    (ports ?? []).map(({ servicePort, targetPort }) => [decodePort(servicePort), decodePort(targetPort)]),
  );
}

/** Absent is absent, but a gateway without a destination is an error: its traffic would go past it. */
export function decodeGateway(gateway: WireGateway | Absent, field: string): GatewayAddress | undefined {
  if (!gateway) return undefined;
  const hboneMtlsPort = decodePort(gateway.hboneMtlsPort);
  const { destination, hostname, address } = gateway;
  if (destination === "hostname" && hostname) {
    const named = { namespace: hostname.namespace ?? "", hostname: hostname.hostname ?? "" };
    return { destination: { kind: "hostname", ...named }, hboneMtlsPort };
  }
  if (destination === "address" && address) {
    return { destination: { kind: "address", ...decodeNetworkAddress(address, field) }, hboneMtlsPort };
  }
  throw invalid(`${field} has no destination`);
}

export function decodeNetworkAddress(
  { network, address }: WireAddress,
  field: string,
): { readonly network: string; readonly address: IpAddress } {
  return { network: network ?? "", address: decodeIp(address, field) };
}

/** The word for an enum's number. Without an entry the resource is refused, which the caller decides field by field. */
export function decodeEnum<Word>(
  words: Readonly<Record<number, Word>>,
  value: number | Absent,
  field: string,
): Word {
  const number = value ?? 0;
  const word = Object.hasOwn(words, number) ? words[number] : undefined;
  if (word === undefined) throw invalid(`${field}: unknown value ${number}`);
  return word;
}
