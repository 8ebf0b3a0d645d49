/** `npm run soak`: what takes too long for the test suite. Exit code 1 if anything was not as it has to be. */
import { formatErrorChain } from "@ambit/errors";
import { soakMesh } from "./mesh/soak-mesh.ts";
import { parseSoakOptions, type SoakOptions, USAGE } from "./options.ts";
import { runTunnels } from "./tunnels/run-tunnels.ts";

const args = process.argv.slice(2);
const options = parseSoakOptions(args, Date.now());
if (options === undefined) {
  process.stdout.write(USAGE);
  process.exitCode = args.includes("--help") ? 0 : 64;
} else {
  try {
    const problems = await run(options);
    for (const problem of problems) say(`FAILED ${problem}`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`soak: ${formatErrorChain(error)}\n`);
    process.exitCode = 70;
  }
}

async function run({
  parts,
  mesh,
  tunnels,
  renewalSeconds,
  writesPage,
}: SoakOptions): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const part of parts) {
    const found =
      part === "mesh"
        ? await soakMesh(mesh, { writesPage, say })
        : await runTunnels(part, { tunnels, renewalSeconds, say });
    problems.push(...found.map((problem) => `${part}: ${problem}`));
  }
  return problems;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
