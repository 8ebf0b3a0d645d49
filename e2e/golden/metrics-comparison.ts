/** OpenMetrics text, family by family, with everything masked that may differ, and nothing else. */

/** Families that only this program has; they follow all of ztunnel's. */
export const OWN_FAMILIES: ReadonlySet<string> = new Set([
  "ambit_early_failures",
  "ambit_worker_longest_turn_seconds",
  "ambit_open_tunnels",
  "ambit_active_streams",
  "ambit_queued_bytes",
  "ambit_config_reload_failures",
  "ambit_crl_revoked_certificates",
  "ambit_crl_reload_failures",
  "ambit_xds_rejected_resources",
  "ambit_xds_connected",
  "ambit_log_stalls",
  "ambit_log_dropped_lines",
]);

/** Of the Rust runtime, which this program does not have. */
const RUNTIME_FAMILY = /^tokio_/;

interface ValueMask {
  readonly reason: string;
  readonly sample: RegExp;
}

const VALUE_MASKS: readonly ValueMask[] = [
  { reason: "process: descriptors of another runtime", sample: /^process_(?:open|max)_fds$/ },
  {
    reason: "a tunnel for each worker of the client that had work; see tunnelCount",
    sample: /^istio_tcp_sockets_open\{reporter="destination"\}$/,
  },
];

export interface MetricFamily {
  readonly name: string;
  /** HELP, TYPE and UNIT as they stand. */
  readonly head: readonly string[];
  /** `name{labels} value`. */
  readonly samples: readonly string[];
}

/** Throws on text that does not end with `# EOF`, or with a sample under a family of another name. */
export function parseFamilies(text: string): readonly MetricFamily[] {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.pop() !== "# EOF") throw new Error("the text does not end with # EOF");
  const families: { name: string; head: string[]; samples: string[] }[] = [];
  for (const line of lines) {
    const [, name] = /^# HELP (\S+) /.exec(line) ?? [];
    if (name !== undefined) families.push({ name, head: [], samples: [] });
    const family = families.at(-1);
    if (family === undefined) throw new Error(`no family for ${line}`);
    if (line.startsWith("# ")) family.head.push(line);
    else if (line.startsWith(family.name)) family.samples.push(line);
    else throw new Error(`a sample of another family: ${line}`);
  }
  return families;
}

/** Families in their order; samples sorted, because ztunnel prints those of one family in a hash map's order. */
export function comparableFamilies(text: string): readonly MetricFamily[] {
  const families = parseFamilies(text);
  const last = families.findLastIndex(({ name }) => !OWN_FAMILIES.has(name));
  return families
    .slice(0, last + 1)
    .filter(({ name }) => !RUNTIME_FAMILY.test(name))
    .map(({ name, head, samples }) => ({ name, head, samples: samples.map(maskSample).sort() }));
}

/** Sockets that the server's proxy counts as open: its clients' tunnels. */
export function tunnelCount(text: string): number {
  const family = parseFamilies(text).find(({ name }) => name === "istio_tcp_sockets_open");
  return Number(
    family?.samples
      .find((sample) => sample.includes('"destination"'))
      ?.split(" ")
      .at(-1),
  );
}

function maskSample(sample: string): string {
  const at = sample.lastIndexOf(" ");
  const identity = sample.slice(0, at);
  return VALUE_MASKS.some((mask) => mask.sample.test(identity)) ? `${identity} VALUE` : sample;
}
