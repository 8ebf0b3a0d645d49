/** `npm start`: shows what the mesh does, by measurement, in a lab on this machine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { formatErrorChain } from "@ambit/errors";
import { Lab } from "../src/lab.ts";
import { NetnsError } from "../src/netns-error.ts";
import { requireNetns } from "../src/preflight.ts";
import { printLookAround, printNextSteps } from "./look-around.ts";
import { NAMESPACE, SHOP_PODS, tellStory } from "./story.ts";
import { Terminal } from "./terminal.ts";

const USAGE = `usage: npm start [-- --once] [--ztunnel <program>]

--once               take everything down at the end; exit code 1 if anything shown was not so
--ztunnel <program>  run this program as ztunnel, with the same environment
`;
const LAB = "ambit-demo";
const SHOP = fileURLToPath(new URL("../../apps/lab/examples/shop.yaml", import.meta.url));
const EXIT = { failed: 1, usage: 64, interrupted: 130 } as const;

const terminal = new Terminal({ write: (text) => process.stdout.write(text), hasColour: hasColour() });
const interrupt = Promise.withResolvers<void>();
let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    isInterrupted = true;
    interrupt.resolve();
  });
}

try {
  const options = readOptions();
  if (options === undefined) process.exitCode = EXIT.usage;
  else process.exitCode = (await demonstrate(options)) ? 0 : EXIT.failed;
} catch (error) {
  process.exitCode = isInterrupted ? EXIT.interrupted : EXIT.failed;
  if (!isInterrupted) explain(error);
}

interface Options {
  readonly isOnce: boolean;
  readonly ztunnel: string | undefined;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({ options: { once: { type: "boolean" }, ztunnel: { type: "string" } } });
    return { isOnce: values.once === true, ztunnel: values.ztunnel };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}

/** Whether everything shown was so. */
async function demonstrate({ isOnce, ztunnel }: Options): Promise<boolean> {
  requireNetns();
  terminal.gap();
  terminal.title("Ambit: a service mesh without sidecars, shown on this machine");
  const folder = mkdtempSync(join(tmpdir(), "ambit-demo-"));
  using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  const startMs = performance.now();
  await using lab = await Lab.up({ name: LAB, nodes: 2, ztunnel });
  terminal.note(`a lab of two nodes with controller, CNI agents and ztunnels is up after ${since(startMs)}`);
  await lab.command("apply", "-f", SHOP);
  await lab.untilReady(NAMESPACE, SHOP_PODS);
  terminal.note("a shop runs on it: visitor -> web -> catalog and cart -> catalog, 20 times a second");
  await tellStory(lab, terminal, folder);
  const failed = terminal.findings.filter((finding) => !finding.isTrue);
  const total = terminal.findings.length;
  terminal.gap();
  terminal.title(
    failed.length === 0
      ? `All ${total} statements were measured to be so, in ${since(startMs)}.`
      : `${failed.length} of ${total} statements were NOT so.`,
  );
  if (isOnce) {
    printNextSteps(terminal);
  } else {
    printLookAround(lab, terminal, SHOP);
    await untilInterrupted();
    terminal.gap();
    terminal.plain("Taking everything down.");
  }
  return failed.length === 0;
}

function since(startMs: number): string {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

/** A pending promise alone does not keep a process running. */
async function untilInterrupted(): Promise<void> {
  const keepAlive = setInterval(() => {}, 60_000);
  await interrupt.promise;
  clearInterval(keepAlive);
}

/** What can go wrong on a machine has one message with the fix; anything else is a bug and shows where. */
function explain(error: unknown): void {
  const isExpected = error instanceof NetnsError;
  const text = isExpected
    ? formatErrorChain(error)
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`\n  The demonstration cannot go on: ${text}\n`);
}

function hasColour(): boolean {
  return process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "" && process.env.TERM !== "dumb";
}
