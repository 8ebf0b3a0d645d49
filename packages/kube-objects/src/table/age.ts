/** Time spans as `kubectl get` prints them: at most two units, coarser the longer they are. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** Time since an RFC 3339 timestamp, as in `5m12s`; `<unknown>` without one. */
export function formatAge(timestamp: string | undefined, nowMs: number): string {
  const sinceMs = timestamp === undefined ? Number.NaN : nowMs - Date.parse(timestamp);
  return Number.isNaN(sinceMs) ? "<unknown>" : formatSpan(sinceMs);
}

/** As k8s.io/apimachinery's HumanDuration: the second unit is left out where it says little. */
export function formatSpan(spanMs: number): string {
  if (spanMs < 0) return spanMs < -SECOND ? "<invalid>" : "0s";
  const seconds = Math.floor(spanMs / SECOND);
  if (spanMs < 2 * MINUTE) return `${seconds}s`;
  const minutes = Math.floor(spanMs / MINUTE);
  if (minutes < 10) return twoUnits(minutes, "m", seconds % 60, "s");
  if (spanMs < 3 * HOUR) return `${minutes}m`;
  const hours = Math.floor(spanMs / HOUR);
  if (hours < 8) return twoUnits(hours, "h", minutes % 60, "m");
  if (spanMs < 2 * DAY) return `${hours}h`;
  const days = Math.floor(spanMs / DAY);
  if (hours < 8 * 24) return twoUnits(days, "d", hours % 24, "h");
  if (spanMs < 2 * YEAR) return `${days}d`;
  const years = Math.floor(spanMs / YEAR);
  if (years < 8) return twoUnits(years, "y", days % 365, "d");
  return `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}
