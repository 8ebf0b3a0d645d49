const UNITS = [
  ["h", 3_600_000],
  ["m", 60_000],
] as const;

/** A duration as Go prints it: `2400h0m0s`, `1m30s`, `1.5s`, `0s`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 0) return `-${formatGoDuration(-ms)}`;
  if (ms < 1_000) return `${ms}ms`;
  let rest = ms;
  let text = "";
  for (const [unit, factor] of UNITS) {
    const count = Math.floor(rest / factor);
    rest -= count * factor;
    if (count > 0 || text !== "") text += `${count}${unit}`;
  }
  return `${text}${rest / 1_000}s`;
}
