/**
 * What a rule means, apart from how it is written: versions and variants of iptables print the same rule with other
 * modules named, other spellings of numbers and other orders.
 */

/** Modules that say nothing without an option of theirs. */
const SILENT_MODULES: ReadonlySet<string> = new Set(["tcp", "udp", "mark", "connmark", "owner", "set"]);
const FULL_MASKS: ReadonlySet<string> = new Set([
  "CONNMARK --nfmask 4294967295",
  "CONNMARK --ctmask 4294967295",
]);
const ALIASES: Readonly<Record<string, string>> = {
  "--jump": "-j",
  "--protocol": "-p",
  "--source": "-s",
  "--destination": "-d",
  "--in-interface": "-i",
  "--out-interface": "-o",
  "--match": "-m",
  "--to-port": "--to-ports",
  "--destination-port": "--dport",
  "--source-port": "--sport",
};

/** Equal for rules that do the same. Text that is not understood becomes a part of the key as it is. */
export function ruleKey(specification: string): string {
  const parts: string[] = [];
  let owner = "";
  for (const option of readOptions(specification)) {
    if (option.name === "-m") {
      owner = option.values[0] ?? "";
      if (!SILENT_MODULES.has(owner)) parts.push(`-m ${owner}`);
      continue;
    }
    const values = option.values.map(normalValue).join(" ");
    // A protocol brings its module's options with it.
    if (option.name === "-p") owner = option.values[0] ?? "";
    if (option.name === "-j" || option.name === "-g") {
      owner = option.values[0] ?? "";
      parts.push(`${option.name} ${values}`);
      continue;
    }
    const prefix = option.name.startsWith("--") ? `${owner} ` : "";
    const part = `${prefix}${option.isNegated ? "! " : ""}${option.name} ${values}`.trimEnd();
    if (!FULL_MASKS.has(part)) parts.push(part);
  }
  return parts.toSorted().join("\n");
}

/** The chain a rule jumps or goes to, or the target's name; `undefined` if it has none. */
export function ruleTarget(specification: string): string | undefined {
  return readOptions(specification).find(({ name }) => name === "-j" || name === "-g")?.values[0];
}

interface Option {
  readonly name: string;
  readonly isNegated: boolean;
  readonly values: readonly string[];
}

function readOptions(specification: string): readonly Option[] {
  const options: { name: string; isNegated: boolean; values: string[] }[] = [];
  let isNegated = false;
  for (const { text, isQuoted } of words(specification)) {
    if (text === "!" && !isQuoted) {
      isNegated = true;
    } else if (text.startsWith("-") && !isQuoted) {
      options.push({ name: ALIASES[text] ?? text, isNegated, values: [] });
      isNegated = false;
    } else {
      options.at(-1)?.values.push(text);
    }
  }
  return options;
}

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Words of a line of iptables-save: quoted ones may hold blanks, and backslashes before quotes and backslashes. */
export function words(line: string): readonly Word[] {
  const found: Word[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) {
    const [, quoted, plain] = match;
    found.push(
      quoted === undefined
        ? { text: plain ?? "", isQuoted: false }
        : { text: quoted.replaceAll(/\\(.)/g, "$1"), isQuoted: true },
    );
  }
  return found;
}

/** Numbers in decimal, host addresses without their prefix length. */
function normalValue(value: string): string {
  const host = /^(?:([\d.]+)\/32|([\da-f:]*:[\da-f:.]*)\/128)$/i.exec(value);
  if (host !== null) return host[1] ?? host[2] ?? value;
  return value
    .split("/")
    .map((part) => (/^0x[\da-f]{1,8}$/i.test(part) ? String(Number(part)) : part))
    .join("/");
}
