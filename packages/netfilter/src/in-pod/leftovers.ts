/** Rules of ours that another backend has made in a pod: by an agent with other settings, before a node was changed. */
import type { IpFamily } from "@ambit/addr";
import { type Backend, formatBackend, type IptablesVariant } from "../backend.ts";
import { unlessImpossible } from "../failure.ts";
import { diffTables } from "../iptables/diff-tables.ts";
import { applyEdits, readTables } from "../iptables/iptables.ts";
import { NOTHING_DESIRED, POD_CHAINS } from "../iptables/tables.ts";
import { applyNft, readNftTables } from "../nftables/nft.ts";
import { ownTableNames, removingText } from "../nftables/nft-text.ts";
import type { RunProgram } from "../program.ts";
import { podFamily } from "./iptables-driver.ts";
import { settleAll } from "./settle-all.ts";

/** Found rules and how to remove them. */
export interface Leftover {
  readonly description: string;
  remove(): Promise<void>;
}

const FAMILIES: readonly IpFamily[] = [4, 6];

/**
 * What there is of ours apart from the rules of `backend` in `families`. A backend whose programs or kernel support
 * are missing has left nothing.
 */
export async function findLeftovers(
  run: RunProgram,
  backend: Backend,
  families: readonly IpFamily[],
): Promise<readonly Leftover[]> {
  return find(run, iptablesCandidates(backend, families), backend.kind !== "nftables");
}

/** Everything of ours, of `backend` and of all others. */
export async function findAllOwn(run: RunProgram, backend: Backend): Promise<readonly Leftover[]> {
  return find(run, iptablesCandidates(backend, []), true);
}

async function find(
  run: RunProgram,
  candidates: readonly Candidate[],
  withNftables: boolean,
): Promise<readonly Leftover[]> {
  const withoutLegacy = candidates.filter(({ variant }) => variant !== "legacy");
  const isLegacyInUse = withoutLegacy.length < candidates.length && (await hasLegacyTables(run));
  const found = await settleAll([
    ...(isLegacyInUse ? candidates : withoutLegacy).map((candidate) => iptablesLeftover(run, candidate)),
    ...(withNftables ? [nftLeftover(run)] : []),
  ]);
  return found.filter((leftover) => leftover !== undefined);
}

interface Candidate {
  readonly variant: IptablesVariant;
  readonly family: IpFamily;
}

function iptablesCandidates(backend: Backend, families: readonly IpFamily[]): readonly Candidate[] {
  // What `plain` leads to is one of the other two: only its families can be told apart.
  const variants: readonly IptablesVariant[] =
    backend.kind === "iptables" && backend.variant === "plain" ? ["plain"] : ["legacy", "nft"];
  return variants.flatMap((variant) => {
    const isInUse = backend.kind === "iptables" && backend.variant === variant;
    return FAMILIES.filter((family) => !isInUse || !families.includes(family)).map((family) => ({
      variant,
      family,
    }));
  });
}

async function iptablesLeftover(
  run: RunProgram,
  { variant, family }: Candidate,
): Promise<Leftover | undefined> {
  const target = podFamily(run, variant, family);
  const edits = await unlessImpossible(async () =>
    diffTables(await readTables(target), NOTHING_DESIRED, POD_CHAINS),
  );
  if (edits === undefined || edits.length === 0) return undefined;
  return {
    description: `IPv${family} rules of ${formatBackend({ kind: "iptables", variant })} are there too`,
    remove: () => applyEdits(target, edits),
  };
}

/** Cheaper than starting the programs, which would load the kernel's modules besides. */
async function hasLegacyTables(run: RunProgram): Promise<boolean> {
  const result = await run({
    program: "cat",
    args: ["/proc/self/net/ip_tables_names", "/proc/self/net/ip6_tables_names"],
  });
  return result.stdout.trim() !== "";
}

async function nftLeftover(run: RunProgram): Promise<Leftover | undefined> {
  const tables = await unlessImpossible(() => readNftTables(run));
  const present = ownTableNames().filter((name) => tables?.has(name));
  if (present.length === 0) return undefined;
  return {
    description: `nftables tables are there too: ${present.join(", ")}`,
    remove: () => applyNft(run, removingText()),
  };
}
