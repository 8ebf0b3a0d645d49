/**
 * What can be judged by a frame's header alone (RFC 9113 §6), before any of its payload. The order is the one that a
 * strict peer tests for: size limit, header block in progress, then the rules of the type.
 */
import { ErrorCode, type Http2ErrorReason } from "./error-code.ts";
import { FrameFlag, FrameType } from "./frame.ts";

/** A broken rule. `isStreamError` faults cost one stream, all others the connection. */
export interface FrameFault {
  readonly code: number;
  readonly reason: Http2ErrorReason;
  readonly isStreamError: boolean;
}

const fault = (code: number, reason: Http2ErrorReason, isStreamError = false): FrameFault => ({
  code,
  reason,
  isStreamError,
});

const FRAME_TOO_LARGE = fault(ErrorCode.FRAME_SIZE_ERROR, "frame-too-large");
const BAD_LENGTH = fault(ErrorCode.FRAME_SIZE_ERROR, "bad-frame-length");
// §6.3: the one frame whose wrong length is not a connection error.
const BAD_PRIORITY_LENGTH = fault(ErrorCode.FRAME_SIZE_ERROR, "bad-frame-length", true);
const BAD_STREAM_ID = fault(ErrorCode.PROTOCOL_ERROR, "bad-stream-id");
const PUSH_PROMISE = fault(ErrorCode.PROTOCOL_ERROR, "push-promise");
const CONTINUATION_EXPECTED = fault(ErrorCode.PROTOCOL_ERROR, "continuation-expected");
const CONTINUATION_UNEXPECTED = fault(ErrorCode.PROTOCOL_ERROR, "continuation-unexpected");
const SETTINGS_EXPECTED = fault(ErrorCode.PROTOCOL_ERROR, "settings-expected");

/** The header under test, and where in the connection it came. Reused for each frame. */
export interface FrameHeaderFacts {
  readonly type: number;
  readonly flags: number;
  readonly length: number;
  readonly streamId: number;
  /** Stream whose header block is unfinished, or 0. */
  readonly openBlockStreamId: number;
  /** The preface's SETTINGS frame has arrived. */
  readonly hasSettings: boolean;
}

/** The first rule that the frame breaks, if any. */
export function findFrameFault(frame: FrameHeaderFacts, maxFrameBytes: number): FrameFault | undefined {
  if (frame.length > maxFrameBytes) return FRAME_TOO_LARGE;
  if (!frame.hasSettings && (frame.type !== FrameType.SETTINGS || (frame.flags & FrameFlag.ACK) !== 0)) {
    return SETTINGS_EXPECTED;
  }
  if (frame.openBlockStreamId !== 0) {
    // §6.10: nothing may come between, not even a frame of unknown type (§5.5).
    const follows = frame.type === FrameType.CONTINUATION && frame.streamId === frame.openBlockStreamId;
    return follows ? undefined : CONTINUATION_EXPECTED;
  }
  return findTypeFault(frame);
}

function findTypeFault(frame: FrameHeaderFacts): FrameFault | undefined {
  const { type, length, streamId } = frame;
  switch (type) {
    case FrameType.DATA:
      if (streamId === 0) return BAD_STREAM_ID;
      return (frame.flags & FrameFlag.PADDED) !== 0 && length < 1 ? BAD_LENGTH : undefined;
    case FrameType.HEADERS:
      if (streamId === 0) return BAD_STREAM_ID;
      return length < headersPrefixBytes(frame.flags) ? BAD_LENGTH : undefined;
    case FrameType.PRIORITY:
      if (streamId === 0) return BAD_STREAM_ID;
      return length === 5 ? undefined : BAD_PRIORITY_LENGTH;
    case FrameType.RST_STREAM:
      if (streamId === 0) return BAD_STREAM_ID;
      return length === 4 ? undefined : BAD_LENGTH;
    case FrameType.SETTINGS:
      return findSettingsFault(frame);
    case FrameType.PUSH_PROMISE:
      return PUSH_PROMISE;
    case FrameType.PING:
      if (streamId !== 0) return BAD_STREAM_ID;
      return length === 8 ? undefined : BAD_LENGTH;
    case FrameType.GOAWAY:
      if (streamId !== 0) return BAD_STREAM_ID;
      return length < 8 ? BAD_LENGTH : undefined;
    case FrameType.WINDOW_UPDATE:
      return length === 4 ? undefined : BAD_LENGTH;
    case FrameType.CONTINUATION:
      return CONTINUATION_UNEXPECTED;
    default:
      return undefined;
  }
}

function findSettingsFault(frame: FrameHeaderFacts): FrameFault | undefined {
  if (frame.streamId !== 0) return BAD_STREAM_ID;
  const isAck = (frame.flags & FrameFlag.ACK) !== 0;
  return (isAck ? frame.length !== 0 : frame.length % 6 !== 0) ? BAD_LENGTH : undefined;
}

/** Bytes in front of a HEADERS frame's block: pad length, then dependency and weight. */
export function headersPrefixBytes(flags: number): number {
  return ((flags & FrameFlag.PADDED) !== 0 ? 1 : 0) + ((flags & FrameFlag.PRIORITY) !== 0 ? 5 : 0);
}
