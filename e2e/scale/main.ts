/** `npm run bench:scale`: what a large mesh costs the controller, with simulated ztunnels over real gRPC. */
import { parseArgs } from "node:util";
import { formatErrorChain } from "@ambit/errors";
import { type CertificatePlan, runCertificates } from "./certificate-run.ts";
import { fillSection } from "./page-section.ts";
import { formatScale, judgeCertificates, judgeScale } from "./report.ts";
import { type RunPlan, type RunResult, runOnce } from "./run.ts";

const USAGE = `usage: node e2e/scale/main.ts [options]

  --smoke             one small run, without targets
  --only-certificates the certificates alone
  --only-largest      without the smaller runs that show how the figures grow
  --pods <n> --services <n> --policies <n> --clients <n> --rate <changes/s> --seconds <n>
  --write             rewrite the section of docs/SCALE.md
`;
const PAGE = new URL("../../docs/SCALE.md", import.meta.url);
const SMOKE = { pods: 500, services: 50, policies: 20, clients: 10, rate: 20, seconds: 2 };
const CERTIFICATES: CertificatePlan = { nodes: 50, perSecond: 1_000, seconds: 20, burst: 5_000 };
const SMOKE_CERTIFICATES: CertificatePlan = { nodes: 5, perSecond: 100, seconds: 2, burst: 200 };
const FULL = { pods: 50_000, services: 5_000, policies: 2_000, clients: 500, rate: 100, seconds: 20 };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench:scale: ${formatErrorChain(error)}\n`);
  process.exitCode = 70;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      "only-largest": { type: "boolean", default: false },
      "only-certificates": { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      pods: { type: "string" },
      services: { type: "string" },
      policies: { type: "string" },
      clients: { type: "string" },
      rate: { type: "string" },
      seconds: { type: "string" },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const chosen = values.smoke ? SMOKE : FULL;
  const number = (name: keyof typeof FULL): number => {
    const value = values[name] === undefined ? chosen[name] : Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number`);
    return value;
  };
  const largest: RunPlan = {
    pods: number("pods"),
    services: number("services"),
    policies: number("policies"),
    clients: number("clients"),
    nodes: number("clients"),
    changesPerSecond: number("rate"),
    changeSeconds: number("seconds"),
  };
  const plans = values["only-certificates"]
    ? []
    : values.smoke || values["only-largest"]
      ? [largest]
      : [...smaller(largest), largest];
  const results: RunResult[] = [];
  for (const plan of plans) {
    results.push(await runOnce(plan, (text) => process.stderr.write(`  ${text}\n`)));
  }
  const certificates = await runCertificates(values.smoke ? SMOKE_CERTIFICATES : CERTIFICATES, (text) =>
    process.stderr.write(`  ${text}\n`),
  );
  const text = formatScale(results, certificates);
  process.stdout.write(`${text}\n`);
  if (values.write) fillSection(PAGE, "control plane", text);
  const last = results.at(-1);
  if (values.smoke) return last?.lost === 0 ? 0 : 1;
  const verdicts = [...(last === undefined ? [] : judgeScale(last)), ...judgeCertificates(certificates)];
  return verdicts.every(({ isMet }) => isMet) ? 0 : 1;
}

/** Half and a quarter of the mesh, and of the clients. */
function smaller(largest: RunPlan): readonly RunPlan[] {
  const half = (value: number, times: number): number => Math.max(1, Math.round(value / 2 ** times));
  const meshes = [2, 1].map((times) => ({
    ...largest,
    pods: half(largest.pods, times),
    services: half(largest.services, times),
    policies: half(largest.policies, times),
  }));
  const audiences = [2, 1].map((times) => ({ ...largest, clients: half(largest.clients, times) }));
  return [...meshes, ...audiences];
}
