/** One family of one namespace as iptables programs see it: enough of the kernel to run our own texts against. */
import { ruleTarget } from "../iptables/rule-key.ts";

interface ModelChain {
  readonly isBuiltIn: boolean;
  readonly rules: readonly string[];
}
type ModelTable = Map<string, ModelChain>;

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  mangle: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
  raw: ["PREROUTING", "OUTPUT"],
  filter: ["INPUT", "FORWARD", "OUTPUT"],
  nat: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
};

const TARGETS: ReadonlySet<string> = new Set(
  "ACCEPT CONNMARK CT DNAT DROP MARK MASQUERADE REDIRECT RETURN SNAT".split(" "),
);

/** Why a line cannot be done. */
export class ModelRefusal extends Error {}

/** Tables are transactions: a line that cannot be done leaves its table as it was, and earlier ones as they are. */
export class IptablesModel {
  readonly #tables = new Map<string, ModelTable>();

  /** As `iptables-restore --noflush`. Throws ModelRefusal with the number of the line. */
  restore(text: string): void {
    let name = "";
    let table: ModelTable = new Map();
    for (const [index, line] of text.split("\n").entries()) {
      if (line === "" || line.startsWith("#")) continue;
      if (line.startsWith("*")) {
        name = line.slice(1).trim();
        table = new Map(this.#tables.get(name) ?? emptyTable(name));
      } else if (line === "COMMIT") {
        this.#tables.set(name, table);
      } else {
        applyLine(table, line, (reason) => {
          throw new ModelRefusal(`line ${index + 1} failed: ${reason}.`);
        });
      }
    }
  }

  /** As `iptables-save`, tables in its order, chains of users by name. */
  save(only?: string): string {
    return Object.keys(BUILT_IN)
      .filter((name) => only === undefined || only === name)
      .flatMap((name) => {
        const table = this.#tables.get(name);
        return table === undefined ? [] : [`*${name}`, ...chainLines(table), "COMMIT"];
      })
      .map((line) => `${line}\n`)
      .join("");
  }

  /** Everything that is not one of these chains, nor a rule that leads into one: what has to survive. */
  foreign(own: ReadonlySet<string>): string {
    return this.save()
      .split("\n")
      .filter((line) => !own.has(/^(?:-A |:)(\S+)/.exec(line)?.[1] ?? "") && !own.has(ruleTarget(line) ?? ""))
      .join("\n");
  }
}

function emptyTable(name: string): ModelTable {
  return new Map((BUILT_IN[name] ?? []).map((chain) => [chain, { isBuiltIn: true, rules: [] }]));
}

function chainLines(table: ModelTable): readonly string[] {
  const builtIn = [...table].filter(([, chain]) => chain.isBuiltIn);
  const users = [...table].filter(([, chain]) => !chain.isBuiltIn).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const chains = [...builtIn, ...users];
  return [
    ...chains.map(([name, chain]) => `:${name} ${chain.isBuiltIn ? "ACCEPT" : "-"} [0:0]`),
    ...chains.flatMap(([name, chain]) => chain.rules.map((rule) => `-A ${name} ${rule}`)),
  ];
}

type Refuse = (reason: string) => never;

function applyLine(table: ModelTable, line: string, refuse: Refuse): void {
  const declared = /^:(\S+) (\S+)/.exec(line);
  if (declared !== null) {
    const [, name = ""] = declared;
    if (table.get(name)?.isBuiltIn !== true) table.set(name, { isBuiltIn: false, rules: [] });
    return;
  }
  const [, command = "", name = "", rest = ""] = /^(-[A-Z]) (\S+) ?(.*)$/.exec(line) ?? [];
  const chain = table.get(name);
  if (command === "-N") {
    if (chain !== undefined) refuse("Chain already exists");
    table.set(name, { isBuiltIn: false, rules: [] });
    return;
  }
  if (chain === undefined) return refuse("No chain/target/match by that name");
  if (command === "-X") {
    if (chain.rules.length > 0 || isReferenced(table, name)) refuse("Directory not empty");
    table.delete(name);
    return;
  }
  table.set(name, { ...chain, rules: edited(table, chain.rules, { command, rest }, refuse) });
}

function edited(
  table: ModelTable,
  rules: readonly string[],
  { command, rest }: { readonly command: string; readonly rest: string },
  refuse: Refuse,
): readonly string[] {
  switch (command) {
    case "-A":
      checkTarget(table, rest, refuse);
      return [...rules, rest];
    case "-I":
      checkTarget(table, rest, refuse);
      return [rest.replace(/^1 /, ""), ...rules];
    case "-D": {
      const index = rules.indexOf(rest);
      return index < 0
        ? refuse("Bad rule (does a matching rule exist in that chain?)")
        : rules.toSpliced(index, 1);
    }
    case "-F":
      return [];
    default:
      return refuse(`unknown option ${command}`);
  }
}

function checkTarget(table: ModelTable, rule: string, refuse: Refuse): void {
  const target = ruleTarget(rule);
  const isThere = target === undefined || TARGETS.has(target) || table.has(target);
  if (!isThere) refuse("No chain/target/match by that name");
}

function isReferenced(table: ModelTable, name: string): boolean {
  return [...table.values()].some(({ rules }) => rules.some((rule) => ruleTarget(rule) === name));
}
