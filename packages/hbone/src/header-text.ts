const HEADER_TEXT = /^[\t\x20-\x7e]*$/;

/**
 * Whether a field value is tab and visible ASCII only. ztunnel ignores `forwarded` and `baggage` values that are not,
 * and no value we send may hold anything else (RFC 9110 §5.5 asks it of new fields).
 */
export function isHeaderText(value: string): boolean {
  return HEADER_TEXT.test(value);
}
