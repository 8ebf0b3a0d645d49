const MS_PER_UNIT = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  ns: 0.000001,
} as const;

// Largest unit first, each at most once, so that a text cannot say the same thing twice.
const DURATION =
  /^(?:(?<d>\d+)d *)?(?:(?<h>\d+)h *)?(?:(?<m>\d+)m(?!s) *)?(?:(?<s>\d+)s *)?(?:(?<ms>\d+)ms *)?(?:(?<us>\d+)us *)?(?:(?<ns>\d+)ns)?$/;

/** Milliseconds of `5s`, `1m30s`, `1m 30s`, `100ms`, `24h`; a number without a unit, a fraction or a sign is none. */
export function findDurationMs(text: string): number | undefined {
  const groups = text === "" || text.endsWith(" ") ? undefined : DURATION.exec(text)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  let ms = 0;
  for (const [unit, factor] of Object.entries(MS_PER_UNIT)) {
    ms += Number(groups[unit] ?? "0") * factor;
  }
  return ms <= Number.MAX_SAFE_INTEGER ? ms : undefined;
}
