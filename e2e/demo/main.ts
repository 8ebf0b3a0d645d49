/** `npm start`: shows what the mesh does, by measurement, on two network namespaces of this machine. */
import { parseArgs } from "node:util";
import { formatErrorChain } from "@ambit/errors";
import { NetnsError } from "../src/netns-error.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import { printLookAround, printNextSteps } from "./look-around.ts";
import { DENIED_PORT, OPEN_PORT, SERVICE_PORT, tellStory } from "./story.ts";
import { Terminal } from "./terminal.ts";

const USAGE = `usage: npm start [-- --once] [--ztunnel <program>]

--once               take everything down at the end; exit code 1 if anything shown was not so
--ztunnel <program>  run this program as ztunnel, with the same environment
`;
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
  await using mesh = await netnsMesh({
    prefix: "ambit-demo",
    pods: [{ name: "client" }, { name: "server", service: { [SERVICE_PORT]: OPEN_PORT, 81: DENIED_PORT } }],
    controlPlane: true,
    enroll: false,
    ztunnel,
  });
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  terminal.gap();
  terminal.title("Ambit: a service mesh without sidecars, shown on this machine");
  terminal.gap();
  terminal.plain(`     client ${client.ip} ───────── veth ───────── ${server.ip} server`);
  terminal.plain(`                                  │`);
  terminal.plain(`            Kubernetes API and controller ${mesh.controlPlane.ip}`);
  terminal.note(
    `  network namespaces ${client.namespace.name}, ${server.namespace.name} and ${mesh.pod("control").namespace.name}; "the wire" is the client's cable`,
  );
  await tellStory(mesh, terminal);
  const failed = terminal.findings.filter((finding) => !finding.isTrue);
  const total = terminal.findings.length;
  terminal.gap();
  terminal.title(
    failed.length === 0
      ? `All ${total} statements were measured to be so.`
      : `${failed.length} of ${total} statements were NOT so; logs: ${client.logPath}, ${server.logPath}, ${mesh.controlPlane.logPath}`,
  );
  if (isOnce) {
    if (failed.length > 0) terminal.plain(mesh.tails());
    printNextSteps(terminal);
  } else {
    printLookAround(mesh, terminal);
    await untilInterrupted();
    terminal.gap();
    terminal.plain("Taking everything down.");
  }
  return failed.length === 0;
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
