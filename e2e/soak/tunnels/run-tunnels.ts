/**
 * The tunnel protocol alone, for as long as it takes: 100,000 tunnels past each side's ztunnel, and certificates that are
 * renewed under traffic.
 */
import { runRenewal } from "../../faults/renewal.ts";
import { type SoakOptions, type SoakResult, soakClient, soakServer } from "./tunnel-scenarios.ts";
import { findSoakProblems, measureGrowth, type SoakSide } from "./tunnel-verdict.ts";

/** The parts of it, by the side that is tried. */
export const TUNNEL_PARTS = ["server", "client", "renewal"] as const;
export type TunnelPart = (typeof TUNNEL_PARTS)[number];

export interface TunnelSoakOptions {
  readonly tunnels: number;
  readonly renewalSeconds: number;
  /** Takes a line. */
  readonly say: (line: string) => void;
}

const SAMPLES = 10;
const RENEWAL_TTL_S = 20;

/** Sentences about what is not flat, lost or late; none if all is well. */
export async function runTunnels(part: TunnelPart, options: TunnelSoakOptions): Promise<readonly string[]> {
  switch (part) {
    case "server":
      return report(part, await soakServer(scenarioOptions("soaks", options)), options);
    case "client":
      return report(part, await soakClient(scenarioOptions("soakc", options)), options);
    case "renewal":
      return await soakRenewal(options);
  }
}

function scenarioOptions(prefix: string, { tunnels, say }: TunnelSoakOptions): SoakOptions {
  return {
    prefix,
    count: tunnels,
    step: Math.ceil(tunnels / SAMPLES),
    onSample: (sample) =>
      say(
        `${String(sample.tunnels).padStart(8)} tunnels  ${sample.residentMb.toFixed(1)} MB  ${sample.descriptors} descriptors`,
      ),
  };
}

function report(side: SoakSide, result: SoakResult, { say }: TunnelSoakOptions): readonly string[] {
  const { bytesPerTunnel, descriptorsLeft } = measureGrowth(result);
  const rate = Math.round((result.tunnels / result.durationMs) * 1000);
  say(
    `${side}: ${result.tunnels} tunnels at ${rate}/s, ${result.failed} failed; resident ${bytesPerTunnel ?? "?"} bytes per tunnel, descriptors left ${descriptorsLeft}; slowest ordinary connection meanwhile ${result.slowestProbeMs} ms, ${result.failedProbes} failed`,
  );
  return findSoakProblems(side, result);
}

async function soakRenewal({ renewalSeconds, say }: TunnelSoakOptions): Promise<readonly string[]> {
  const result = await runRenewal({
    prefix: "soakr",
    ttlS: RENEWAL_TTL_S,
    durationMs: renewalSeconds * 1000,
  });
  say(`renewal: ${result.summary}`);
  const found: string[] = [];
  if (result.failures.length > 0) found.push(`${result.failures.length} connections failed`);
  if (result.held.closed > 0) found.push("the held connection was closed");
  if (result.expiredInUse.length > 0)
    found.push(`expired certificates in use: ${result.expiredInUse.join(", ")}`);
  if (result.serials.length < renewalSeconds / (RENEWAL_TTL_S / 2) - 2)
    found.push("certificates were not renewed");
  return found;
}
