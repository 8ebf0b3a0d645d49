/** A JWT whose signature, times and audiences are in order. */
export interface VerifiedToken {
  readonly issuer: string;
  /** Empty without a `sub`. */
  readonly subject: string;
  readonly audiences: readonly string[];
  /** `azp`. */
  readonly presenter: string | undefined;
  /** The claim that these names lead to: a text is one, a list of texts is several; anything else is none. */
  textsAt(path: readonly string[]): readonly string[];
}

/** A JSON object, as it was read. */
export type JsonObject = { readonly [name: string]: unknown };

/** The value that these names lead to through objects; undefined if there is none. */
export function findClaim(claims: JsonObject, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts in a claim: of a list those that are texts, of a text that is a list with spaces its words. */
export function textsOf(value: unknown, isSpaceDelimited = false): readonly string[] {
  if (typeof value === "string") {
    return isSpaceDelimited ? value.split(" ").filter((word) => word !== "") : [value];
  }
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
