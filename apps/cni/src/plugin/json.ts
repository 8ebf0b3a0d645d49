/** An object of parsed JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether it is a JSON object: neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
