import { NetfilterError } from "../netfilter-error.ts";
import { applyNft, readNftTables, tryNft } from "../nftables/nft.ts";
import { type InstalledNftTables, nftTableDifference } from "../nftables/nft-listing.ts";
import { type NftTable, podTables } from "../nftables/nft-tables.ts";
import {
  creatingText,
  ownTableNames,
  recapturingText,
  releasingText,
  removingText,
  replacingText,
} from "../nftables/nft-text.ts";
import type { RunProgram } from "../program.ts";
import { inPodRules } from "../rules/in-pod-rules.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { captureFamilies, type PodDriver } from "./driver.ts";

/** Both families are in the same tables, and all tables in one transaction. */
export function nftDriver(run: RunProgram, capture: PodCapture): PodDriver {
  const tables = podTables(inPodRules(capture), captureFamilies(capture), capture.probeSource);
  return {
    create: () => tryNft(run, creatingText(tables)),
    release: () => tryNft(run, releasingText()),
    recapture: () => tryNft(run, recapturingText(tables)),
    remove: () => tryNft(run, removingText()),
    async reconcile() {
      const installed = await readNftTables(run);
      if (describe(tables, installed).length === 0) return "unchanged";
      const present = new Set(ownTableNames().filter((name) => installed.has(name)));
      await applyNft(run, replacingText(tables, present));
      const left = describe(tables, await readNftTables(run));
      if (left.length > 0) throw new NetfilterError("not-as-desired", left.join(" / "));
      return present.size > 0 ? "repaired" : "installed";
    },
    differences: async () => describe(tables, await readNftTables(run)),
  };
}

function describe(wanted: readonly NftTable[], installed: InstalledNftTables): readonly string[] {
  return ownTableNames().flatMap((name) => {
    const table = wanted.find((candidate) => candidate.name === name);
    const present = installed.get(name);
    if (table === undefined) return present === undefined ? [] : [`table inet ${name} should not be there`];
    const difference = nftTableDifference(table, present);
    return difference === undefined ? [] : [`table inet ${name} ${difference}`];
  });
}
