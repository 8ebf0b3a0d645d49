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

/** A GET that any server accepts. */
export const REQUEST: readonly HeaderField[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "127.0.0.1:8080"],
];

/** The same with another method or more fields. */
export function request(method: string, ...more: readonly HeaderField[]): readonly HeaderField[] {
  return [[":method", method], ...REQUEST.slice(1), ...more];
}

/** How the server under test is made; everything has a default. */
export interface RawClientOptions {
  readonly settings?: Partial<LocalSettings>;
  readonly limits?: Partial<Http2Limits>;
  readonly connectionWindow?: number;
  readonly nowMs?: () => number;
  /** Default: answer `hello` when the request has ended. */
  readonly answer?: boolean;
}

/** A server connection, and a client that sends it whatever bytes a test wants. */
export class RawClient {
  readonly output = new FakeOutput();
  readonly connection: Http2Connection;
  readonly encoder = new HpackEncoder();
  /** What the server's owner was told, besides streams. */
  readonly events: string[] = [];
  readonly streams = new Map<number, Http2Stream>();
  readonly consumers = new Map<number, RecordingConsumer>();
  readonly requests: (readonly HeaderField[])[] = [];
  acceptStreams = true;
  readonly #answer: boolean;

  constructor(options: RawClientOptions = {}) {
    this.#answer = options.answer ?? true;
    this.connection = new Http2Connection({
      role: "server",
      settings: {
        maxConcurrentStreams: 100,
        initialWindowSize: 65_535,
        maxFrameSize: 16_384,
        maxHeaderListSize: 65_536,
        ...options.settings,
      },
      connectionWindow: options.connectionWindow ?? 65_535,
      limits: options.limits ?? {},
      output: this.output,
      events: {
        onStream: (stream, fields) => this.#onStream(stream, fields),
        onGoaway: (last, code) => this.events.push(`goaway ${last} ${code}`),
        onPingAck: (hi, lo) => this.events.push(`pong ${hi} ${lo}`),
        onSettings: () => this.events.push("settings"),
        onConnectionError: (code, reason) => this.events.push(`error ${code} ${reason}`),
        onDrained: () => this.events.push("drained"),
      },
      ...(options.nowMs === undefined ? {} : { nowMs: options.nowMs }),
    });
    this.connection.start();
  }

  #onStream(stream: Http2Stream, fields: readonly HeaderField[]): void {
    this.requests.push(fields);
    if (!this.acceptStreams) return;
    this.streams.set(stream.id, stream);
    const consumer = this.#answer ? new AnsweringConsumer(stream) : new RecordingConsumer();
    this.consumers.set(stream.id, consumer);
    stream.consumer = consumer;
  }

  /** Preface, empty SETTINGS and the acknowledgement of the server's. What the server sent until then is dropped. */
  handshake(): this {
    this.send(CLIENT_PREFACE);
    this.frame(FrameType.SETTINGS, 0, 0);
    this.frame(FrameType.SETTINGS, FrameFlag.ACK, 0);
    this.output.take();
    return this;
  }

  send(bytes: ArrayLike<number>): void {
    const copy = Uint8Array.from(bytes);
    this.connection.receive(copy, 0, copy.length);
    copy.fill(0xdb);
  }

  frame(type: number, flags: number, streamId: number, payload: ArrayLike<number> = []): void {
    this.send(frameBytes(type, flags, streamId, payload));
  }

  block(fields: readonly HeaderField[]): Uint8Array {
    this.encoder.encode(fields);
    return this.encoder.bytes.slice(0, this.encoder.length);
  }

  headers(streamId: number, endStream: boolean, fields: readonly HeaderField[] = REQUEST): void {
    const flags = FrameFlag.END_HEADERS | (endStream ? FrameFlag.END_STREAM : 0);
    this.frame(FrameType.HEADERS, flags, streamId, this.block(fields));
  }

  data(streamId: number, endStream: boolean, text = "test"): void {
    const flags = endStream ? FrameFlag.END_STREAM : 0;
    this.frame(
      FrameType.DATA,
      flags,
      streamId,
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
    );
  }

  resetStream(streamId: number, code = 8): void {
    this.frame(FrameType.RST_STREAM, 0, streamId, [0, 0, 0, code]);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.frame(FrameType.WINDOW_UPDATE, 0, streamId, uint32(increment));
  }

  /** Identifier, value. */
  settings(...entries: readonly (readonly [number, number])[]): void {
    this.frame(
      FrameType.SETTINGS,
      0,
      0,
      entries.flatMap(([id, value]) => [id >> 8, id & 0xff, ...uint32(value)]),
    );
  }

  ping(): void {
    this.frame(FrameType.PING, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
  }

  /** What the server has sent since the last call. */
  received(): RawFrame[] {
    return parseFrames(this.output.take());
  }

  /** The same, one line each. */
  lines(): string[] {
    return this.received().map(describeFrame);
  }

  /** Of them, GOAWAY and RST_STREAM. */
  errors(): string[] {
    return this.lines().filter((line) => line.startsWith("GOAWAY") || line.startsWith("RST_STREAM"));
  }
}

/** Answers a request with `hello` once it has ended, as windows allow. */
class AnsweringConsumer extends RecordingConsumer {
  readonly #stream: Http2Stream;
  #left = "hello";

  constructor(stream: Http2Stream) {
    super();
    this.#stream = stream;
    this.consumeFrom = stream;
  }

  override onEnd(): void {
    super.onEnd();
    this.#stream.respond([[":status", "200"]], false);
    this.#write();
  }

  override onWritable(): void {
    this.#write();
  }

  #write(): void {
    const bytes = Uint8Array.from(this.#left, (char) => char.charCodeAt(0));
    this.#left = this.#left.slice(this.#stream.writeData(bytes, 0, bytes.length, true));
  }
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
