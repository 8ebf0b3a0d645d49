// What Go's strconv.ParseBool takes, as Istio reads labels and annotations with it.
const BOOLEANS: ReadonlyMap<string | undefined, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

/** Reads a label or annotation that says yes or no; `undefined` for anything else. */
export function findBoolean(text: string | undefined): boolean | undefined {
  return BOOLEANS.get(text);
}
