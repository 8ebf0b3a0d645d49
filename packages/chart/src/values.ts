/** What a chart is given: defaults, overlaid with what the user says, and what of it a chart inside of it sees. */
import { ChartError } from "./chart-error.ts";
import { type ChartMap, type ChartValue, isMap, kindOf } from "./value.ts";

const EMPTY: ChartMap = new Map();

/** `over` wins; maps are merged, everything else is replaced. What is nil in `over` is nil. */
export function overlayValues(base: ChartMap, over: ChartMap): ChartMap {
  const merged = new Map(base);
  for (const [key, value] of over) {
    const known = merged.get(key);
    merged.set(key, isMap(known) && isMap(value) ? overlayValues(known, value) : value);
  }
  return merged;
}

/** The same for a chart's defaults: a nil of the user takes a default away. */
export function withDefaults(given: ChartMap, defaults: ChartMap): ChartMap {
  const merged = new Map<string, ChartValue>();
  for (const [key, value] of defaults) {
    if (!given.has(key)) merged.set(key, value);
  }
  for (const [key, value] of given) {
    const standard = defaults.get(key);
    if (value === undefined && defaults.has(key)) continue;
    merged.set(key, isMap(value) && isMap(standard) ? withDefaults(value, standard) : value);
  }
  return merged;
}

/** What the chart `name` inside of another sees: its own part, with the globals of all. Throws "bad-values". */
export function valuesOfInner(outer: ChartMap, name: string): ChartMap {
  const own = outer.get(name) ?? EMPTY;
  if (!isMap(own)) throw new ChartError("bad-values", `${name}: a ${kindOf(own)} where a map is expected`);
  const globals = mapAt(outer, "global");
  const ownGlobals = mapAt(own, "global");
  return new Map([...own, ["global", overlayValues(ownGlobals, globals)]]);
}

/** By a path such as `cni.enabled`; undefined where there is nothing. */
export function findValue(values: ChartMap, path: string): ChartValue {
  let found: ChartValue = values;
  for (const name of path.split(".")) found = isMap(found) ? found.get(name) : undefined;
  return found;
}

function mapAt(values: ChartMap, key: string): ChartMap {
  const value = values.get(key) ?? EMPTY;
  if (!isMap(value)) throw new ChartError("bad-values", `${key}: a ${kindOf(value)} where a map is expected`);
  return value;
}
