/**
 * Index of one weight, drawn in proportion, for `random` in [0, 1). A zero weight is never drawn; undefined if there
 * is nothing to draw from. Sums stay exact up to 2^53, far beyond any number of 32-bit weights held here.
 */
export function chooseWeighted(weights: readonly number[], random: () => number): number | undefined {
  let total = 0;
  for (const weight of weights) total += weight;
  if (total <= 0) return undefined;
  let rest = Math.floor(random() * total);
  for (const [index, weight] of weights.entries()) {
    if (rest < weight) return index;
    rest -= weight;
  }
  return undefined;
}
