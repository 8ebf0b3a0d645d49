/** Go's comparisons: of values of one type only, and nil is equal to nothing but nil. */
import { ChartError } from "../chart-error.ts";
import { type ChartValue, isList, isMap, kindOf } from "../value.ts";

type Comparison = (args: readonly ChartValue[]) => boolean;

/** `eq` takes several to compare the first with. */
export const COMPARISONS = {
  eq: ([first, ...others]) => others.some((other) => isEqual(first, other)),
  ne: ([a, b]) => !isEqual(a, b),
  lt: ([a, b]) => order(a, b) < 0,
  le: ([a, b]) => order(a, b) <= 0,
  gt: ([a, b]) => order(a, b) > 0,
  ge: ([a, b]) => order(a, b) >= 0,
} as const satisfies Record<string, Comparison>;

function isEqual(a: ChartValue, b: ChartValue): boolean {
  if (a === undefined || b === undefined) return a === b;
  requireAlike(a, b);
  return a === b;
}

function order(a: ChartValue, b: ChartValue): number {
  if (a === undefined || b === undefined) return requireAlike(a, b);
  requireAlike(a, b);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function requireAlike(a: ChartValue, b: ChartValue): number {
  const [kindA, kindB] = [kindOf(a), kindOf(b)];
  if (kindA === kindB && a !== undefined && !isMap(a) && !isList(a)) return 0;
  throw new ChartError("failed-template", `a ${kindA} cannot be compared with a ${kindB}`);
}
