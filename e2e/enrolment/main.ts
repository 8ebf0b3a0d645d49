/** `npm run bench:enrol`: how quickly pods come into the mesh and go out of it, and what that costs their traffic. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { formatErrorChain } from "@ambit/errors";
import { Lab } from "../src/lab.ts";
import { measureEnrolment, restartZtunnels, Traffic } from "./measurements.ts";
import { type EnrolmentResults, formatEnrolment, judgeEnrolment, type StartResults } from "./report.ts";
import { measureStarts } from "./starts.ts";

const USAGE = `usage: npm run bench:enrol -- [--smoke] [--rounds <n>] [--ztunnel <program>] [--write]

--smoke              one round of each, and fewer pods
--ztunnel <program>  runs this program in ztunnel's place
--write              rewrite docs/ENROLMENT-PERFORMANCE.md
`;
const PAGE = new URL("../../docs/ENROLMENT-PERFORMANCE.md", import.meta.url);
const ROUNDS = 5;
/** Pods that start on one node: some, and as many as a large node has. */
const STARTS = { some: 200, many: 500 };
const SMOKE_STARTS = { some: 20, many: 40 };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench:enrol: ${formatErrorChain(error)}\n`);
  process.exitCode = 70;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      rounds: { type: "string" },
      ztunnel: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const rounds = values.smoke ? 1 : Number(values.rounds ?? ROUNDS);
  if (values.help || !Number.isInteger(rounds) || rounds < 1) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 64;
  }
  const results = await measure(rounds, values.ztunnel, values.smoke ? SMOKE_STARTS : STARTS);
  const text = formatEnrolment(results);
  process.stdout.write(`${text}\n`);
  if (values.write) writeFileSync(PAGE, `${text}\n`);
  return judgeEnrolment(results).every(({ isMet }) => isMet) ? 0 : 1;
}

async function measure(
  rounds: number,
  ztunnel: string | undefined,
  counts: typeof STARTS,
): Promise<EnrolmentResults> {
  const starts = await measureAllStarts(ztunnel, counts);
  await using lab = await Lab.up({ name: "enrol", nodes: 2, ztunnel });
  say("enrolment of one pod");
  const one = await measureEnrolment(lab, 1, rounds);
  say("enrolment of twenty pods");
  const twenty = await measureEnrolment(lab, 20, rounds);
  const flapping = [];
  const restarts = [];
  say("enrolment under traffic");
  {
    await using traffic = await Traffic.open(lab, "flapping", false);
    for (let round = 0; round < rounds; round++) {
      flapping.push(
        await traffic.during(async () => {
          await traffic.enrol(true);
          await traffic.enrol(false);
        }),
      );
    }
  }
  await using traffic = await Traffic.open(lab, "steady", true);
  say("policies");
  const policyMs = await traffic.policyTimes(rounds * 3);
  say("restarts of ztunnel under traffic");
  for (let round = 0; round < rounds; round++) {
    restarts.push(await traffic.during(() => restartZtunnels(lab, `${round}`)));
  }
  return { rounds, one, twenty, starts, flapping, policyMs, restarts };
}

async function measureAllStarts(
  ztunnel: string | undefined,
  { some: someCount, many: manyCount }: typeof STARTS,
): Promise<StartResults> {
  const fewAtATime = async () => {
    await using lab = await Lab.up({ name: "enrol-starts", nodes: 1, ztunnel });
    say(`${someCount} pods that start, 8 at a time`);
    const some = await measureStarts(lab, { count: someCount, isAmbient: true });
    say(`${manyCount} pods outside the mesh`);
    const outside = await measureStarts(lab, { count: manyCount, isAmbient: false });
    say(`${manyCount} pods, 8 at a time`);
    return { some, outside, many: await measureStarts(lab, { count: manyCount, isAmbient: true }) };
  };
  const few = await fewAtATime();
  await using lab = await Lab.up({
    name: "enrol-at-once",
    nodes: 1,
    ztunnel,
    parallelStarts: manyCount,
  });
  say(`${manyCount} pods at once`);
  return { ...few, atOnce: await measureStarts(lab, { count: manyCount, isAmbient: true }) };
}

function say(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
