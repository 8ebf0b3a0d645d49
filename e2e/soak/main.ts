/**
 * What takes too long for the test suite: 100,000 tunnels past each side's ztunnel, and certificates under traffic for
 * as long. usage: node e2e/soak/main.ts [server | client | renewal]... [--tunnels 100000] [--seconds 60]
 * Exit code 1 if something is not flat, lost or late.
 */
import { parseArgs } from "node:util";
import { runRenewal } from "../faults/renewal.ts";
import { type SoakResult, soakClient, soakServer } from "./tunnel-scenarios.ts";
import { findSoakProblems, measureGrowth, type SoakSide } from "./verdict.ts";

const SAMPLES = 10;
const RENEWAL_TTL_S = 20;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tunnels: { type: "string", default: "100000" }, seconds: { type: "string", default: "60" } },
});
const count = Number(values.tunnels);
const chosen = positionals.length === 0 ? ["server", "client", "renewal"] : positionals;
const problems: string[] = [];
for (const name of chosen) {
  const found = await runOne(name);
  problems.push(...found.map((problem) => `${name}: ${problem}`));
}
for (const problem of problems) print(`FAILED ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function runOne(name: string): Promise<readonly string[]> {
  switch (name) {
    case "server":
      return report(name, await soakServer(options("soaks")));
    case "client":
      return report(name, await soakClient(options("soakc")));
    case "renewal":
      return await soakRenewal();
    default:
      return ["no such part: server, client or renewal"];
  }
}

function options(prefix: string): Parameters<typeof soakServer>[0] {
  return {
    prefix,
    count,
    step: Math.ceil(count / SAMPLES),
    onSample: ({ tunnels, residentMb, descriptors }) =>
      print(
        `${String(tunnels).padStart(8)} tunnels  ${residentMb.toFixed(1)} MB  ${descriptors} descriptors`,
      ),
  };
}

function report(name: SoakSide, result: SoakResult): readonly string[] {
  const { bytesPerTunnel, descriptorsLeft } = measureGrowth(result);
  const rate = Math.round((result.tunnels / result.durationMs) * 1000);
  print(
    `${name}: ${result.tunnels} tunnels at ${rate}/s, ${result.failed} failed; resident ${bytesPerTunnel ?? "?"} bytes per tunnel, descriptors left ${descriptorsLeft}; slowest ordinary connection meanwhile ${result.slowestProbeMs} ms, ${result.failedProbes} failed`,
  );
  return findSoakProblems(name, result);
}

async function soakRenewal(): Promise<readonly string[]> {
  const durationMs = Number(values.seconds) * 1000;
  const result = await runRenewal({ prefix: "soakr", ttlS: RENEWAL_TTL_S, durationMs });
  print(`renewal: ${result.summary}`);
  const found: string[] = [];
  if (result.failures.length > 0) found.push(`${result.failures.length} connections failed`);
  if (result.held.closed > 0) found.push("the held connection was closed");
  if (result.expiredInUse.length > 0)
    found.push(`expired certificates in use: ${result.expiredInUse.join(", ")}`);
  if (result.serials.length < durationMs / 1000 / (RENEWAL_TTL_S / 2) - 2)
    found.push("certificates were not renewed");
  return found;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
