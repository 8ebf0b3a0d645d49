const MAX_SHOWN_CHARS = 256;
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

/** What a peer wrote, as it may stand in a log line: one line, and not a long one. */
export function shownText(text: string): string {
  const shown = text.replace(CONTROL, "?");
  return shown.length > MAX_SHOWN_CHARS ? `${shown.slice(0, MAX_SHOWN_CHARS)}...` : shown;
}
