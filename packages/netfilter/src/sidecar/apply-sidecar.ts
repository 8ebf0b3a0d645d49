/** Puts a sidecar's rules into a pod's namespace. */
import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import type { IptablesVariant } from "../backend.ts";
import { programFailure } from "../failure.ts";
import { applyEdits, type IptablesFamily, readTables } from "../iptables/iptables.ts";
import type { TableEdit } from "../iptables/restore-text.ts";
import { ruleKey, ruleTarget } from "../iptables/rule-key.ts";
import type { InstalledTables } from "../iptables/tables.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { ProgramCall, RunProgram } from "../program.ts";
import type { SidecarRedirect } from "./sidecar-redirect.ts";
import {
  PASSTHROUGH_ADDRESS,
  type SidecarRule,
  sidecarRules,
  TPROXY_MARK,
  TPROXY_ROUTING_TABLE,
} from "./sidecar-rules.ts";

/** Which rules, with which programs. */
export interface SidecarApplyOptions {
  readonly redirect: SidecarRedirect;
  readonly variant: IptablesVariant;
  /** The pod's, in the order of its network's result. */
  readonly ips: readonly IpAddress[];
}

const TABLES = ["mangle", "raw", "nat"] as const;

/**
 * Leads the pod's traffic through its sidecar, and reads back that it does. Applied again it changes nothing; what
 * differs is replaced, each table in one transaction. Throws NetfilterError.
 */
export async function applySidecar(
  run: RunProgram,
  options: SidecarApplyOptions,
): Promise<"installed" | "unchanged"> {
  let outcome: "installed" | "unchanged" = "unchanged";
  for (const family of sidecarFamilies(options)) {
    const rules = sidecarRules(options.redirect, family);
    await addAddresses(run, options.redirect, family);
    const target: IptablesFamily = { run, variant: options.variant, family, lock: "namespace" };
    const edits = sidecarEdits(await readTables(target), rules);
    if (edits.length === 0) continue;
    await applyEdits(target, edits);
    const left = sidecarEdits(await readTables(target), rules);
    if (left.length > 0) {
      throw new NetfilterError(
        "not-as-desired",
        `the sidecar's IPv${family} rules differ in ${left.map(({ table }) => table).join(", ")} after they were made; something else changes them at the same time`,
      );
    }
    outcome = "installed";
  }
  return outcome;
}

/** As Istio: IPv6 for a pod whose first address is one, and with a dual stack for one that has any. */
export function sidecarFamilies({ ips, redirect }: SidecarApplyOptions): readonly IpFamily[] {
  const asked = redirect.isDualStack ? ips : ips.slice(0, 1);
  return asked.some((ip) => ipFamily(ip) === 6) ? [4, 6] : [4];
}

/** What brings the tables to the rules; none if they are there. Pure. */
export function sidecarEdits(
  installed: InstalledTables,
  rules: readonly SidecarRule[],
): readonly TableEdit[] {
  return TABLES.flatMap((table) => {
    const wanted = Map.groupBy(
      rules.filter((rule) => rule.table === table),
      ({ chain }) => chain,
    );
    const present = installed.get(table) ?? new Map();
    const own = [...chainsOf(wanted)];
    const isSame = own.every((chain) => {
      const there: readonly string[] | undefined = present.get(chain)?.rules;
      const kept = isBuiltIn(chain) ? ownRules(there ?? [], wanted.get(chain) ?? []) : there;
      return isEqual(kept, wanted.get(chain) ?? []);
    });
    if (isSame) return [];
    const chains = own.filter((chain) => !isBuiltIn(chain));
    const stale = own.filter(isBuiltIn).flatMap((chain) => {
      const there: readonly string[] = present.get(chain)?.rules ?? [];
      return ownRules(there, wanted.get(chain) ?? []).map((text) => `-D ${chain} ${text}`);
    });
    const lines = [
      ...chains.map((chain) => `:${chain} - [0:0]`),
      ...stale,
      ...[...wanted].flatMap(([chain, rows]) =>
        rows.map(({ text, isFirst }, at) =>
          isFirst === true ? `-I ${chain} ${at + 1} ${text}` : `-A ${chain} ${text}`,
        ),
      ),
    ];
    return [{ table, lines }];
  });
}

/** Chains with rules, and those that rules lead to. */
function chainsOf(wanted: ReadonlyMap<string, readonly SidecarRule[]>): ReadonlySet<string> {
  const targets = [...wanted.values()].flat().map(({ text }) => ruleTarget(text) ?? "");
  return new Set([...wanted.keys(), ...targets.filter((target) => target.startsWith("ISTIO_"))]);
}

function isBuiltIn(chain: string): boolean {
  return !chain.startsWith("ISTIO_");
}

/** Rules of a built-in chain that are ours: as wanted, or leading into a chain of ours. */
function ownRules(there: readonly string[], wanted: readonly SidecarRule[]): readonly string[] {
  const keys = new Set(wanted.map(({ text }) => ruleKey(text)));
  return there.filter((text) => keys.has(ruleKey(text)) || (ruleTarget(text) ?? "").startsWith("ISTIO_"));
}

function isEqual(there: readonly string[] | undefined, wanted: readonly SidecarRule[]): boolean {
  return (
    there?.length === wanted.length &&
    wanted.every(({ text }, at) => ruleKey(text) === ruleKey(there[at] ?? ""))
  );
}

/**
 * Of IPv6 the address by which the proxy connects to the application, which IPv4 has in its loopback's range; with TPROXY
 * the route by which marked packets are delivered locally.
 */
async function addAddresses(run: RunProgram, { mode }: SidecarRedirect, family: IpFamily): Promise<void> {
  const lines = [
    ...(family === 6 ? [`address add ${PASSTHROUGH_ADDRESS[6]}/128 dev lo`] : []),
    ...(mode === "TPROXY" ? [`route replace local default dev lo table ${TPROXY_ROUTING_TABLE}`] : []),
  ];
  for (const line of lines) await runIp(run, family, line);
  if (mode !== "TPROXY") return;
  const rule = `fwmark ${TPROXY_MARK} lookup ${TPROXY_ROUTING_TABLE}`;
  const { stdout } = await runIp(run, family, "rule show");
  // The kernel takes the same rule twice.
  const isThere = stdout.includes(`fwmark 0x${TPROXY_MARK.toString(16)} lookup ${TPROXY_ROUTING_TABLE}`);
  if (!isThere) await runIp(run, family, `rule add ${rule}`);
}

async function runIp(run: RunProgram, family: IpFamily, line: string): ReturnType<RunProgram> {
  const call: ProgramCall = { program: "ip", args: [`-${family}`, ...line.split(" ")] };
  const result = await run(call);
  if (result.code !== 0 && !/file exists|already assigned/i.test(result.stderr))
    throw programFailure(call, result);
  return result;
}
