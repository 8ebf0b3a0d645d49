/**
 * Pods behind an AWS branch interface (security groups for pods): their traffic is routed by a table of their own, chosen
 * by the interface it comes in by, so that answers to the node's probes, which come to another source address, would get lost. Two
 * policy rules for each such address put that right.
 */
import { readFileSync } from "node:fs";
import { type IpAddress, ipFamily } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import type { RunProgram } from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import { AgentError } from "../agent/agent-error.ts";
import type { ProbeSet } from "../enrolment/ports.ts";

/** How a pod is reached: found once, and used again to undo what was added. */
export interface BranchEni {
  readonly device: string;
  readonly table: string;
  /** Of the vendor's rule that sends what comes in by the device to the table. */
  readonly priority: number;
}

/** Before every rule of the vendor. */
const TO_POD_PRIORITY = 512;
const LOCAL_TABLE = "local";
/** Tables of the node itself. */
const NODE_TABLES: ReadonlySet<string> = new Set(["main", "254", "local", "255"]);
const EXISTS = "File exists";

/** `ip --json rule` and `ip --json route show table all`, parsed. Undefined: an ordinary pod. */
export function findBranchEni(rules: unknown, routes: unknown, ip: IpAddress): BranchEni | undefined {
  for (const rule of recordsOf(rules)) {
    const { iif: device, table, priority } = rule;
    if (typeof device !== "string" || typeof table !== "string" || typeof priority !== "number") continue;
    if (NODE_TABLES.has(table)) continue;
    const leadsToPod = recordsOf(routes).some(
      (route) => route["table"] === table && route["dev"] === device && isHostRoute(route["dst"], ip),
    );
    if (leadsToPod) return { device, table, priority };
  }
  return undefined;
}

/** Whether pods of this node may be such: AWS turns the setting off for them. */
export function mayHaveBranchEni(procPath: string): boolean {
  try {
    return readFileSync(`${procPath}/sys/net/ipv4/tcp_early_demux`, "utf8").trim() === "0";
  } catch {
    return false;
  }
}

/** A probe set that also routes probes of such pods. */
export interface RoutedProbeSet extends ProbeSet {
  /** Removes the policy rules of all of them, at uninstallation. */
  unroute(): Promise<void>;
}

/** `host` runs programs in the node's namespace. */
export function withBranchEni(probes: ProbeSet, host: RunProgram, logger: Logger): RoutedProbeSet {
  const known = new Map<IpAddress, BranchEni>();
  const unroute = async (ip: IpAddress): Promise<void> => {
    const found = known.get(ip);
    if (found === undefined) return;
    known.delete(ip);
    for (const words of rulesOf(ip, found)) {
      await runIp(host, ip, ["rule", "del", ...words]).catch(log(logger));
    }
  };
  return {
    add: async (ips, podUid) => {
      await probes.add(ips, podUid);
      for (const ip of ips) {
        const found = known.get(ip) ?? (await lookFor(host, ip));
        if (found === undefined) continue;
        await addRules(host, ip, found);
        known.set(ip, found);
      }
    },
    remove: async (ips, podUid) => {
      await probes.remove(ips, podUid);
      for (const ip of ips) await unroute(ip);
    },
    unroute: async () => {
      for (const ip of [...known.keys()]) await unroute(ip);
    },
  };
}

async function lookFor(host: RunProgram, ip: IpAddress): Promise<BranchEni | undefined> {
  const rules = await runIp(host, ip, ["--json", "rule", "show"]);
  const routes = await runIp(host, ip, ["--json", "route", "show", "table", "all"]);
  return findBranchEni(parse(rules), parse(routes), ip);
}

/** Both or none. */
async function addRules(host: RunProgram, ip: IpAddress, eni: BranchEni): Promise<void> {
  const added: (readonly string[])[] = [];
  try {
    for (const words of rulesOf(ip, eni)) {
      await runIp(host, ip, ["rule", "add", ...words]);
      added.push(words);
    }
  } catch (error) {
    for (const words of added) await runIp(host, ip, ["rule", "del", ...words]).catch(() => undefined);
    throw error;
  }
}

function rulesOf(ip: IpAddress, { device, table, priority }: BranchEni): readonly (readonly string[])[] {
  return [
    ["to", ip, "lookup", table, "priority", String(TO_POD_PRIORITY)],
    ["iif", device, "lookup", LOCAL_TABLE, "priority", String(Math.max(0, priority - 1))],
  ];
}

async function runIp(host: RunProgram, ip: IpAddress, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await host({ program: "ip", args: [`-${ipFamily(ip)}`, ...args] });
  if (code !== 0 && !stderr.includes(EXISTS))
    throw new AgentError("host-rules-failed", `ip ${args.join(" ")}: ${stderr.trim()}`);
  return stdout;
}

function log(logger: Logger): (error: unknown) => void {
  return (error) => logger.warn("a policy rule for probes is left", { error: formatErrorChain(error) });
}

function isHostRoute(destination: unknown, ip: IpAddress): boolean {
  return destination === ip || destination === `${ip}/${ipFamily(ip) === 4 ? 32 : 128}`;
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => (typeof item === "object" && item !== null ? [{ ...item }] : []));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No rules or routes are no text at all.
    return [];
  }
}
