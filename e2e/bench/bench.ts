/** One run of the benchmark, from options to exit code. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireNetns } from "../src/preflight.ts";
import type { BenchContext } from "./columns.ts";
import { IDENTITY } from "./mesh.ts";
import type { BenchOptions } from "./options.ts";
import { makePki } from "./pki.ts";
import { formatProfile, readProfiles } from "./profile.ts";
import { buildReport, formatReport, type Report } from "./report.ts";
import { type BenchResults, Runner } from "./runner.ts";

const PAGE = new URL("../../docs/PERFORMANCE.md", import.meta.url);
const PROFILED_FUNCTIONS = 25;
const ROLES = ["client", "server"] as const;

const INTRODUCTION = `# Performance

Written by \`npm run bench -- --write\`. Two proxies in two network namespaces joined by veth, on one machine: the
application and the load generators share its CPUs with them, so the ratios between columns of one run say more than
any number alone. The columns are run in turn for each repetition.

- \`direct\`: no proxy.
- \`baseline\`: an HBONE pair on node:http2 and node:tls, with the windows and the frame size of HBONE, TCP_NODELAY and
  mutual TLS. It has no policies, metrics or access log.
- \`ambit\`: two ztunnels in dedicated mode with one worker each; 21 policies loaded, metrics on, access log to a file.
- \`ambit-2\`: the same with two workers each.
- \`node\`: one ztunnel in shared mode, with two workers, for both sides as for two pods of its node.
- \`node-local\`: the same with \`AMBIT_LOCAL_FAST_PATH=true\`.
`;

/** 0, or 1 if a target was missed. Namespaces and processes are gone when it settles, whatever the outcome. */
export async function runBenchmark(options: BenchOptions): Promise<number> {
  requireNetns();
  const directory = mkdtempSync(join(tmpdir(), "ambit-bench-"));
  const context = await buildContext(directory, options);
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const results = await new Runner(context, options.effort, report).run(options.rows);
    if (options.isProfile) {
      printThreads(results);
      printProfiles(directory);
      return 0;
    }
    const page = buildReport(results, options.effort);
    process.stdout.write(`${formatReport(page)}\n`);
    if (options.jsonPath !== undefined)
      writeFileSync(options.jsonPath, JSON.stringify(serializable(results)));
    if (options.isWritten) writeFileSync(PAGE, `${INTRODUCTION}\n${formatReport(page)}\n`);
    rmSync(directory, { recursive: true });
    return options.hasTargets ? verdict(page) : 0;
  } catch (cause) {
    throw new Error(`the logs are in ${directory}`, { cause });
  }
}

async function buildContext(directory: string, options: BenchOptions): Promise<BenchContext> {
  const pki = makePki(directory, Date.now());
  for (const role of ROLES) mkdirSync(profileDirectory(directory, role));
  return {
    directory,
    pki,
    materials: { client: await pki.issue(IDENTITY.client), server: await pki.issue(IDENTITY.server) },
    ztunnelPath: options.ztunnelPath,
    ztunnelNodeArgs: (role) =>
      options.isProfile ? ["--cpu-prof", `--cpu-prof-dir=${profileDirectory(directory, role)}`] : [],
  };
}

function profileDirectory(directory: string, role: (typeof ROLES)[number]): string {
  return join(directory, `profile-${role}`);
}

/** Garbage collection and compilation have threads of their own, which no profile shows. */
function printThreads({ rows }: BenchResults): void {
  for (const { row, columns } of rows) {
    for (const { role, cpuSecondsByThread, cpuSeconds } of [...columns.values()]
      .flat()
      .flatMap((run) => run.processes)) {
      const threads = Object.entries(cpuSecondsByThread)
        .filter(([, seconds]) => seconds > 0)
        .sort(([, left], [, right]) => right - left)
        .map(([name, seconds]) => `${name} ${((seconds / cpuSeconds) * 100).toFixed(0)} %`);
      process.stdout.write(`${row.name}, ${role} proxy, CPU by thread: ${threads.join(", ")}\n`);
    }
  }
}

function printProfiles(directory: string): void {
  for (const role of ROLES) {
    for (const profile of readProfiles(profileDirectory(directory, role))) {
      process.stdout.write(`\n${role} proxy, ${formatProfile(profile, PROFILED_FUNCTIONS)}\n`);
    }
  }
  process.stdout.write(`\nThe profiles are in ${directory}.\n`);
}

function verdict({ verdicts }: Report): number {
  const missed = verdicts.filter(({ outcome }) => outcome === "missed");
  for (const { target, value } of missed) {
    const measured = value === undefined ? "" : target.format(value);
    process.stderr.write(
      `missed: ${target.text}: ${measured}, ${target.bound} ${target.format(target.limit)}\n`,
    );
  }
  return missed.length === 0 ? 0 : 1;
}

/** Maps as objects. */
function serializable(results: BenchResults): unknown {
  return {
    rows: results.rows.map(({ row, columns }) => ({ row, columns: Object.fromEntries(columns) })),
    footprints: Object.fromEntries(results.footprints),
  };
}
