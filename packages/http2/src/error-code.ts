import { CodedError } from "@ambit/errors";

/** RFC 9113 §7 error codes, as sent in RST_STREAM and GOAWAY. */
export const ErrorCode = {
  NO_ERROR: 0x0,
  PROTOCOL_ERROR: 0x1,
  INTERNAL_ERROR: 0x2,
  FLOW_CONTROL_ERROR: 0x3,
  SETTINGS_TIMEOUT: 0x4,
  STREAM_CLOSED: 0x5,
  FRAME_SIZE_ERROR: 0x6,
  REFUSED_STREAM: 0x7,
  CANCEL: 0x8,
  COMPRESSION_ERROR: 0x9,
  CONNECT_ERROR: 0xa,
  ENHANCE_YOUR_CALM: 0xb,
  INADEQUATE_SECURITY: 0xc,
  HTTP_1_1_REQUIRED: 0xd,
} as const;

/** Which rule a peer broke, so that owners can log and count without matching text. */
export type Http2ErrorReason =
  | "bad-preface"
  | "settings-expected"
  | "frame-too-large"
  | "bad-frame-length"
  | "bad-stream-id"
  | "bad-padding"
  | "bad-setting"
  | "continuation-expected"
  | "continuation-unexpected"
  | "push-promise"
  | "stream-idle"
  | "stream-closed"
  | "self-dependency"
  | "zero-window-update"
  | "window-overflow"
  | "window-exceeded"
  | "compression"
  | "header-block-too-large"
  | "too-many-continuations"
  | "too-many-resets"
  | "control-flood"
  | "output-queue-full";

/** An option out of range, or a call that its documentation rules out. */
export type Http2ErrorCode = "bad-option" | "bad-call";

/** Wrong use of this package by its owner. Nothing that a peer sends is reported in this way. */
export class Http2Error extends CodedError<Http2ErrorCode> {}
