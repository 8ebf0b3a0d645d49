/** How a text is compared. Case counts, unless `ignoreCase` says otherwise. */
export type TextMatch =
  | { readonly kind: "exact" | "prefix" | "suffix"; readonly value: string; readonly ignoreCase?: boolean }
  /** RE2 syntax, against the whole text. */
  | { readonly kind: "regex"; readonly pattern: string }
  /** Any text but the empty one. */
  | { readonly kind: "presence" };

/** A named part of a request: a header, a query parameter, a claim. */
export interface NamedMatch {
  /** Header names in lower case; others as they are. */
  readonly name: string;
  readonly match: TextMatch;
  /** Matches where `match` does not, and where there is no such part. */
  readonly isInverted: boolean;
}
