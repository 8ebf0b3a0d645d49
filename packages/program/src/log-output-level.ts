/** Istio's `--log_output_level`: `default:info,ca:debug`, as the directives of our own log filter. */
import type { Notation } from "@ambit/config";

const LEVELS: ReadonlyMap<string, string> = new Map([
  ["debug", "debug"],
  ["info", "info"],
  ["warn", "warn"],
  ["error", "error"],
  ["fatal", "error"],
  ["none", "off"],
]);

const SCOPES_OF_ALL = new Set(["default", "all"]);

/** `scope:level` items; a level alone is the default's. Undefined for what Istio would refuse. */
function findLogDirectives(text: string): string | undefined {
  const directives: string[] = [];
  for (const item of text.split(",").filter((part) => part.trim() !== "")) {
    const [first = "", second] = item.trim().split(":");
    const [scope, name] = second === undefined ? ["default", first] : [first, second];
    const level = LEVELS.get(name);
    if (level === undefined || !/^[\w-]+$/.test(scope) || item.split(":").length > 2) return undefined;
    directives.push(SCOPES_OF_ALL.has(scope) ? level : `${scope}=${level}`);
  }
  return directives.join(",");
}

/** Directives of the log filter from what an operator of Istio writes. */
export const LOG_LEVEL_NOTATION: Notation<string> = {
  accepts: "scope:level items such as default:info,ca:debug (debug, info, warn, error, fatal, none)",
  find: findLogDirectives,
};
