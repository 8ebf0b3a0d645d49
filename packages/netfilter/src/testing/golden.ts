/** Rule sets that a stock agent made, and what it was asked for. */
import { readFileSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import type { PodCapture } from "../rules/pod-capture.ts";
import type { ProbeSource } from "../rules/rule.ts";

/** What the kubelet's probes come from, by the charts' defaults. */
export const PROBE_SOURCE: ProbeSource = {
  4: parseIpAddress("169.254.7.127"),
  6: parseIpAddress("fd16:9254:7127:1337:ffff:ffff:ffff:ffff"),
};

/** A capture with everything at the charts' defaults. */
export function aCapture(changes: Partial<PodCapture> = {}): PodCapture {
  return {
    ipv6: true,
    dnsCapture: true,
    bypassInbound: false,
    virtualInterfaces: [],
    probeSource: PROBE_SOURCE,
    ...changes,
  };
}

/** Captures by the name of their recordings. */
export const RECORDED: readonly (readonly [string, PodCapture])[] = [
  ["default", aCapture()],
  ["dns-off", aCapture({ dnsCapture: false })],
  ["ingress-bypass", aCapture({ bypassInbound: true })],
  ["reroute", aCapture({ virtualInterfaces: ["br0", "tap1"] })],
  ["reroute-ingress-nodns", aCapture({ virtualInterfaces: ["br0"], bypassInbound: true, dnsCapture: false })],
];

/** A recording, below test/golden. */
export function readGolden(path: string): string {
  return readFileSync(new URL(`../../test/golden/${path}`, import.meta.url), "utf8");
}

/** The lines that are the same whenever they are printed: no dates, counters or warnings. */
export function rulesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) =>
      line.replace(/ \[\d+:\d+\]$/, "").replaceAll(/packets \d+ bytes \d+/g, "packets 0 bytes 0"),
    );
}
