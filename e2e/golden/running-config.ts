/** The start-up line "running with config: ...", without what may differ. */

/** Printed after everything of ztunnel's, and by this program only. */
export const OWN_CONFIG_KEYS = [
  "localXds",
  "fakeCaCertPath",
  "fakeCaKeyPath",
  "tls12Enabled",
  "compliancePolicy",
  "authzPolicyInfoLogging",
  "strictPolicyReferences",
  "localFastPath",
  "logFormat",
] as const;

/** Settings of the Rust resolver, which this program does not have. */
export const RESOLVER_KEYS = ["dnsResolverCfg", "dnsResolverOpts"] as const;

const START = "running with config: ";

/** Other messages are left as they are. `message` is plain text, or a JSON string in quotes. */
export function compareRunningConfig(message: string): string {
  const isJson = message.startsWith('"');
  const text = isJson ? String(JSON.parse(message)) : message;
  if (!text.startsWith(START)) return message;
  if (!text.endsWith("\n")) throw new Error("the configuration does not end with a newline");
  const sections = splitSections(text.slice(START.length, -1));
  const firstOwn = sections.findIndex(({ key }) => isOwnKey(key));
  if (firstOwn >= 0 && !sections.slice(firstOwn).every(({ key }) => isOwnKey(key))) {
    throw new Error(`own settings are not last: ${sections.map(({ key }) => key).join()}`);
  }
  const lines = sections
    .filter(({ key }) => !isOwnKey(key) && !RESOLVER_KEYS.some((name) => name === key))
    .flatMap((section) => (section.key === "illegalPorts" ? sortedPorts(section) : section.lines));
  // The recorded plain log has one line of each kind; its JSON counterpart has them all.
  return `${START}${(isJson ? lines : firstOfEachKind(lines)).join("\n")}`;
}

interface Section {
  readonly key: string;
  readonly lines: string[];
}

function splitSections(yaml: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of yaml.split("\n")) {
    const key = /^(\w+):/.exec(line)?.[1];
    if (key !== undefined) sections.push({ key, lines: [line] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** A hash set in ztunnel: every process prints another order. */
function sortedPorts({ lines }: Section): readonly string[] {
  return [...lines.slice(0, 1), ...lines.slice(1).sort()];
}

function firstOfEachKind(lines: readonly string[]): readonly string[] {
  const kinds = new Set<string>();
  return lines.filter((line) => {
    const kind = line.replace(/\d+/g, "N");
    const isFirst = !kinds.has(kind);
    kinds.add(kind);
    return isFirst;
  });
}

function isOwnKey(key: string): boolean {
  return OWN_CONFIG_KEYS.some((name) => name === key);
}
