/**
 * Looks at every frame of a node and says what was in the clear between pods of the mesh: a text that only applications say, payload
 * on another port than HBONE's, or bytes on that port that are no TLS. Frames come one by one and are not kept.
 */
import { formatSocketAddress, parseIpAddress } from "@ambit/addr";
import { directionOf, findTcpSegment, type TcpSegment } from "../../src/tcp-segment.ts";
import { TlsFollower } from "./tls-follower.ts";

export type PlaintextKind = "marker" | "port" | "not-tls";

/** One frame that must not have been. */
export interface PlaintextFrame {
  readonly kind: PlaintextKind;
  readonly atMs: number;
  /** `a:1 > b:2`; empty for what is no TCP. */
  readonly flow: string;
  /** The first bytes of its payload, in hexadecimal. */
  readonly sample: string;
}

export interface WireFacts {
  readonly frames: number;
  /** Between pods of the mesh, repeated ones left out: in TLS records of HBONE. */
  readonly tlsBytes: number;
  readonly tlsRecords: number;
  /** HBONE connections, by direction. */
  readonly streams: number;
  /** Payload that could not be followed, because a frame before it is missing. */
  readonly unfollowedBytes: number;
  /** Frames with the text that pods outside the mesh say: proof that texts are found. */
  readonly controls: number;
  readonly plaintext: Readonly<Record<PlaintextKind, number>>;
  /** The first of them. */
  readonly samples: readonly PlaintextFrame[];
}

export interface WireWatchOptions {
  readonly marker: string;
  readonly control: string;
}

export const HBONE_PORT = 15_008;
const MAX_SAMPLES = 20;
const SAMPLE_BYTES = 48;
/** A tunnel says something every ten seconds. */
const IDLE_MS = 120_000;
const MAX_STREAMS = 65_536;

interface Stream {
  readonly follower: TlsFollower;
  seenMs: number;
}

export class WireWatch {
  readonly #marker: Buffer;
  readonly #control: Buffer;
  readonly #members = new Set<string>();
  readonly #streams = new Map<string, Stream>();
  readonly #samples: PlaintextFrame[] = [];
  readonly #plaintext = { marker: 0, port: 0, "not-tls": 0 };
  #frames = 0;
  #controls = 0;
  #streamCount = 0;
  #ended = { tlsBytes: 0, tlsRecords: 0, unfollowedBytes: 0 };

  constructor({ marker, control }: WireWatchOptions) {
    this.#marker = Buffer.from(marker);
    this.#control = Buffer.from(control);
  }

  /** From now on everything between two of these has to be encrypted: pods of the mesh, and addresses of their services. */
  addMembers(ips: readonly string[]): void {
    for (const ip of ips) this.#members.add(parseIpAddress(ip));
  }

  /** `bytes` belong to the caller again afterwards. */
  receive(bytes: Uint8Array, nowMs: number): void {
    this.#frames++;
    const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const segment = findTcpSegment(frame);
    if (frame.includes(this.#marker)) this.#found("marker", segment, nowMs);
    else if (frame.includes(this.#control)) this.#controls++;
    if (segment === undefined || !this.#isBetweenMembers(segment)) return;
    if (segment.source.port !== HBONE_PORT && segment.destination.port !== HBONE_PORT) {
      if (segment.payload.length > 0) this.#found("port", segment, nowMs);
      return;
    }
    const fault = this.#streamOf(segment, nowMs).follower.receive(segment);
    if (fault) this.#found("not-tls", segment, nowMs);
  }

  get facts(): WireFacts {
    const totals = { ...this.#ended };
    for (const { follower } of this.#streams.values()) add(totals, follower);
    return {
      frames: this.#frames,
      ...totals,
      streams: this.#streamCount,
      controls: this.#controls,
      plaintext: { ...this.#plaintext },
      samples: this.#samples,
    };
  }

  #isBetweenMembers({ source, destination }: TcpSegment): boolean {
    return this.#members.has(source.ip) && this.#members.has(destination.ip);
  }

  #streamOf(segment: TcpSegment, nowMs: number): Stream {
    const name = directionOf(segment);
    const known = this.#streams.get(name);
    if (known !== undefined && !known.follower.isAnother(segment)) {
      known.seenMs = nowMs;
      return known;
    }
    if (known !== undefined) this.#forget(name, known);
    if (this.#streams.size >= MAX_STREAMS) this.#forgetIdle(nowMs);
    const stream = { follower: new TlsFollower(segment), seenMs: nowMs };
    this.#streams.set(name, stream);
    this.#streamCount++;
    return stream;
  }

  #forgetIdle(nowMs: number): void {
    for (const [name, stream] of this.#streams) {
      if (nowMs - stream.seenMs > IDLE_MS) this.#forget(name, stream);
    }
  }

  #forget(name: string, { follower }: Stream): void {
    add(this.#ended, follower);
    this.#streams.delete(name);
  }

  #found(kind: PlaintextKind, segment: TcpSegment | undefined, atMs: number): void {
    this.#plaintext[kind]++;
    if (this.#samples.length >= MAX_SAMPLES) return;
    this.#samples.push({
      kind,
      atMs,
      flow: segment === undefined ? "" : flowOf(segment),
      sample: Buffer.from(segment?.payload.subarray(0, SAMPLE_BYTES) ?? []).toString("hex"),
    });
  }
}

interface Totals {
  tlsBytes: number;
  tlsRecords: number;
  unfollowedBytes: number;
}

function add(totals: Totals, { tlsBytes, tlsRecords, unfollowedBytes }: Readonly<Totals>): void {
  totals.tlsBytes += tlsBytes;
  totals.tlsRecords += tlsRecords;
  totals.unfollowedBytes += unfollowedBytes;
}

function flowOf({ source, destination }: TcpSegment): string {
  return `${formatSocketAddress(source)} > ${formatSocketAddress(destination)}`;
}
