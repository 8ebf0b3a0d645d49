/** Kubernetes quantities (`500m`, `1Gi`) as resourceFieldRef gives them to containers. */

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Undefined for what is no quantity. */
export function findQuantity(text: string): number | undefined {
  const match = /^([+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)$/.exec(text.trim());
  const factor = FACTORS[match?.[2] ?? ""];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** In units of the divisor, rounded up. A divisor that makes no sense is 1. */
export function divideQuantity(amount: number, divisor: string): string {
  const unit = findQuantity(divisor);
  return String(Math.ceil(amount / (unit === undefined || unit <= 0 ? 1 : unit)));
}
