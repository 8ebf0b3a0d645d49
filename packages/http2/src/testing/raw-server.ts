import type { HeaderField } from "../api.ts";
import { Http2Connection } from "../connection.ts";
import { CLIENT_PREFACE, FrameFlag, FrameType } from "../frame.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import type { Http2Limits } from "../limits.ts";
import type { LocalSettings } from "../settings.ts";
import type { Http2Stream } from "../stream-api.ts";
import { FakeOutput } from "./fake-output.ts";
import { describeFrame, frameBytes, parseFrames, type RawFrame } from "./frames.ts";
import { RecordingConsumer } from "./recording-consumer.ts";

/** The request head of a tunnel. */
export const CONNECT: readonly HeaderField[] = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:9090"],
];

/** How the client under test is made; everything has a default. */
export interface RawServerOptions {
  readonly settings?: Partial<LocalSettings>;
  readonly limits?: Partial<Http2Limits>;
  readonly connectionWindow?: number;
}

/** A client connection, and a server that sends it whatever bytes a test wants. */
export class RawServer {
  readonly output = new FakeOutput();
  readonly connection: Http2Connection;
  readonly encoder = new HpackEncoder();
  readonly events: string[] = [];

  constructor(options: RawServerOptions = {}) {
    this.connection = new Http2Connection({
      role: "client",
      settings: {
        enablePush: 0,
        initialWindowSize: 65_535,
        maxFrameSize: 16_384,
        maxHeaderListSize: 16_384,
        ...options.settings,
      },
      connectionWindow: options.connectionWindow ?? 65_535,
      limits: options.limits ?? {},
      output: this.output,
      events: {
        onStream: () => this.events.push("stream"),
        onGoaway: (last, code) => this.events.push(`goaway ${last} ${code}`),
        onPingAck: (hi, lo) => this.events.push(`pong ${hi} ${lo}`),
        onSettings: () => this.events.push("settings"),
        onConnectionError: (code, reason) => this.events.push(`error ${code} ${reason}`),
        onRoom: () => this.events.push("room"),
        onDrained: () => this.events.push("drained"),
      },
    });
    this.connection.start();
  }

  /** SETTINGS (identifier, value), and the acknowledgement of the client's. */
  handshake(...entries: readonly (readonly [number, number])[]): this {
    this.settings(...entries);
    this.frame(FrameType.SETTINGS, FrameFlag.ACK, 0);
    this.output.take();
    this.events.length = 0;
    return this;
  }

  settings(...entries: readonly (readonly [number, number])[]): void {
    const payload = entries.flatMap(([id, value]) => [id >> 8, id & 0xff, ...uint32(value)]);
    this.frame(FrameType.SETTINGS, 0, 0, payload);
  }

  /** Opens a stream that consumes what it gets. */
  open(
    fields: readonly HeaderField[] = CONNECT,
    endStream = false,
  ): { stream: Http2Stream; seen: RecordingConsumer } {
    const seen = new RecordingConsumer();
    const stream = this.connection.openStream(fields, endStream, seen);
    if (stream === undefined) throw new Error("no room");
    seen.consumeFrom = stream;
    return { stream, seen };
  }

  frame(type: number, flags: number, streamId: number, payload: ArrayLike<number> = []): void {
    const bytes = frameBytes(type, flags, streamId, payload);
    this.connection.receive(bytes, 0, bytes.length);
    bytes.fill(0xdb);
  }

  headers(streamId: number, endStream: boolean, fields: readonly HeaderField[]): void {
    this.encoder.encode(fields);
    const block = this.encoder.bytes.slice(0, this.encoder.length);
    this.frame(FrameType.HEADERS, FrameFlag.END_HEADERS | (endStream ? 1 : 0), streamId, block);
  }

  data(streamId: number, endStream: boolean, text = "test"): void {
    const payload = Uint8Array.from(text, (char) => char.charCodeAt(0));
    this.frame(FrameType.DATA, endStream ? FrameFlag.END_STREAM : 0, streamId, payload);
  }

  resetStream(streamId: number, code: number): void {
    this.frame(FrameType.RST_STREAM, 0, streamId, uint32(code));
  }

  windowUpdate(streamId: number, increment: number): void {
    this.frame(FrameType.WINDOW_UPDATE, 0, streamId, uint32(increment));
  }

  goaway(lastStreamId: number, code: number): void {
    this.frame(FrameType.GOAWAY, 0, 0, [...uint32(lastStreamId), ...uint32(code)]);
  }

  received(): RawFrame[] {
    return parseFrames(this.output.take());
  }

  /** What the client has sent since the last call; its preface is not shown. */
  lines(): string[] {
    const bytes = this.output.take();
    const hasPreface = bytes.length >= 24 && CLIENT_PREFACE.every((byte, i) => bytes[i] === byte);
    return parseFrames(hasPreface ? bytes.slice(24) : bytes).map(describeFrame);
  }
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
