/** SETTINGS of both sides: RFC 9113 §6.5. */
import { ErrorCode, Http2Error, type Http2ErrorReason } from "./error-code.ts";
import {
  DEFAULT_FRAME_BYTES,
  DEFAULT_WINDOW_BYTES,
  MAX_31_BITS,
  MAX_FRAME_BYTES,
  readUint32,
} from "./frame.ts";
import { DEFAULT_TABLE_BYTES } from "./hpack/decoder.ts";

/** What we announce. Only what is given is sent, in the order of the identifiers. */
export interface LocalSettings {
  readonly headerTableSize?: number;
  /** Clients only. PUSH_PROMISE is refused whether it is sent or not. */
  readonly enablePush?: 0;
  /** Servers; enforced from the first stream on, by REFUSED_STREAM. Not given: no limit. */
  readonly maxConcurrentStreams?: number;
  readonly initialWindowSize: number;
  readonly maxFrameSize: number;
  readonly maxHeaderListSize: number;
}

const SettingId = {
  HEADER_TABLE_SIZE: 1,
  ENABLE_PUSH: 2,
  MAX_CONCURRENT_STREAMS: 3,
  INITIAL_WINDOW_SIZE: 4,
  MAX_FRAME_SIZE: 5,
  MAX_HEADER_LIST_SIZE: 6,
} as const;

/** Throws Http2Error for values that the RFC does not allow. */
export function checkLocalSettings(settings: LocalSettings): void {
  const { maxFrameSize, initialWindowSize } = settings;
  if (!isWithin(maxFrameSize, DEFAULT_FRAME_BYTES, MAX_FRAME_BYTES)) {
    throw new Http2Error("bad-option", `maxFrameSize ${maxFrameSize} is not 16384 to 16777215`);
  }
  if (!isWithin(initialWindowSize, 0, MAX_31_BITS)) {
    throw new Http2Error("bad-option", `initialWindowSize ${initialWindowSize} is not 0 to 2147483647`);
  }
  for (const value of [settings.headerTableSize ?? 0, settings.maxConcurrentStreams ?? 0]) {
    if (!isWithin(value, 0, 0xffff_ffff))
      throw new Http2Error("bad-option", `setting ${value} is not 32 bits`);
  }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Identifier and value of each setting to send. */
export function settingEntries(settings: LocalSettings): readonly (readonly [id: number, value: number])[] {
  const rows: (readonly [number, number | undefined])[] = [
    [SettingId.HEADER_TABLE_SIZE, settings.headerTableSize],
    [SettingId.ENABLE_PUSH, settings.enablePush],
    [SettingId.MAX_CONCURRENT_STREAMS, settings.maxConcurrentStreams],
    [SettingId.INITIAL_WINDOW_SIZE, settings.initialWindowSize],
    [SettingId.MAX_FRAME_SIZE, settings.maxFrameSize],
    [SettingId.MAX_HEADER_LIST_SIZE, settings.maxHeaderListSize],
  ];
  return rows.flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const]));
}

/** A value that the peer may not send. */
export interface SettingFault {
  readonly code: number;
  readonly reason: Http2ErrorReason;
}

const BAD_VALUE: SettingFault = { code: ErrorCode.PROTOCOL_ERROR, reason: "bad-setting" };
const BAD_WINDOW: SettingFault = { code: ErrorCode.FLOW_CONTROL_ERROR, reason: "bad-setting" };

/** What the peer has told us; the defaults of §6.5.2 until it has. */
export class PeerSettings {
  headerTableSize = DEFAULT_TABLE_BYTES;
  maxConcurrentStreams = Number.POSITIVE_INFINITY;
  initialWindowSize = DEFAULT_WINDOW_BYTES;
  maxFrameSize = DEFAULT_FRAME_BYTES;
  maxHeaderListSize = Number.POSITIVE_INFINITY;

  readonly #peerIsServer: boolean;

  constructor(peerIsServer: boolean) {
    this.#peerIsServer = peerIsServer;
  }

  /** Takes over the entries of one frame, in order, up to the first fault. Unknown identifiers are ignored (§6.5.2). */
  apply(bytes: Uint8Array, start: number, end: number): SettingFault | undefined {
    for (let at = start; at < end; at += 6) {
      const id = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      const fault = this.#applyOne(id, readUint32(bytes, at + 2));
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #applyOne(id: number, value: number): SettingFault | undefined {
    switch (id) {
      case SettingId.HEADER_TABLE_SIZE:
        this.headerTableSize = value;
        return undefined;
      case SettingId.ENABLE_PUSH:
        // A server cannot be pushed to, so it may only say 0.
        return value > (this.#peerIsServer ? 0 : 1) ? BAD_VALUE : undefined;
      case SettingId.MAX_CONCURRENT_STREAMS:
        this.maxConcurrentStreams = value;
        return undefined;
      case SettingId.INITIAL_WINDOW_SIZE:
        if (value > MAX_31_BITS) return BAD_WINDOW;
        this.initialWindowSize = value;
        return undefined;
      case SettingId.MAX_FRAME_SIZE:
        if (!isWithin(value, DEFAULT_FRAME_BYTES, MAX_FRAME_BYTES)) return BAD_VALUE;
        this.maxFrameSize = value;
        return undefined;
      case SettingId.MAX_HEADER_LIST_SIZE:
        this.maxHeaderListSize = value;
        return undefined;
      default:
        return undefined;
    }
  }
}
