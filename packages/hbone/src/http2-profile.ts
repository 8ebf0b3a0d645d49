/** How both sides of HBONE set up HTTP/2, and how they watch that a tunnel is alive. */
import type { LocalSettings } from "@ambit/http2";
import { HboneError } from "./hbone-error.ts";

/** The port every HBONE endpoint listens on. */
export const HBONE_PORT = 15008;

/** Payload of every HBONE PING, as the two 32-bit halves that `Http2Connection.ping` takes. */
export const HBONE_PING = Object.freeze({ hi: 0x3b7cdb7a, lo: 0x0b8716b4 });

/** Rest between two PINGs: after the connection is up, and after each answer. Traffic does not suppress them. */
export const HBONE_PING_INTERVAL_MS = 10_000;

/** A PING unanswered for so long means the peer is gone. */
export const HBONE_PING_TIMEOUT_MS = 20_000;

/** Receive windows and the largest frame accepted; the same for both roles. */
export interface HboneSizes {
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  readonly frameBytes: number;
}

/**
 * ztunnel's defaults (HTTP2_STREAM_WINDOW_SIZE, HTTP2_CONNECTION_WINDOW_SIZE, HTTP2_FRAME_SIZE). The connection window
 * is a multiple of the stream window, so that one stream that nobody reads cannot starve its siblings.
 */
export const HBONE_SIZES: HboneSizes = Object.freeze({
  streamWindowBytes: 4 * 1024 * 1024,
  connectionWindowBytes: 16 * 1024 * 1024,
  frameBytes: 1024 * 1024,
});

/** SETTINGS as `Http2Connection` sends them, and the window it raises stream 0 to. */
export interface Http2Profile {
  readonly settings: LocalSettings;
  readonly connectionWindow: number;
}

const CLIENT_HEADER_LIST_BYTES = 16 * 1024;
const SERVER_HEADER_LIST_BYTES = 64 * 1024;
const SERVER_STREAMS = 200;

// RFC 9113 §6.5.2 and §6.9.1.
const MIN_FRAME_BYTES = 16_384;
const MAX_FRAME_BYTES = 2 ** 24 - 1;
const DEFAULT_WINDOW_BYTES = 65_535;
const MAX_WINDOW_BYTES = 2 ** 31 - 1;

/** Throws HboneError "bad-setting" for sizes HTTP/2 does not allow. */
export function hboneClientSettings(sizes: HboneSizes = HBONE_SIZES): Http2Profile {
  return {
    settings: { enablePush: 0, ...sizeSettings(sizes), maxHeaderListSize: CLIENT_HEADER_LIST_BYTES },
    connectionWindow: sizes.connectionWindowBytes,
  };
}

/** Throws HboneError "bad-setting" for sizes HTTP/2 does not allow. */
export function hboneServerSettings(sizes: HboneSizes = HBONE_SIZES): Http2Profile {
  return {
    settings: {
      maxConcurrentStreams: SERVER_STREAMS,
      ...sizeSettings(sizes),
      maxHeaderListSize: SERVER_HEADER_LIST_BYTES,
    },
    connectionWindow: sizes.connectionWindowBytes,
  };
}

function sizeSettings(sizes: HboneSizes): { initialWindowSize: number; maxFrameSize: number } {
  requireRange("stream window", sizes.streamWindowBytes, [1, MAX_WINDOW_BYTES]);
  // WINDOW_UPDATE only raises: a connection window cannot be less than the protocol's initial one.
  requireRange("connection window", sizes.connectionWindowBytes, [DEFAULT_WINDOW_BYTES, MAX_WINDOW_BYTES]);
  requireRange("frame size", sizes.frameBytes, [MIN_FRAME_BYTES, MAX_FRAME_BYTES]);
  return { initialWindowSize: sizes.streamWindowBytes, maxFrameSize: sizes.frameBytes };
}

function requireRange(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new HboneError("bad-setting", `HTTP/2 ${name} ${value} is not within ${least} and ${most}`);
  }
}
