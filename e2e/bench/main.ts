import { formatErrorChain } from "@ambit/errors";
import { runBenchmark } from "./bench.ts";
import { parseOptions, USAGE } from "./options.ts";

const args = process.argv.slice(2);
if (args.includes("--help")) {
  process.stdout.write(USAGE);
} else {
  try {
    process.exitCode = await runBenchmark(parseOptions(args));
  } catch (error) {
    process.stderr.write(`bench: ${formatErrorChain(error)}\n`);
    process.exitCode = 70;
  }
}
