import type { DumpedPolicy, ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatTable } from "../text/table.ts";
import { isSame } from "./filter.ts";
import { compareKeys } from "./services-view.ts";

/** By namespace and name. */
export function selectPolicies(
  dump: ZtunnelDump,
  filter: { readonly namespace?: string | undefined },
): readonly DumpedPolicy[] {
  return dump.policies
    .filter(({ namespace }) => isSame(filter.namespace, namespace))
    .sort((a, b) => compareKeys([a.namespace, a.name], [b.namespace, b.name]));
}

/** The table of istioctl. */
export function formatPolicies(policies: readonly DumpedPolicy[]): string {
  return formatTable(
    ["NAMESPACE", "POLICY NAME", "ACTION", "SCOPE"],
    policies.map(({ namespace, name, action, scope }) => [namespace, name, action, scope]),
  );
}
