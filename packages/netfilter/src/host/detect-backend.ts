import type { IpFamily } from "@ambit/addr";
import { parseIpAddress } from "@ambit/addr";
import { type Backend, type IptablesVariant, iptablesProgram } from "../backend.ts";
import { missingProgram } from "../child-program.ts";
import { programFailure, unlessImpossible } from "../failure.ts";
import { creatingEdits, formatRestoreText } from "../iptables/restore-text.ts";
import { parseSaveText } from "../iptables/save-text.ts";
import { desiredTables, POD_CHAINS } from "../iptables/tables.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "../program.ts";
import { inPodRules } from "../rules/in-pod-rules.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { NAMESPACE_LOCK } from "../xtables-lock.ts";
import { hasProbeSet } from "./ipset.ts";

/** Settings of the node that decide the backend. */
export interface BackendOptions {
  /** NATIVE_NFTABLES */
  readonly nativeNftables: boolean;
  /** FORCE_IPTABLES_BINARY; `undefined` chooses. */
  readonly forceIptables: "legacy" | "nft" | undefined;
  readonly ipv6: boolean;
}

/** `reason` is for the log; `warning` says what an operator has asked for and does not get, and what to do. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly reason: string;
  readonly warning: string | undefined;
}

/**
 * Chooses with what this node is programmed, by what is there and works. Changes nothing in the node's namespace:
 * what works is tried with a pod's whole rule set in a namespace that exists for the trial alone. Throws
 * NetfilterError that names what is missing.
 */
export async function detectBackend(host: RunProgram, options: BackendOptions): Promise<BackendChoice> {
  const obstacle = options.nativeNftables ? await nftablesObstacle(host) : undefined;
  if (options.nativeNftables && obstacle === undefined) {
    return { backend: { kind: "nftables" }, reason: "NATIVE_NFTABLES is set", warning: undefined };
  }
  const choice = await chooseIptables(host, options);
  return {
    backend: { kind: "iptables", variant: choice.variant },
    reason: obstacle === undefined ? choice.reason : "NATIVE_NFTABLES is set, but cannot be followed",
    warning: obstacle,
  };
}

async function nftablesObstacle(host: RunProgram): Promise<string | undefined> {
  const hasSets = await unlessImpossible(() => hasProbeSet(host));
  if (hasSets === true) {
    return "the node has sets that were made for iptables, so it stays on iptables until it is rebooted";
  }
  const listing = await host({ program: "nft", args: ["--json", "list", "tables"] });
  return /json (?:support not|is not)|invalid option|unrecognized option/i.test(listing.stderr)
    ? "the program nft was built without JSON, so the node stays on iptables; install another build of nftables"
    : undefined;
}

interface VariantChoice {
  readonly variant: IptablesVariant;
  readonly reason: string;
}

async function chooseIptables(host: RunProgram, options: BackendOptions): Promise<VariantChoice> {
  const families: readonly IpFamily[] = options.ipv6 ? [4, 6] : [4];
  if (options.forceIptables !== undefined) {
    await tryVariant(host, options.forceIptables, families);
    return { variant: options.forceIptables, reason: "FORCE_IPTABLES_BINARY is set" };
  }
  if (await hasLegacyRules(host, families)) {
    await tryVariant(host, "legacy", families);
    return { variant: "legacy", reason: "the node has rules of legacy iptables" };
  }
  const failures: unknown[] = [];
  for (const variant of ["nft", "plain", "legacy"] as const) {
    try {
      await tryVariant(host, variant, families);
      return { variant, reason: `${iptablesProgram(variant, 4, "restore")} works` };
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0] instanceof Error ? failures[0] : missingProgram("iptables");
}

/** Rules, or a policy that somebody has set; tables that have only been looked at do not count. */
async function hasLegacyRules(host: RunProgram, families: readonly IpFamily[]): Promise<boolean> {
  for (const family of families) {
    const program = iptablesProgram("legacy", family, "save");
    const result = await unlessImpossible(() => host({ program, args: [] }));
    if (result?.code === 0 && isInUse(result)) return true;
  }
  return false;
}

function isInUse(result: ProgramResult): boolean {
  const chains = [...parseSaveText(result.stdout).values()].flatMap((table) => [...table.values()]);
  return (
    chains.some(({ isBuiltIn, rules }) => !isBuiltIn || rules.length > 0) || /^:\S+ DROP/m.test(result.stdout)
  );
}

/** Throws the reason why this variant does not do. */
async function tryVariant(
  host: RunProgram,
  variant: IptablesVariant,
  families: readonly IpFamily[],
): Promise<void> {
  for (const family of families) {
    const desired = desiredTables(inPodRules(TRIAL_CAPTURE), POD_CHAINS, family, TRIAL_CAPTURE.probeSource);
    const program = iptablesProgram(variant, family, "restore");
    const call: ProgramCall = {
      program: "unshare",
      args: ["--net", program, "--noflush"],
      stdin: formatRestoreText(creatingEdits(desired, POD_CHAINS)),
      environment: NAMESPACE_LOCK,
    };
    const result = await host(call);
    if (result.code === EXIT_NOT_FOUND) throw missingProgram(program);
    if (result.code !== 0) throw programFailure({ ...call, program }, result);
  }
}

/** Of unshare, as of a shell. */
const EXIT_NOT_FOUND = 127;

/** Everything that a pod may ask for. */
const TRIAL_CAPTURE: PodCapture = {
  ipv6: true,
  dnsCapture: true,
  bypassInbound: false,
  virtualInterfaces: ["trial0"],
  probeSource: {
    4: parseIpAddress("169.254.7.127"),
    6: parseIpAddress("fd16:9254:7127:1337:ffff:ffff:ffff:ffff"),
  },
};
