/**
 * Policy routing inside a pod: packets that carry the return mark are delivered locally, whoever they are addressed
 * to, so that replies to ztunnel's connections with a client's address come back to ztunnel.
 */
import type { IpFamily } from "@ambit/addr";
import { NEEDED_RIGHTS, programFailure } from "./failure.ts";
import { NetfilterError } from "./netfilter-error.ts";
import type { PodNamespace } from "./pod-namespace.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "./program.ts";
import { decodeRoutingAnswer, encodeRouting, type RoutingAnswer } from "./routing-netlink.ts";
import { RETURN_MARK, ROUTING_TABLE, RULE_PRIORITY } from "./rules/in-pod-rules.ts";
import { MARK_MASK } from "./rules/rule.ts";

const MARK = `0x${RETURN_MARK.toString(16)}/0x${MARK_MASK.toString(16)}`;
const RULE = `fwmark ${MARK} lookup ${ROUTING_TABLE} pref ${RULE_PRIORITY}`;
const ROUTE = `local default dev lo table ${ROUTING_TABLE}`;

/** What of ours is installed. A table that does not exist is empty. */
export interface InstalledRouting {
  readonly rules: number;
  readonly hasRoute: boolean;
}

type Netlink = NonNullable<PodNamespace["netlink"]>;

/** Makes rule and route. False if they were there. */
export function addRouting(pod: PodNamespace, family: IpFamily): Promise<boolean> {
  return pod.netlink === undefined
    ? addByProgram(pod.run, family)
    : addByNetlink(pod.run, pod.netlink, family);
}

/** Removes both; not there already is fine. */
export function removeRouting(pod: PodNamespace, family: IpFamily): Promise<void> {
  return pod.netlink === undefined ? removeByProgram(pod.run, family) : removeByNetlink(pod.netlink, family);
}

async function addByProgram(run: RunProgram, family: IpFamily): Promise<boolean> {
  // With -force the second line is done when the first finds its rule in place.
  const call = batch(family, [`route replace ${ROUTE}`, `rule add ${RULE}`]);
  const result = await run(call);
  if (result.code === 0) return true;
  if (isHarmless(result, /file exists/i)) return false;
  if (family === 6 && (await isIpv6DisabledOnLoopback(run))) return false;
  if (/nexthop device is not up/i.test(result.stderr)) throw loopbackDown();
  throw programFailure(call, result);
}

async function removeByProgram(run: RunProgram, family: IpFamily): Promise<void> {
  const call = batch(family, [`rule del ${RULE}`, `route del ${ROUTE}`]);
  const result = await run(call);
  const isGone = /no such (?:file|process|device)|table does not exist|not supported|network is down/i;
  if (result.code !== 0 && !isHarmless(result, isGone)) throw programFailure(call, result);
}

const EPERM = 1;
const ENOENT = 2;
const ESRCH = 3;
const EEXIST = 17;
const ENODEV = 19;
const EOPNOTSUPP = 95;
const EAFNOSUPPORT = 97;
const ENETDOWN = 100;
/** Of a rule or route that is to go. */
const GONE: ReadonlySet<number> = new Set([0, ENOENT, ESRCH, ENODEV, EOPNOTSUPP, EAFNOSUPPORT, ENETDOWN]);

async function addByNetlink(run: RunProgram, netlink: Netlink, family: IpFamily): Promise<boolean> {
  const { route, rule } = ask(netlink, encodeRouting("add", family));
  if (route === 0 && (rule === 0 || rule === EEXIST)) return rule === 0;
  if (family === 6 && (await isIpv6DisabledOnLoopback(run))) return false;
  throw route === ENETDOWN ? loopbackDown() : refusal("add", family, route === 0 ? rule : route);
}

async function removeByNetlink(netlink: Netlink, family: IpFamily): Promise<void> {
  const { route, rule } = ask(netlink, encodeRouting("remove", family));
  const refused = [route, rule].find((errno) => !GONE.has(errno));
  if (refused !== undefined) throw refusal("remove", family, refused);
}

function ask(netlink: Netlink, request: Uint8Array): RoutingAnswer {
  const answer = netlink(request);
  return typeof answer === "number" ? { route: -answer, rule: -answer } : decodeRoutingAnswer(answer);
}

function refusal(verb: string, family: IpFamily, errno: number): NetfilterError {
  const message = `the kernel refuses to ${verb} the IPv${family} route or rule of a pod: errno ${errno}`;
  return errno === EPERM
    ? new NetfilterError("not-permitted", `${message}; ${NEEDED_RIGHTS}`)
    : new NetfilterError("program-failed", message);
}

function loopbackDown(): NetfilterError {
  return new NetfilterError(
    "program-failed",
    "the loopback interface of the pod is down; the container runtime has to bring it up before pods are enrolled",
  );
}

/** Of the texts that `ip rule show` and `ip route show table 100` print, one behind the other. */
export function parseRouting(text: string): InstalledRouting {
  const pattern = new RegExp(`^${RULE_PRIORITY}:\\s+from all fwmark ${MARK} lookup ${ROUTING_TABLE}$`);
  const own = text.split("\n").filter((line) => pattern.test(line.trim()));
  return { rules: own.length, hasRoute: /^(?:local )?default dev lo\b/m.test(text) };
}

async function readRouting(run: RunProgram, family: IpFamily): Promise<InstalledRouting> {
  const call = batch(family, ["rule show", `route show table ${ROUTING_TABLE} type local`]);
  const result = await run(call);
  if (result.code !== 0 && !isHarmless(result, /table does not exist|dump terminated/i)) {
    throw programFailure(call, result);
  }
  return parseRouting(result.stdout);
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
