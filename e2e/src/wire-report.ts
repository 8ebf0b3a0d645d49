/** What a capture shows: whether given bytes travelled in the clear, and which payload bytes were TLS records. */
import { decodePcap } from "./pcap.ts";
import { reassemble, type TcpStream } from "./tcp-stream.ts";

export interface WireReport {
  readonly frames: number;
  /** Frames, as they were on the wire, and streams, as they were put together, that hold the marker. */
  readonly framesWithMarker: number;
  readonly streamsWithMarker: number;
  /** TCP payload without repetitions: inside complete or begun TLS records from or to port 15008. */
  readonly tlsBytes: number;
  /** The same from or to the ports of the control plane: 15012, and 6443 of the API server. */
  readonly controlPlaneBytes: number;
  /** All else. */
  readonly otherBytes: number;
  /** Application-data records of HBONE, the ones that carry encrypted payload. */
  readonly tlsDataRecords: number;
  /** Ports that answered with or were sent payload that is not TLS on one of those ports. */
  readonly otherPorts: readonly number[];
}

export const HBONE_PORT = 15008;
const CONTROL_PLANE_PORTS = [15012, 6443];

const RECORD_HEADER_BYTES = 5;
/** RFC 8446 §5.1: change_cipher_spec to application_data. */
const FIRST_CONTENT_TYPE = 20;
const APPLICATION_DATA = 23;
/** RFC 8446 §5.2: 2^14 bytes and at most 256 of expansion. */
const MAX_RECORD_BYTES = 16_640;
const TLS_MAJOR_VERSION = 3;

/** `file` is a pcap file of Ethernet frames. */
export function reportWire(file: Uint8Array, marker: string): WireReport {
  const frames = decodePcap(file);
  const needle = Buffer.from(marker);
  const streams = reassemble(frames);
  const totals = { tlsBytes: 0, tlsDataRecords: 0, controlPlaneBytes: 0, otherBytes: 0 };
  const otherPorts = new Set<number>();
  for (const stream of streams) {
    const isHbone = usesPort(stream, HBONE_PORT);
    const isTls = isHbone || CONTROL_PLANE_PORTS.some((port) => usesPort(stream, port));
    const tls = isTls ? measureTls(stream.payload) : { bytes: 0, dataRecords: 0 };
    const other = stream.payload.length - tls.bytes + stream.bytesBehindGap;
    if (isHbone) {
      totals.tlsBytes += tls.bytes;
      totals.tlsDataRecords += tls.dataRecords;
    } else {
      totals.controlPlaneBytes += tls.bytes;
    }
    totals.otherBytes += other;
    if (other > 0) otherPorts.add(Math.min(stream.source.port, stream.destination.port));
  }
  return {
    frames: frames.length,
    framesWithMarker: frames.filter((frame) => Buffer.from(frame).includes(needle)).length,
    streamsWithMarker: streams.filter((stream) => Buffer.from(stream.payload).includes(needle)).length,
    ...totals,
    otherPorts: [...otherPorts].sort((left, right) => left - right),
  };
}

/** Of each marker, whether any frame holds it as it is. */
export function framesHold(file: Uint8Array, markers: readonly string[]): readonly boolean[] {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return markers.map((marker) => text.includes(marker));
}

function usesPort({ source, destination }: TcpStream, port: number): boolean {
  return source.port === port || destination.port === port;
}

/** Bytes from the start that are TLS records in a row; a record whose end was not captured counts as far as it goes. */
function measureTls(payload: Uint8Array): { readonly bytes: number; readonly dataRecords: number } {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  let at = 0;
  let dataRecords = 0;
  while (at + RECORD_HEADER_BYTES <= payload.length) {
    const type = view.getUint8(at);
    const length = view.getUint16(at + 3);
    const isRecord =
      type >= FIRST_CONTENT_TYPE && type <= APPLICATION_DATA && view.getUint8(at + 1) === TLS_MAJOR_VERSION;
    if (!isRecord || length > MAX_RECORD_BYTES) break;
    if (type === APPLICATION_DATA) dataRecords++;
    at += RECORD_HEADER_BYTES + length;
  }
  return { bytes: Math.min(at, payload.length), dataRecords };
}
