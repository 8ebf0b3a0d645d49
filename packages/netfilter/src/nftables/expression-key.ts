/** What the expressions of an nft rule mean, apart from how a version of nft lists them. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Equal for rules that do the same. Counters do not count. */
export function expressionKey(expressions: readonly Json[]): string {
  return JSON.stringify(expressions.filter((expression) => !isCounter(expression)).map(normal));
}

function isCounter(expression: Json): boolean {
  return isObject(expression) && "counter" in expression;
}

function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normal(inner)] as const);
  return normalMerge(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** `x & mask | bits`: the kernel keeps the bits in the mask, where they say nothing. */
function normalMerge(value: { readonly [key: string]: Json }): Json {
  const merged = value["|"];
  if (!Array.isArray(merged)) return value;
  const [masked, bits] = merged;
  const operands = isObject(masked) ? masked["&"] : undefined;
  if (!Array.isArray(operands) || typeof bits !== "number" || typeof operands[1] !== "number") return value;
  // Unsigned, as marks are.
  return { "|": [{ "&": [operands[0] ?? null, (operands[1] & ~bits) >>> 0] }, bits] };
}

export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
