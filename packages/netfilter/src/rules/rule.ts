/**
 * Redirection as data: what every backend and family renders in its own words. Addresses that differ by family are
 * named by what they are.
 */
import type { IpAddress, IpFamily } from "@ambit/addr";

export type TableName = "mangle" | "nat" | "raw";
export type HookName = "prerouting" | "output" | "postrouting";
export type TransportProtocol = "tcp" | "udp";

/** The family's loopback address, or the one that the node's probes come from. */
export type NamedAddress = "loopback" | "probe-source";

/** Source addresses that the host gives to probes, one per family. */
export type ProbeSource = Readonly<Record<IpFamily, IpAddress>>;

export type Condition =
  /** `hasModule`: iptables-save shows the protocol's module although nothing of it is matched. */
  | { readonly on: "protocol"; readonly protocol: TransportProtocol; readonly hasModule?: true }
  | { readonly on: "in-interface" | "out-interface"; readonly name: string; readonly negated: boolean }
  | { readonly on: "source" | "destination"; readonly address: NamedAddress; readonly negated: boolean }
  | {
      readonly on: "source-port" | "destination-port";
      readonly protocol: TransportProtocol;
      readonly port: number;
      readonly negated: boolean;
    }
  | { readonly on: "packet-mark"; readonly value: number; readonly negated: boolean }
  | { readonly on: "connection-mark"; readonly value: number }
  /** A process of this node sends it: by any socket, or (all that nftables can say) by a socket of this user. */
  | { readonly on: "local-socket"; readonly uid: number }
  | { readonly on: "destination-in-probed-pods" };

export type Verdict =
  | { readonly do: "accept" | "return" }
  | { readonly do: "redirect"; readonly port: number }
  | { readonly do: "mark-connection"; readonly value: number }
  | { readonly do: "restore-mark" }
  | { readonly do: "conntrack-zone"; readonly zone: number }
  | { readonly do: "source-nat"; readonly address: NamedAddress };

/** One row. Order counts within one table and hook. */
export interface Rule {
  readonly table: TableName;
  readonly hook: HookName;
  /** In the order in which nftables is to test them; all must hold. */
  readonly conditions: readonly Condition[];
  readonly verdict: Verdict;
}

/** The bits of packet and connection marks that are ours. */
export const MARK_MASK = 0xfff;

const LOOPBACK: Readonly<Record<IpFamily, string>> = { 4: "127.0.0.1", 6: "::1" };

/** The address that a name stands for in a family. */
export function resolveAddress(name: NamedAddress, family: IpFamily, probeSource: ProbeSource): string {
  return name === "loopback" ? LOOPBACK[family] : probeSource[family];
}
