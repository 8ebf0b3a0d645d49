/** How much of HTTP/2 one client, or one backend, may have in flight. */
import type { LocalSettings } from "@ambit/http2";

/** Settings of one side, and the window of the whole connection. */
export interface Http2Windows {
  readonly settings: LocalSettings;
  readonly connectionWindow: number;
}

/** One body may wait in this process as a whole; that of a retry as well. */
const STREAM_WINDOW_BYTES = 1024 * 1024;
/** Several slow readers do not hold up the others. */
const CONNECTION_WINDOW_BYTES = 8 * 1024 * 1024;
const FRAME_BYTES = 64 * 1024;
/** As the limit of HTTP/1. */
const HEADER_LIST_BYTES = 60 * 1024;
const MAX_STREAMS = 1_000;

const SIZES = {
  initialWindowSize: STREAM_WINDOW_BYTES,
  maxFrameSize: FRAME_BYTES,
  maxHeaderListSize: HEADER_LIST_BYTES,
};

export const HTTP2_SERVER_WINDOWS: Http2Windows = {
  settings: { maxConcurrentStreams: MAX_STREAMS, ...SIZES },
  connectionWindow: CONNECTION_WINDOW_BYTES,
};

export const HTTP2_CLIENT_WINDOWS: Http2Windows = {
  settings: { enablePush: 0, ...SIZES },
  connectionWindow: CONNECTION_WINDOW_BYTES,
};
