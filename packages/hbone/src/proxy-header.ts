/**
 * PROXY protocol, mostly version 2, written to an application that asked for it (application_tunnel.protocol = PROXY).
 *
 *      0                              12        13        14            16
 *     | 0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A | 21 | family | length (BE) | addresses | TLVs |
 *
 * Family 11 = TCP over IPv4 (4+4+2+2 bytes of addresses), 21 = TCP over IPv6 (16+16+2+2), 01 = unspecified (none).
 * A TLV is type (1), length (2, BE), value. Type D0 carries the client's SPIFFE URI.
 */
import { ipAddressBytes, ipFamily, type SocketAddress } from "@ambit/addr";
import { HboneError } from "./hbone-error.ts";

/** What a PROXY header tells the application. */
export interface ProxyHeader {
  /** The peer of the HBONE connection: the client pod's IP with the tunnel's port. */
  readonly source: SocketAddress;
  /** What the client asked for. */
  readonly destination: SocketAddress;
  /** SPIFFE URI of the client; no TLV if absent. */
  readonly sourceIdentity?: string;
}

const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const VERSION_2_PROXY = 0x21;
const FAMILY_TCP4 = 0x11;
const FAMILY_TCP6 = 0x21;
const FAMILY_UNSPECIFIED_STREAM = 0x01;
const TLV_IDENTITY = 0xd0;
const HEADER_BYTES = 16;
const TLV_HEADER_BYTES = 3;
// A SPIFFE ID is at most 2048 bytes (SPIFFE-ID §2.3). The header's own length field would hold more.
const MAX_IDENTITY_BYTES = 2048;

/**
 * Throws HboneError "identity-too-long". Source and destination of different families go without addresses, as the
 * header has no form for them.
 */
export function encodeProxyHeader(header: ProxyHeader): Uint8Array {
  const addresses = encodeAddresses(header.source, header.destination);
  const identity = new TextEncoder().encode(header.sourceIdentity ?? "");
  if (identity.length > MAX_IDENTITY_BYTES) {
    throw new HboneError("identity-too-long", `SPIFFE URI of ${identity.length} bytes`);
  }
  const tlvBytes = header.sourceIdentity === undefined ? 0 : TLV_HEADER_BYTES + identity.length;
  const encoded = new Uint8Array(HEADER_BYTES + addresses.bytes.length + tlvBytes);
  const view = new DataView(encoded.buffer);
  encoded.set(SIGNATURE);
  encoded[12] = VERSION_2_PROXY;
  encoded[13] = addresses.family;
  view.setUint16(14, addresses.bytes.length + tlvBytes);
  encoded.set(addresses.bytes, HEADER_BYTES);
  if (tlvBytes > 0) {
    const tlv = HEADER_BYTES + addresses.bytes.length;
    encoded[tlv] = TLV_IDENTITY;
    view.setUint16(tlv + 1, identity.length);
    encoded.set(identity, tlv + TLV_HEADER_BYTES);
  }
  return encoded;
}

/**
 * The same in version 1, a line of text, without the identity: `PROXY TCP4 10.0.1.2 10.96.0.10 43210 80`. It has no form for
 * addresses of different families either.
 */
export function encodeProxyLine({ source, destination }: ProxyHeader): Uint8Array {
  const family = ipFamily(source.ip);
  const addresses =
    family === ipFamily(destination.ip)
      ? `TCP${family} ${source.ip} ${destination.ip} ${source.port} ${destination.port}`
      : "UNKNOWN";
  return new TextEncoder().encode(`PROXY ${addresses}\r\n`);
}

function encodeAddresses(
  source: SocketAddress,
  destination: SocketAddress,
): { family: number; bytes: Uint8Array } {
  const family = ipFamily(source.ip);
  if (family !== ipFamily(destination.ip)) {
    return { family: FAMILY_UNSPECIFIED_STREAM, bytes: new Uint8Array(0) };
  }
  const from = ipAddressBytes(source.ip);
  const bytes = new Uint8Array(2 * from.length + 4);
  bytes.set(from);
  bytes.set(ipAddressBytes(destination.ip), from.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(2 * from.length, source.port);
  view.setUint16(2 * from.length + 2, destination.port);
  return { family: family === 4 ? FAMILY_TCP4 : FAMILY_TCP6, bytes };
}
