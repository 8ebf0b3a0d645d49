import type { IpFamily } from "@ambit/addr";

/** Which of the installed iptables programs: `iptables-legacy-*`, `iptables-nft-*`, or `iptables-*` as the system has it. */
export type IptablesVariant = "legacy" | "nft" | "plain";

/** What rules are made with. One for the whole node. */
export type Backend =
  | { readonly kind: "iptables"; readonly variant: IptablesVariant }
  | { readonly kind: "nftables" };

/** The name of an iptables program of this variant and family. */
export function iptablesProgram(
  variant: IptablesVariant,
  family: IpFamily,
  tool: "restore" | "save",
): string {
  const infix = variant === "plain" ? "" : `-${variant}`;
  return `${family === 4 ? "iptables" : "ip6tables"}${infix}-${tool}`;
}

/** As shown in logs: `iptables (nft)` or `nftables`. */
export function formatBackend(backend: Backend): string {
  return backend.kind === "nftables" ? "nftables" : `iptables (${backend.variant})`;
}
