/** Turns what a program wrote before it failed into an error that says what to do about it. */
import { NetfilterError, type NetfilterErrorCode } from "./netfilter-error.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "./program.ts";

/** Runs a program that has to succeed. Throws NetfilterError. */
export async function runOrFail(run: RunProgram, call: ProgramCall): Promise<ProgramResult> {
  const result = await run(call);
  if (result.code !== 0) throw programFailure(call, result);
  return result;
}

/** `undefined` where the programs or the kernel have no such thing, so that nothing of it can be there. */
export async function unlessImpossible<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    const isImpossible =
      error instanceof NetfilterError &&
      (error.code === "program-missing" || error.code === "kernel-unsupported");
    if (isImpossible) return undefined;
    throw error;
  }
}

/** The error for a run that ended with another code than 0. */
export function programFailure(call: ProgramCall, result: ProgramResult): NetfilterError {
  const said = summary(result.stderr);
  const code = failureCode(said, result.code);
  const line = failedLine(call, said);
  const at = line === undefined ? "" : ` at "${line}"`;
  const message = `${call.program} ended with ${result.code}${at}: ${said === "" ? "no message" : said}`;
  const fix = FIXES[code]?.(line ?? "", call.program);
  return new NetfilterError(code, fix === undefined ? message : `${message}; ${fix}`);
}

/** How an attempt went that may find things other than supposed. `occupied`: what it was to make is there already. */
export type Attempt = "done" | "occupied" | "failed";

/** Runs a program that may fail: the reason shows again, in full, when things are looked at. */
export async function attempt(run: RunProgram, call: ProgramCall): Promise<Attempt> {
  const result = await run(call);
  if (result.code === 0) return "done";
  return isOccupied(call, result) ? "occupied" : "failed";
}

/** The worst of several attempts; that something was there outweighs that something failed. */
export function worstAttempt(attempts: readonly Attempt[]): Attempt {
  if (attempts.includes("occupied")) return "occupied";
  return attempts.includes("failed") ? "failed" : "done";
}

function isOccupied(call: ProgramCall, result: ProgramResult): boolean {
  const said = summary(result.stderr);
  if (/\b(?:file|already) exists\b/i.test(said)) return true;
  // Legacy iptables says no more than which line it was.
  const isUnexplained = failureCode(said, result.code) === "program-failed";
  return isUnexplained && failedLine(call, said)?.startsWith("-N ") === true;
}

/** What an agent needs that is refused something. */
export const NEEDED_RIGHTS =
  "the agent needs to run as root with the capabilities NET_ADMIN, NET_RAW and SYS_ADMIN";

const FIXES: Partial<Record<NetfilterErrorCode, (line: string, program: string) => string>> = {
  "kernel-unsupported": (line, program) => {
    const modules = missingModules(line, program);
    return `the kernel of this node lacks a part that is needed: load the modules ${modules.join(", ")} with modprobe, or choose the other backend with NATIVE_NFTABLES or FORCE_IPTABLES_BINARY`;
  },
  "not-permitted": () => NEEDED_RIGHTS,
};

/** Exit codes of iptables: 3 is "no such table or module", 4 a lack of resources, with nft also of kernel support. */
const EXIT_NO_TABLE = 3;

function failureCode(said: string, exitCode: number): NetfilterErrorCode {
  if (/permission denied|operation not permitted|must be root/i.test(said)) return "not-permitted";
  const isUnsupported =
    exitCode === EXIT_NO_TABLE ||
    /missing kernel module|do you need to insmod|not supported|no such file or directory|table does not exist|unable to initialize table|no chain\/target\/match|could not process rule: (?:no such file|protocol not)|can't open socket to ipset|kernel error received: (?:no such|protocol)/i.test(
      said,
    );
  return isUnsupported ? "kernel-unsupported" : "program-failed";
}

/** Which kernel module serves which word of a rule. */
const MODULES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/-m connmark|ct mark/, ["xt_connmark"]],
  [/-m mark/, ["xt_mark"]],
  [/CONNMARK/, ["xt_connmark"]],
  [/REDIRECT|redirect to/, ["xt_REDIRECT", "nft_redir"]],
  [/SNAT|snat/, ["xt_nat", "nft_nat"]],
  [/-j CT|ct zone/, ["xt_CT", "nft_ct"]],
  [/-m set|match-set/, ["xt_set", "ip_set_hash_ip"]],
  [/-m owner|skuid/, ["xt_owner", "nft_socket"]],
];

const IPSET_MODULES = ["ip_set", "ip_set_hash_ip"];
const BASE_MODULES: Readonly<Record<string, readonly string[]>> = {
  ipset: IPSET_MODULES,
  nft: ["nf_tables", "nft_chain_nat", "nft_redir", "nft_ct"],
};

function missingModules(line: string, program: string): readonly string[] {
  const named = MODULES.filter(([pattern]) => pattern.test(line)).flatMap(([, modules]) => modules);
  const isNft = program === "nft";
  const fitting = named.filter((name) => (isNft ? name.startsWith("nft_") : !name.startsWith("nft_")));
  if (fitting.length > 0) return [...new Set(fitting)];
  return (
    BASE_MODULES[program] ??
    (program.includes("-nft")
      ? ["nf_tables", "nft_compat"]
      : ["ip_tables", "iptable_nat", "iptable_mangle", "iptable_raw"])
  );
}

/** The line of the input that a message is about. */
function failedLine(call: ProgramCall, said: string): string | undefined {
  const number = /line:? (\d+)/.exec(said)?.[1] ?? /stdin:(\d+):/.exec(said)?.[1];
  return number === undefined ? undefined : call.stdin?.split("\n")[Number(number) - 1];
}

const SUMMARY_CHARS = 400;

/** Warnings and hints off, on one line. */
function summary(stderr: string): string {
  return stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(#|try `|\^)/i.test(line))
    .join(" ")
    .slice(0, SUMMARY_CHARS);
}
