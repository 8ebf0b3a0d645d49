import type { ResponseFlag } from "../exchange/local-reply.ts";

/** In the order in which Envoy prints them. */
const ORDER: readonly ResponseFlag[] = [
  "UH",
  "UT",
  "LR",
  "UR",
  "UF",
  "UC",
  "UO",
  "NR",
  "DI",
  "FI",
  "RL",
  "UAEX",
  "DC",
  "URX",
  "SI",
  "DPE",
  "UPE",
  "NC",
];

/** `response_flags` of access log and metrics. */
export function flagText(flags: readonly ResponseFlag[]): string {
  if (flags.length === 0) return "-";
  if (flags.length === 1) return flags[0] ?? "-";
  return ORDER.filter((flag) => flags.includes(flag)).join(",");
}
