/**
 * Policy routing inside a pod: packets that carry the return mark are delivered locally, whoever they are addressed
 * to, so that replies to ztunnel's connections with a client's address come back to ztunnel.
 */
import type { IpFamily } from "@ambit/addr";
import { programFailure, runOrFail } from "./failure.ts";
import { NetfilterError } from "./netfilter-error.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "./program.ts";
import { RETURN_MARK } from "./rules/in-pod-rules.ts";
import { MARK_MASK } from "./rules/rule.ts";

const TABLE = 100;
const PRIORITY = 32764;
const MARK = `0x${RETURN_MARK.toString(16)}/0x${MARK_MASK.toString(16)}`;
const RULE = `fwmark ${MARK} lookup ${TABLE} pref ${PRIORITY}`;
const ROUTE = `local default dev lo table ${TABLE}`;

/** What of ours is installed. A table that does not exist is empty. */
export interface InstalledRouting {
  readonly rules: number;
  readonly hasRoute: boolean;
}

/** Makes rule and route. False if they were there. */
export async function addRouting(run: RunProgram, family: IpFamily): Promise<boolean> {
  // With -force the second line is done when the first finds its rule in place.
  const call = batch(family, [`route replace ${ROUTE}`, `rule add ${RULE}`]);
  const result = await run(call);
  if (result.code === 0) return true;
  if (isHarmless(result, /file exists/i)) return false;
  if (family === 6 && (await isIpv6DisabledOnLoopback(run))) return false;
  if (/nexthop device is not up/i.test(result.stderr)) {
    throw new NetfilterError(
      "program-failed",
      "the loopback interface of the pod is down; the container runtime has to bring it up before pods are enrolled",
    );
  }
  throw programFailure(call, result);
}

/** Removes both; not there already is fine. */
export async function removeRouting(run: RunProgram, family: IpFamily): Promise<void> {
  const call = batch(family, [`rule del ${RULE}`, `route del ${ROUTE}`]);
  const result = await run(call);
  const isGone = /no such (?:file|process|device)|table does not exist|not supported|network is down/i;
  if (result.code !== 0 && !isHarmless(result, isGone)) throw programFailure(call, result);
}

export async function readRouting(run: RunProgram, family: IpFamily): Promise<InstalledRouting> {
  const rules = await runOrFail(run, { program: "ip", args: [`-${family}`, "rule", "show"] });
  const call: ProgramCall = {
    program: "ip",
    args: [`-${family}`, "route", "show", "table", String(TABLE), "type", "local"],
  };
  const routes = await run(call);
  if (routes.code !== 0 && !isHarmless(routes, /table does not exist|dump terminated/i)) {
    throw programFailure(call, routes);
  }
  return parseRouting(rules.stdout, routes.stdout);
}

/** Of the texts that `ip rule show` and `ip route show table 100` print. */
export function parseRouting(rules: string, routes: string): InstalledRouting {
  const own = rules
    .split("\n")
    .filter((line) =>
      new RegExp(`^${PRIORITY}:\\s+from all fwmark ${MARK} lookup ${TABLE}$`).test(line.trim()),
    );
  return { rules: own.length, hasRoute: /^(?:local )?default dev lo\b/m.test(routes) };
}

/** One text per part that is missing. A pod that has IPv6 switched off on its loopback needs none for it. */
export async function describeRoutingDifferences(
  run: RunProgram,
  family: IpFamily,
): Promise<readonly string[]> {
  const installed = await readRouting(run, family);
  const differences = [
    ...(installed.rules === 1 ? [] : [`IPv${family} has ${installed.rules} rules "${RULE}" instead of one`]),
    ...(installed.hasRoute ? [] : [`IPv${family} route "${ROUTE}" is missing`]),
  ];
  const isExcused = family === 6 && differences.length > 0 && (await isIpv6DisabledOnLoopback(run));
  return isExcused ? [] : differences;
}

async function isIpv6DisabledOnLoopback(run: RunProgram): Promise<boolean> {
  const result = await run({ program: "cat", args: ["/proc/sys/net/ipv6/conf/lo/disable_ipv6"] });
  // Without the file the kernel has no IPv6 at all.
  return result.code !== 0 || result.stdout.trim() === "1";
}

function batch(family: IpFamily, lines: readonly string[]): ProgramCall {
  return { program: "ip", args: [`-${family}`, "-force", "-batch", "-"], stdin: `${lines.join("\n")}\n` };
}

/** Whether every message, apart from "command failed" lines of the batch, is of the expected kind. */
function isHarmless(result: ProgramResult, expected: RegExp): boolean {
  const messages = result.stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^command failed/i.test(line.trim()));
  return messages.length > 0 && messages.every((line) => expected.test(line));
}
