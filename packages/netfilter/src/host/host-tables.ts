/** One backend's part in the node's own namespace: rules, and sets of addresses. */
import type { IpAddress, IpFamily } from "@ambit/addr";
import type { IptablesVariant } from "../backend.ts";
import { unlessImpossible } from "../failure.ts";
import { diffTables } from "../iptables/diff-tables.ts";
import {
  applyEdits,
  describeDifferences,
  type IptablesFamily,
  readTables,
  reconcileTables,
} from "../iptables/iptables.ts";
import { type DesiredTables, desiredTables, HOST_CHAINS, NOTHING_DESIRED } from "../iptables/tables.ts";
import { applyNft, readNftTables } from "../nftables/nft.ts";
import { type NftRule, nftRules } from "../nftables/nft-rule.ts";
import { baseChain, NFT_TABLE } from "../nftables/nft-tables.ts";
import { chainLine } from "../nftables/nft-text.ts";
import type { RunProgram } from "../program.ts";
import { hostRules, PROBE_SETS } from "../rules/host-rules.ts";
import type { ProbeSource } from "../rules/rule.ts";
import { createIpsets, destroyIpsets, editIpsets, readIpsets } from "./ipset.ts";
import type { SetEdit } from "./set-edit.ts";

export interface HostTables {
  /** Makes sets and rules as they should be, without touching the addresses in the sets. */
  install(): Promise<void>;
  /** What of the rules is not as `install` makes it, one text for each difference. */
  differences(): Promise<readonly string[]>;
  /** The addresses that are in the sets, with the UIDs of their pods. A set that does not exist is empty. */
  readSets(): Promise<ReadonlyMap<IpAddress, string>>;
  /** All of them, or none and it throws. */
  editSets(edits: readonly SetEdit[]): Promise<void>;
  /** Removes everything; nothing there is fine. */
  remove(): Promise<void>;
}

export interface HostTablesOptions {
  readonly families: readonly IpFamily[];
  readonly probeSource: ProbeSource;
  readonly kubeletUid: number;
}

/** With iptables and ipset. Rules refer to sets, so sets come first and go last. */
export function iptablesHost(
  run: RunProgram,
  variant: IptablesVariant,
  options: HostTablesOptions,
): HostTables {
  const { families, probeSource, kubeletUid } = options;
  const rules = hostRules(kubeletUid);
  // Others change these tables too: the lock is the one that they take.
  const target = (family: IpFamily): IptablesFamily => ({ run, variant, family, lock: "node" });
  const desired = (family: IpFamily): DesiredTables => desiredTables(rules, HOST_CHAINS, family, probeSource);
  return {
    async install() {
      await createIpsets(run, families);
      for (const family of families) await reconcileTables(target(family), desired(family), HOST_CHAINS);
    },
    async differences() {
      const found: string[] = [];
      for (const family of families) {
        found.push(...(await describeDifferences(target(family), desired(family), HOST_CHAINS)));
      }
      return found;
    },
    readSets: () => readIpsets(run, families),
    editSets: (edits) => editIpsets(run, edits),
    async remove() {
      // Also of a family that has been switched off since: its rules would hold the sets.
      for (const family of [4, 6] as const) {
        const installed = await unlessImpossible(() => readTables(target(family), "nat"));
        if (installed === undefined) continue;
        await applyEdits(target(family), diffTables(installed, NOTHING_DESIRED, HOST_CHAINS));
      }
      await destroyIpsets(run);
    },
  };
}

/** With one inet table that has the sets in it. */
export function nftHost(run: RunProgram, options: HostTablesOptions): HostTables {
  const { families, probeSource, kubeletUid } = options;
  const rules = hostRules(kubeletUid).flatMap((rule) => nftRules(rule, families, probeSource));
  const differences = async (): Promise<readonly string[]> => {
    const installed = (await readNftTables(run)).get(NFT_TABLE.nat);
    const present = installed?.chains.get("postrouting");
    const isSame =
      present !== undefined &&
      present.rules.length === rules.length &&
      rules.every((rule, index) => present.rules[index] === rule.key);
    return [
      ...families
        .filter((family) => installed?.sets.has(PROBE_SETS[family]) !== true)
        .map((family) => `set ${PROBE_SETS[family]} is missing`),
      ...(isSame ? [] : [`table inet ${NFT_TABLE.nat} has not the rules that it has to have`]),
    ];
  };
  return {
    async install() {
      if ((await differences()).length > 0) await applyNft(run, nftHostText(families, rules));
    },
    differences,
    async readSets() {
      const installed = (await readNftTables(run)).get(NFT_TABLE.nat);
      const found = new Map<IpAddress, string>();
      for (const family of families) {
        for (const [ip, comment] of installed?.sets.get(PROBE_SETS[family]) ?? []) found.set(ip, comment);
      }
      return found;
    },
    editSets: (edits) => applyNft(run, nftSetText(edits)),
    remove: () => removeNftHost(run),
  };
}

/** Removes the table of the nftables backend; a node without nft has none. */
export async function removeNftHost(run: RunProgram): Promise<void> {
  await unlessImpossible(() =>
    applyNft(run, `add table inet ${NFT_TABLE.nat}\ndelete table inet ${NFT_TABLE.nat}\n`),
  );
}

const SET_TYPE: Readonly<Record<IpFamily, string>> = { 4: "ipv4_addr", 6: "ipv6_addr" };
const SET_COMMENT = "UUID of the pods that are part of ambient mesh";

function nftHostText(families: readonly IpFamily[], rules: readonly NftRule[]): string {
  const table = NFT_TABLE.nat;
  const chain = baseChain("nat", "postrouting", rules);
  return [
    `add table inet ${table}`,
    ...families.map(
      (family) =>
        `add set inet ${table} ${PROBE_SETS[family]} { type ${SET_TYPE[family]} ; comment "${SET_COMMENT}" ; }`,
    ),
    chainLine(table, chain),
    // The chain alone: addresses stay.
    `flush chain inet ${table} ${chain.name}`,
    ...rules.map((rule) => `add rule inet ${table} ${chain.name} ${rule.text}`),
    "",
  ].join("\n");
}

/** An element is replaced by removing it: adding it again would keep its comment. */
function nftSetText(edits: readonly SetEdit[]): string {
  return edits
    .flatMap(({ family, ip, comment, replaces }) => {
      const set = `element inet ${NFT_TABLE.nat} ${PROBE_SETS[family]}`;
      return [
        ...(replaces === undefined ? [] : [`delete ${set} { ${ip} }`]),
        ...(comment === undefined ? [] : [`add ${set} { ${ip} comment "${comment}" }`]),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}
