/** Reads what iptables-save prints. */
import { NetfilterError } from "../netfilter-error.ts";
import type { InstalledChain, InstalledTables } from "./tables.ts";

interface OpenChain extends InstalledChain {
  readonly rules: string[];
}

/** Throws NetfilterError "unreadable-output" at the first line that it does not know. */
export function parseSaveText(text: string): InstalledTables {
  const tables = new Map<string, Map<string, OpenChain>>();
  let table: Map<string, OpenChain> | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line === "COMMIT") {
      table = undefined;
    } else if (line.startsWith("*")) {
      table = new Map();
      tables.set(line.slice(1), table);
    } else if (table === undefined || !readLine(line, table)) {
      throw new NetfilterError(
        "unreadable-output",
        `iptables-save printed a line that is not understood: ${JSON.stringify(line.slice(0, 200))}`,
      );
    }
  }
  return tables;
}

function readLine(line: string, table: Map<string, OpenChain>): boolean {
  const chain = /^:(\S+) (\S+)/.exec(line);
  if (chain !== null) {
    const [, name = "", policy] = chain;
    table.set(name, { isBuiltIn: policy !== "-", rules: [] });
    return true;
  }
  const rule = /^(?:\[\d+:\d+\] )?-A (\S+) ?(.*)$/.exec(line);
  if (rule === null) return false;
  const [, name = "", specification = ""] = rule;
  const rules = table.get(name)?.rules;
  rules?.push(specification);
  return rules !== undefined;
}
