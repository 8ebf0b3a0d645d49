import { HboneError } from "./hbone-error.ts";

/** Hexadecimal digits of a trace id. */
export const TRACE_ID_DIGITS = 32;
/** Hexadecimal digits of a parent id. */
export const PARENT_ID_DIGITS = 16;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i;

/** A W3C `traceparent` of random digits in lower-case hexadecimal. As ztunnel, never marked as sampled. */
export function formatTraceparent(traceId: string, parentId: string): string {
  if (traceId.length !== TRACE_ID_DIGITS || parentId.length !== PARENT_ID_DIGITS) {
    throw new HboneError(
      "bad-setting",
      `traceparent of ${traceId.length} and ${parentId.length} digits instead of 32 and 16`,
    );
  }
  return `00-${traceId}-${parentId}-00`;
}

/** The trace id in lower-case hex, or `undefined`, and then the reader draws one of its own. Any version is read. */
export function parseTraceparent(text: string): string | undefined {
  return TRACEPARENT.exec(text)?.[1]?.toLowerCase();
}
