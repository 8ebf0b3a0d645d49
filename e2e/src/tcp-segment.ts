/** Ethernet frames to TCP segments: IPv4 (RFC 791) and IPv6 without extension headers (RFC 8200). */
import { formatSocketAddress, ipAddressFromBytes, type SocketAddress } from "@ambit/addr";

export interface TcpSegment {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly sequence: number;
  readonly isSyn: boolean;
  readonly payload: Uint8Array;
}

const ETHERNET_BYTES = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;
const IPV6_BYTES = 40;
const MIN_TCP_BYTES = 20;
const SYN = 0x02;

/** Undefined for everything that is not TCP. */
export function findTcpSegment(frame: Uint8Array): TcpSegment | undefined {
  if (frame.length < ETHERNET_BYTES + MIN_TCP_BYTES) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  switch (view.getUint16(ETHERNET_BYTES - 2)) {
    case ETHERTYPE_IPV4:
      return findInIpv4(frame, view);
    case ETHERTYPE_IPV6:
      return findInIpv6(frame, view);
    default:
      return undefined;
  }
}

/** `source > destination`, the name of one direction of a connection. */
export function directionOf({ source, destination }: TcpSegment): string {
  return `${formatSocketAddress(source)} > ${formatSocketAddress(destination)}`;
}

function findInIpv4(frame: Uint8Array, view: DataView): TcpSegment | undefined {
  const ip = ETHERNET_BYTES;
  if (view.getUint8(ip + 9) !== PROTOCOL_TCP) return undefined;
  const tcp = ip + (view.getUint8(ip) & 0x0f) * 4;
  return readTcp(frame, {
    view,
    tcp,
    end: endOf(ip, view.getUint16(ip + 2), frame),
    addresses: ip + 12,
    addressBytes: 4,
  });
}

function findInIpv6(frame: Uint8Array, view: DataView): TcpSegment | undefined {
  const ip = ETHERNET_BYTES;
  const tcp = ip + IPV6_BYTES;
  if (frame.length < tcp + MIN_TCP_BYTES || view.getUint8(ip + 6) !== PROTOCOL_TCP) return undefined;
  return readTcp(frame, {
    view,
    tcp,
    end: endOf(tcp, view.getUint16(ip + 4), frame),
    addresses: ip + 8,
    addressBytes: 16,
  });
}

interface IpPacket {
  readonly view: DataView;
  /** Offsets of the TCP header, of the packet's end and of its two addresses. */
  readonly tcp: number;
  readonly end: number;
  readonly addresses: number;
  readonly addressBytes: 4 | 16;
}

function readTcp(
  frame: Uint8Array,
  { view, tcp, end, addresses, addressBytes }: IpPacket,
): TcpSegment | undefined {
  if (frame.length < tcp + MIN_TCP_BYTES) return undefined;
  const payloadAt = tcp + (view.getUint8(tcp + 12) >> 4) * 4;
  return {
    source: { ip: ipAddressFromBytes(frame, addresses, addressBytes), port: view.getUint16(tcp) },
    destination: {
      ip: ipAddressFromBytes(frame, addresses + addressBytes, addressBytes),
      port: view.getUint16(tcp + 2),
    },
    sequence: view.getUint32(tcp + 4),
    isSyn: (view.getUint8(tcp + 13) & SYN) !== 0,
    payload: frame.subarray(payloadAt, Math.max(payloadAt, end)),
  };
}

/** Behind a packet there may be Ethernet padding. A length of 0 is a segmentation-offload packet over 64 KiB. */
function endOf(start: number, length: number, frame: Uint8Array): number {
  return length === 0 ? frame.length : Math.min(start + length, frame.length);
}
