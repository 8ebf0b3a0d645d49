import { TelemetryError } from "./telemetry-error.ts";

/** Values of a family's labels, in the family's order. The optional last ones may be missing, all together. */
export type LabelValues = readonly string[];

/** Rarely needed properties of a metric family. */
export interface FamilyOptions {
  /** Printed as `# UNIT`; the name must end in it. */
  readonly unit?: string;
  /** How many of the last labels a series may lack. */
  readonly optionalLabels?: number;
}

export interface SeriesTableOptions {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly optionalLabels: number;
  readonly maxSeries: number;
  /** A label set was refused because the table is full. */
  readonly onRefused: () => void;
}

/** One label set with what its callers left: for counters the part not passed on yet, for gauges the value. */
export class Series {
  readonly labels: Readonly<Record<string, string>>;
  value = 0;
  /** Listed to be passed on, or never to be. */
  isDirty = true;
  /** The table was full: nothing of it is to be printed. */
  isRefused = false;

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = labels;
  }
}

/**
 * The label sets of one family, found by the joined values. prom-client hashes all labels at every call, which costs
 * microseconds with the 27 labels of traffic; here a change is an addition, and only changed series are passed on
 * when the text is made. Bounded, since workloads and hostnames come and go.
 */
export class SeriesTable {
  readonly #options: SeriesTableOptions;
  readonly #byKey = new Map<string, Series>();
  #dirty: Series[] = [];

  constructor(options: SeriesTableOptions) {
    this.#options = options;
  }

  /** Throws TelemetryError "invalid-sample" for a wrong number of values. A refused set goes nowhere, silently. */
  series(values: LabelValues): Series {
    const key = values.join("\u0000");
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      return known;
    }
    const series = new Series(this.#labelsOf(values));
    if (this.#byKey.size >= this.#options.maxSeries) {
      this.#options.onRefused();
      series.isRefused = true;
      return series;
    }
    this.#byKey.set(key, series);
    this.#dirty.push(series);
    return series;
  }

  markDirty(series: Series): void {
    if (!series.isDirty) {
      series.isDirty = true;
      this.#dirty.push(series);
    }
  }

  /** Gives back the removed series, which takes no further part: what is still added to it is lost. */
  remove(values: LabelValues): Series | undefined {
    const key = values.join("\u0000");
    const series = this.#byKey.get(key);
    if (series !== undefined) {
      this.#byKey.delete(key);
      this.#dirty = this.#dirty.filter((candidate) => candidate !== series);
      series.isDirty = true;
    }
    return series;
  }

  /** Changed series since the last call. */
  takeDirty(): readonly Series[] {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const series of dirty) {
      series.isDirty = false;
    }
    return dirty;
  }

  #labelsOf(values: LabelValues): Readonly<Record<string, string>> {
    const { name, labelNames, optionalLabels } = this.#options;
    const missing = labelNames.length - values.length;
    if (missing !== 0 && missing !== optionalLabels) {
      throw new TelemetryError(
        "invalid-sample",
        `metric ${name} has ${labelNames.length} labels, not ${values.length}`,
      );
    }
    const labels: Record<string, string> = {};
    for (const [index, value] of values.entries()) {
      labels[labelNames[index] ?? ""] = value;
    }
    return labels;
  }
}
