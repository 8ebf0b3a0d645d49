/**
 * What the plugin costs each pod: `node apps/cni/bench/plugin-start.bench.ts [pods]`. The runtime and the agent are this
 * process; the agent answers at once, so all that is measured is the plugin. The launcher has the agent run it, and then,
 * with an agent that does not, starts it from a private folder, as on a node.
 */
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createLogger, LogFilter } from "@ambit/telemetry";
import type { PluginFiles } from "../src/install/install-options.ts";
import { PluginPlacement } from "../src/install/place-plugin.ts";
import { sharedObjects } from "../src/install/shared-objects.ts";
import { OUTCOME_HEADER } from "../src/plugin-api/cmd-add.ts";
import { bindPluginRunServer } from "../src/servers/plugin-run-server.ts";
import { addStdin, addVariables, bundlePlugin, temporaryFolder } from "../test/plugin-rig.ts";

/** As the kubelet starts pods on a busy node. */
const AT_A_TIME = 8;

/** One ADD, in milliseconds from the start of the process. */
interface Sample {
  /** The agent has the whole request. */
  readonly requestMs: number;
  /** The runtime has the result. */
  readonly resultMs: number;
}

const podCount = Number(process.argv[2] ?? 200);
using folder = temporaryFolder();
const runDir = join(folder.path, "run");
mkdirSync(runDir);
const runSocket = join(runDir, "plugin-run.sock");
await bundlePlugin(join(folder.path, "bundle"));
const arrivals = new Map<string, number>();
const servers = [
  listen("pluginevent.sock", (text) =>
    noteArrival(text)
      ? "HTTP/1.1 200 OK\r\nX-Ambit-Outcome: enrolled\r\nContent-Length: 0\r\n\r\n"
      : undefined,
  ),
  listen("log.sock", () => undefined),
];

{
  await using _server = await bindPluginRunServer({
    path: runSocket,
    folderMode: 0o750,
    socketMode: 0o600,
    answer: ({ body }) => {
      noteArrival(body);
      return Promise.resolve({ status: 200, headers: { [OUTCOME_HEADER]: "enrolled" } });
    },
    writeLines: () => {},
    epochMs: Date.now,
    logger: createLogger({
      scope: "bench",
      format: "plain",
      filter: LogFilter.parse("off"),
      sink: { write: () => {} },
      nowMicros: () => 0,
    }),
  });
  await measureAll("run by the agent", await installPlugin("asking", runSocket));
}
await measureAll("run by itself", await installPlugin("alone", undefined));
for (const server of servers) server.close();

async function measureAll(name: string, launcher: string): Promise<void> {
  await measure(launcher, 20, 1);
  report(`${name}, one at a time`, await measure(launcher, podCount, 1));
  report(`${name}, ${AT_A_TIME} at a time`, await measure(launcher, podCount, AT_A_TIME));
}

/** Whether it is the whole request. */
function noteArrival(text: string): boolean {
  const pod = /"PodName":"([^"]+)"/.exec(text)?.[1];
  if (pod !== undefined) arrivals.set(pod, performance.now());
  return pod !== undefined;
}

async function installPlugin(name: string, socket: string | undefined): Promise<string> {
  const files: PluginFiles = {
    binDir: join(folder.path, name),
    bundleDir: join(folder.path, "bundle"),
    nodePath: process.execPath,
    libraries: sharedObjects(),
    placement: "copy",
    runSocket: socket,
  };
  mkdirSync(files.binDir);
  const placement = await PluginPlacement.open(files);
  await placement.place();
  return placement.path;
}

function listen(name: string, answer: (text: string) => string | undefined): Server {
  return createServer((socket) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const reply = answer(text);
      if (reply !== undefined) socket.end(reply);
    });
    socket.on("error", () => undefined);
  }).listen(join(runDir, name));
}

async function measure(launcher: string, count: number, atATime: number): Promise<readonly Sample[]> {
  const waiting = Array.from({ length: count }, (_, index) => `pod-${atATime}-${index}`);
  const samples: Sample[] = [];
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (let pod = waiting.pop(); pod !== undefined; pod = waiting.pop())
        samples.push(await addPod(launcher, pod));
    }),
  );
  return samples;
}

function addPod(launcher: string, pod: string): Promise<Sample> {
  const { promise, resolve, reject } = Promise.withResolvers<Sample>();
  const began = performance.now();
  const child = spawn(launcher, [], {
    env: addVariables({ CNI_ARGS: `K8S_POD_NAMESPACE=shop;K8S_POD_NAME=${pod}` }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let result = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    result += part;
  });
  child.on("error", reject);
  child.on("close", (code) => {
    const arrived = arrivals.get(pod);
    if (code !== 0 || arrived === undefined) reject(new Error(`${pod} was not added: ${result}`));
    else resolve({ requestMs: arrived - began, resultMs: performance.now() - began });
  });
  child.stdin.end(addStdin(runDir));
  return promise;
}

function report(name: string, samples: readonly Sample[]): void {
  for (const field of ["requestMs", "resultMs"] as const) {
    const sorted = samples.map((sample) => sample[field]).sort((left, right) => left - right);
    const at = (part: number): string =>
      (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
    const what = field === "requestMs" ? "start to request" : "start to result ";
    process.stdout.write(
      `${name}, ${what}: median ${at(0.5)} ms, p99 ${at(0.99)} ms, ${sorted.length} pods\n`,
    );
  }
}
