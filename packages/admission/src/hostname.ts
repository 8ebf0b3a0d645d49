const LABEL = "[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`);
const MOST_CHARS = 253;

/** Whether a text can be a host name (an underscore may be inside, as names in use have it). */
export function isHostname(text: string): boolean {
  return text.length <= MOST_CHARS && NAME.test(text);
}

/** The same, with `*.` before it for everything below. */
export function isHostPattern(text: string): boolean {
  return isHostname(text.startsWith("*.") ? text.slice(2) : text);
}
