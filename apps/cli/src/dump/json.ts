/** Reading of JSON that others wrote: what is missing or of another type is as if it were not there. */

/** A JSON object. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** An empty one for whatever is no object. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

/** Whether it is an object, neither a list nor null. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The items of a list; the values of an object, as ztunnels once had them in place of lists. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.values(value) : [];
}

/** The texts of a list. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

/** Empty for whatever is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Undefined for whatever is no text, and for the empty one. */
export function findText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
