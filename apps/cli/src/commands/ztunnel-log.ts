import { CliError } from "../cli-error.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ClusterOptions } from "./cluster-options.ts";

/** What `ambit ztunnel-config log` takes. */
export interface LogOptions extends ClusterOptions {
  readonly node?: string | undefined;
  readonly level?: string | undefined;
  readonly reset: boolean;
  readonly proxyAdminPort: number;
}

const LEVELS: ReadonlySet<string> = new Set(["off", "error", "warn", "info", "debug", "trace"]);

/** Shows the levels of the ztunnel as they are afterwards. Throws CliError. */
export async function changeLogLevels(
  cluster: Cluster,
  target: string | undefined,
  { namespace = "default", istioNamespace, node, proxyAdminPort: port, ...change }: LogOptions,
): Promise<string> {
  const path = `/logging${formatLevelQuery(change)}`;
  const { ztunnel } = await cluster.ztunnelFor({ name: target, node }, { namespace, istioNamespace });
  const { status, text } = await cluster.request(ztunnel, { method: "POST", port, path });
  if (status !== 200) {
    throw new CliError("bad-answer", `ztunnel ${ztunnel.name}: status ${status}: ${text.trim()}`);
  }
  return `${ztunnel.name}.${ztunnel.namespace}:\n${text.trimEnd()}\n\n`;
}

/** The query of ztunnel's `/logging`; users write `scope:level`. Throws CliError "bad-usage". */
export function formatLevelQuery({
  level,
  reset,
}: {
  readonly level?: string | undefined;
  readonly reset: boolean;
}): string {
  const directives = level?.split(",").map(formatDirective).join(",");
  if (directives === undefined) return reset ? "?reset" : "";
  return `?${reset ? "reset&" : ""}level=${directives}`;
}

function formatDirective(text: string): string {
  // A scope may hold `::` itself.
  const at = Math.max(text.lastIndexOf("="), text.lastIndexOf(":"));
  const [scope, level] = at < 0 ? [undefined, text] : [text.slice(0, at), text.slice(at + 1)];
  if (!LEVELS.has(level.toLowerCase()) || scope === "") {
    const accepted = [...LEVELS].join(", ");
    throw new CliError("bad-usage", `"${text}" is no level and no scope:level; levels are ${accepted}`);
  }
  return encodeURIComponent(scope === undefined ? level : `${scope}=${level}`);
}
