/**
 * Whether somebody has changed a namespace's rules since they were last known, without a program: for nftables and iptables (nft) the
 * number of their last transaction, for legacy iptables the sizes of the tables, for routes where a returning packet
 * would go. Another fingerprint is a reason to read the rules; an equal one says that there is none. (Legacy iptables has
 * no such number: rules that are replaced by as many of the same size are not seen.)
 */
import type { IpFamily } from "@ambit/addr";
import type { Backend } from "../backend.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import type { TableName } from "../rules/rule.ts";
import { describeReturnRoute, returnRouteRequest } from "./return-route.ts";
import { decodeGeneration, GENERATION_REQUEST } from "./rule-generation.ts";

/** The kernel, asked from inside the namespace. Numbers are -errno. */
export interface RuleKernel {
  /** NETLINK_NETFILTER */
  netfilter(request: Uint8Array): Uint8Array | number;
  /** NETLINK_ROUTE */
  route(request: Uint8Array): Uint8Array | number;
  /** `/proc/net/ip_tables_names`; empty where there are none. */
  legacyTables(family: IpFamily): readonly string[];
  /** IPT_SO_GET_INFO of a table that is there. */
  legacyInfo(family: IpFamily, table: string): Uint8Array | number;
}

const POD_TABLES: readonly TableName[] = ["raw", "mangle", "nat"];
const HOST_TABLES: readonly TableName[] = ["nat"];

/** Of a pod's rules and routes. */
export function podFingerprint(
  kernel: RuleKernel,
  { capture, backend }: { readonly capture: Pick<PodCapture, "ipv6">; readonly backend: Backend },
): string {
  const families = familiesOf(capture);
  return [
    ...ruleParts(kernel, backend, families, POD_TABLES),
    ...families.map(
      (family) => `return${family} ${describeReturnRoute(kernel.route(returnRouteRequest(family)))}`,
    ),
  ].join(", ");
}

/** Of the rules of a node, which change whenever anybody changes rules there. */
export function hostFingerprint(
  kernel: RuleKernel,
  { ipv6, backend }: { readonly ipv6: boolean; readonly backend: Backend },
): string {
  return ruleParts(kernel, backend, familiesOf({ ipv6 }), HOST_TABLES).join(", ");
}

function ruleParts(
  kernel: RuleKernel,
  backend: Backend,
  families: readonly IpFamily[],
  tables: readonly TableName[],
): readonly string[] {
  const isLegacy = backend.kind === "iptables" && backend.variant === "legacy";
  const isNft = backend.kind === "nftables" || backend.variant === "nft";
  const generation = isLegacy
    ? []
    : [`generation ${decodeGeneration(kernel.netfilter(GENERATION_REQUEST)) ?? "none"}`];
  // What `plain` leads to is one of the two.
  return isNft ? generation : [...generation, ...legacyParts(kernel, families, tables)];
}

function legacyParts(
  kernel: RuleKernel,
  families: readonly IpFamily[],
  tables: readonly TableName[],
): readonly string[] {
  return families.flatMap((family) => {
    const present = kernel.legacyTables(family);
    return tables
      .filter((table) => present.includes(table))
      .map((table) => {
        const answer = kernel.legacyInfo(family, table);
        const text = typeof answer === "number" ? "none" : Buffer.from(answer).toString("hex");
        return `${table}${family} ${text}`;
      });
  });
}

function familiesOf({ ipv6 }: { readonly ipv6: boolean }): readonly IpFamily[] {
  return ipv6 ? [4, 6] : [4];
}
