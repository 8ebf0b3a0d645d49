import { HboneError } from "./hbone-error.ts";

const TRACE_ID_BYTES = 16;
const PARENT_ID_BYTES = 8;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;

/** A W3C `traceparent` of random bytes: 16 for the trace, 8 for the parent. As ztunnel, never marked as sampled. */
export function formatTraceparent(traceId: Uint8Array, parentId: Uint8Array): string {
  if (traceId.length !== TRACE_ID_BYTES || parentId.length !== PARENT_ID_BYTES) {
    throw new HboneError(
      "bad-setting",
      `traceparent of ${traceId.length} and ${parentId.length} bytes instead of 16 and 8`,
    );
  }
  return `00-${formatHex(traceId)}-${formatHex(parentId)}-00`;
}

/** The trace id in lower-case hex, or `undefined`, and then the reader draws one of its own. Any version is read. */
export function parseTraceparent(text: string): string | undefined {
  return TRACEPARENT.exec(text)?.[1]?.toLowerCase();
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function formatHex(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) {
    text += HEX[bytes[index] ?? 0];
  }
  return text;
}
