/** The kernel as @ambit/netfilter asks it, about the namespace that this thread is in. */
import { readFileSync } from "node:fs";
import type { IpFamily } from "@ambit/addr";
import { netfilterNetlink, routeNetlink, xtablesInfo } from "@ambit/linux";
import type { RuleKernel } from "@ambit/netfilter";

// Of this very thread: /proc/self is the namespace that the process was started in.
const LEGACY_TABLES: Readonly<Record<IpFamily, string>> = {
  4: "/proc/thread-self/net/ip_tables_names",
  6: "/proc/thread-self/net/ip6_tables_names",
};

export const RULE_KERNEL: RuleKernel = {
  netfilter: netfilterNetlink,
  route: routeNetlink,
  legacyTables: (family) => {
    try {
      return readFileSync(LEGACY_TABLES[family], "utf8").split("\n");
    } catch {
      // The kernel has none.
      return [];
    }
  },
  legacyInfo: xtablesInfo,
};
