/** `npm run e2e`: raises a cluster, runs scenarios on it, and takes it down. */
import { formatErrorChain } from "@ambit/errors";
import { areProgramsBuilt } from "../bare/build/build-programs.ts";
import type { Provider, ProviderName } from "./cluster.ts";
import { parseScenarioOptions, type ScenarioOptions, USAGE } from "./options.ts";
import { bareProvider } from "./providers/bare-provider.ts";
import { kindProvider } from "./providers/kind-provider.ts";
import { labProvider } from "./providers/lab-provider.ts";
import { runScenario, type Scenario, type Verdict } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";

const EXIT = { failed: 1, usage: 64 } as const;
const PROVIDERS: Readonly<Record<ProviderName, () => Provider>> = {
  lab: labProvider,
  bare: bareProvider,
  kind: kindProvider,
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

// Disposal takes the cluster down, and a scenario under way has to end first; a second signal does not wait.
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (isInterrupted) process.exit(EXIT.failed);
    isInterrupted = true;
    say("ends after this scenario");
  });
}

try {
  const options = parseScenarioOptions(process.argv.slice(2));
  if (options.isList) for (const { name, title } of SCENARIOS) say(`${name.padEnd(22)} ${title}`);
  else if (await isToBeLeft(options)) say("Kubernetes is not built on this machine: nothing is run");
  else process.exitCode = (await run(options)) ? 0 : EXIT.failed;
} catch (error) {
  const isUsage = error instanceof Error && /^(?:--|Unknown option|Unexpected argument)/.test(error.message);
  process.stderr.write(isUsage ? `${error.message}\n\n${USAGE}` : `e2e: ${formatErrorChain(error)}\n`);
  process.exitCode = isUsage ? EXIT.usage : EXIT.failed;
}

async function isToBeLeft({ provider, isIfBuilt }: ScenarioOptions): Promise<boolean> {
  return isIfBuilt && provider === "bare" && !(await areProgramsBuilt());
}

/** Whether every scenario passed. */
async function run({ provider, only }: ScenarioOptions): Promise<boolean> {
  const chosen = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name));
  await using cluster = await PROVIDERS[provider]().up(say);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const scenario of chosen) {
    if (isInterrupted) break;
    const verdict = await runScenario(scenario, cluster);
    counts[verdict.kind] += 1;
    say(formatVerdict(scenario, verdict));
  }
  const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
  say(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return counts.failed === 0 && counts.passed > 0 && !isInterrupted;
}

function formatVerdict({ name, title }: Scenario, verdict: Verdict): string {
  switch (verdict.kind) {
    case "passed": {
      const notes = verdict.notes.map((note) => `\n          ${note}`).join("");
      return `passed   ${name} (${verdict.seconds.toFixed(1)} s): ${title}${notes}`;
    }
    case "failed":
      return `FAILED   ${name} (${verdict.seconds.toFixed(1)} s): ${title}\n${formatErrorChain(verdict.error)}\n${verdict.described}`;
    case "skipped":
      return `skipped  ${name}: this cluster has no ${verdict.missing.join(", ")}`;
  }
}
