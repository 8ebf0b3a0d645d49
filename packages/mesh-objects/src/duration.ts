/** Durations as texts. What does not fit into 32 bits of milliseconds counts as the longest that does. */

const MAX_DURATION_MS = 4_294_967_295;

/** As the Gateway API writes them: `1h30m`, `500ms`, at most four parts of whole numbers. Throws for anything else. */
export function parseGatewayDuration(text: string): number {
  if (!/^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/.test(text)) {
    throw new Error(`expected a duration such as 1m30s or 500ms, found ${JSON.stringify(text.slice(0, 80))}`);
  }
  return sumOf(text);
}

/** As Istio writes them: `1.5s`, `2m`, and `10s` as JSON has it. Throws for anything else. */
export function parseDuration(text: string): number {
  if (text === "0") return 0;
  if (text.length > 64 || !/^(?:[0-9]+(?:\.[0-9]*)?(?:h|m|s|ms|us|µs|ns))+$/.test(text)) {
    throw new Error(`expected a duration such as 1.5s or 500ms, found ${JSON.stringify(text.slice(0, 80))}`);
  }
  return sumOf(text);
}

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

function sumOf(text: string): number {
  let total = 0;
  for (const [, number = "", unit = ""] of text.matchAll(/([0-9]+(?:\.[0-9]*)?)(h|ms|m|s|us|µs|ns)/g)) {
    total += Number(number) * (UNIT_MS[unit] ?? 0);
  }
  // A fraction of a millisecond is still a wait.
  return Math.min(MAX_DURATION_MS, Math.ceil(total));
}
