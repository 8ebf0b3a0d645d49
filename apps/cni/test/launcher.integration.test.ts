/** The launcher as a process, between a runtime and whoever is at the agent's socket. */
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createLogger, LogFilter } from "@ambit/telemetry";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildLauncher, launcherArchitecture } from "../src/install/launcher.ts";
import { encodeLogLine } from "../src/plugin/plugin-log.ts";
import { CMD_ADD_PATH, OUTCOME_HEADER, SELECTION_HEADER } from "../src/plugin-api/cmd-add.ts";
import { decodePluginRun } from "../src/servers/plugin-run-codec.ts";
import { bindPluginRunServer } from "../src/servers/plugin-run-server.ts";
import type { UnixRequest, UnixResponse } from "../src/servers/unix-http-server.ts";
import {
  addStdin,
  addVariables,
  type PluginEnd,
  PREV_RESULT,
  runPluginProcess,
  temporaryFolder,
} from "./plugin-rig.ts";

/** Says where it is, what it was told, and how much there was on stdin. */
const PLUGIN = { program: "/bin/sh", args: ["sh", "-c", 'echo "plugin $PWD $CNI_COMMAND"; wc -c; exit 7'] };
const VARIABLES = addVariables({ ODD: "a=b;c" });

let folder: ReturnType<typeof temporaryFolder>;
let undo: AsyncDisposableStack;
beforeEach(() => {
  folder = temporaryFolder();
  undo = new AsyncDisposableStack();
});
afterEach(async () => {
  await undo.disposeAsync();
  folder[Symbol.dispose]();
});

const socketPath = (): string => join(folder.path, "run.sock");

/** Of this machine; `waitMs` far from what any answer here takes, or as short as a test wants it. */
function launch(stdin: string, { waitMs = 30_000, variables = VARIABLES } = {}): Promise<PluginEnd> {
  const path = join(folder.path, "istio-cni");
  const agent = { socketPath: socketPath(), waitMs };
  writeFileSync(path, buildLauncher(launcherArchitecture(process.arch), { ...PLUGIN, agent }));
  chmodSync(path, 0o755);
  return runPluginProcess({ command: [path], stdin, variables });
}

function expectPlugin(end: PluginEnd, stdin: string): void {
  expect(end).toMatchObject({
    exitCode: 7,
    stdout: `plugin ${folder.path} ADD\n${stdin.length}\n`,
    stderr: "",
  });
}

/** Somebody at the agent's socket. Resolves to what they got. */
async function listen(answer: (socket: Socket) => void, { isReading = true } = {}): Promise<Buffer[]> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    if (!isReading) {
      answer(socket);
      return;
    }
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => {
      received.push(Buffer.concat(chunks));
      answer(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath(), resolve));
  undo.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return received;
}

const SIZES = [
  ["nothing", ""],
  ["a configuration", '{"a":1}'],
  ["more than any buffer", "y".repeat(300_000)],
] as const;

describe.each(SIZES)("with %s on stdin", (_, stdin) => {
  test.each([
    ["a result", '0{"ips":[]}\n\n', { exitCode: 0, stdout: '{"ips":[]}\n' }],
    ["an error", '1{"code":11}\n\n', { exitCode: 1, stdout: '{"code":11}\n' }],
    ["nothing to say", "0\n", { exitCode: 0, stdout: "" }],
    ["the longest answer", `0${"x".repeat(65_533)}\n`, { exitCode: 0, stdout: "x".repeat(65_533) }],
  ])("the agent's answer is the runtime's: %s", async (_name, answer, end) => {
    const received = await listen((socket) => socket.end(answer));
    expect(await launch(stdin)).toMatchObject({ ...end, stderr: "" });
    expect(received.map(decodePluginRun)).toEqual([{ variables: VARIABLES, stdin }]);
  });

  test("an answer in pieces is one", async () => {
    await listen((socket) => {
      socket.write("0{");
      setTimeout(() => socket.end("}\n\n"), 20);
    });
    expect(await launch(stdin)).toMatchObject({ exitCode: 0, stdout: "{}\n" });
  });

  test.each([
    ["half an answer", '0{"ips"'],
    ["an exit code alone", "0"],
    ["an answer that is too long", `0${"x".repeat(65_534)}\n`],
    ["no answer", ""],
  ])("the plugin is started instead, with all of stdin, after %s", async (_name, answer) => {
    await listen((socket) => socket.end(answer));
    expectPlugin(await launch(stdin), stdin);
  });

  test("and where nobody is, and where nobody reads", async () => {
    expectPlugin(await launch(stdin), stdin);
    await listen((socket) => socket.destroy(), { isReading: false });
    expectPlugin(await launch(stdin), stdin);
  });

  test("and where nobody answers in time", async () => {
    await listen(() => {});
    expectPlugin(await launch(stdin, { waitMs: 100 }), stdin);
  });
});

test("without any variable the plugin is started", async () => {
  await listen((socket) => socket.end("0\n"));
  const end = await launch("x", { variables: {} });
  expect(end).toMatchObject({ exitCode: 7, stdout: `plugin ${folder.path} \n1\n` });
});

describe("with the agent", () => {
  const requests: UnixRequest[] = [];
  const lines: string[] = [];

  async function serve(answer: UnixResponse): Promise<void> {
    requests.length = 0;
    lines.length = 0;
    const server = await bindPluginRunServer({
      path: socketPath(),
      folderMode: 0o750,
      socketMode: 0o600,
      answer: (request) => {
        requests.push(request);
        return Promise.resolve(answer);
      },
      writeLines: (written) => lines.push(...written.map(encodeLogLine)),
      epochMs: () => 0,
      logger: createLogger({
        scope: "test",
        format: "plain",
        filter: LogFilter.parse("off"),
        sink: { write: () => {} },
        nowMicros: () => 0,
      }),
    });
    undo.use(server);
  }

  const stdin = (overrides = {}): string => addStdin(folder.path, { log_level: "info", ...overrides });

  test("a pod is added as by the plugin itself", async () => {
    await serve({ status: 200, headers: { [OUTCOME_HEADER]: "enrolled" } });
    const end = await launch(stdin());
    expect(end).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(end.stdout)).toEqual(PREV_RESULT);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: "POST", path: CMD_ADD_PATH });
    expect(requests[0]?.header(SELECTION_HEADER)).toBe("agent");
    expect(JSON.parse(requests[0]?.body ?? "")).toMatchObject({ PodName: "cart-1", PodUID: "u-1" });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: "info", pod: "shop/cart-1", outcome: "enrolled" }),
    ]);
  });

  test("a refusal is an error of the runtime, with the reason", async () => {
    await serve({ status: 500, headers: { [OUTCOME_HEADER]: "refused" }, body: "no ztunnel connection" });
    const end = await launch(stdin());
    expect(end.exitCode).toBe(1);
    expect(JSON.parse(end.stdout)).toMatchObject({
      code: 11,
      msg: expect.stringContaining("no ztunnel connection"),
    });
  });

  test("a call that is malformed is answered as by the plugin itself", async () => {
    await serve({ status: 200 });
    expect(JSON.parse((await launch("{")).stdout)).toMatchObject({ code: 6 });
    expect(JSON.parse((await launch(stdin({ prevResult: undefined }))).stdout)).toMatchObject({ code: 7 });
    expect(requests).toEqual([]);
  });

  test("what else there is asks nobody", async () => {
    await serve({ status: 500 });
    const end = await launch(stdin(), { variables: addVariables({ CNI_COMMAND: "DEL" }) });
    expect(end).toMatchObject({ exitCode: 0, stdout: "" });
    expect(requests).toEqual([]);
  });

  test("the trial of an installation goes to the plugin itself", async () => {
    await serve({ status: 200 });
    const end = await launch("{}", { variables: { CNI_COMMAND: "VERSION" } });
    expect(end).toMatchObject({ exitCode: 7, stdout: `plugin ${folder.path} VERSION\n2\n` });
  });

  test("what only the API server can say goes to the plugin itself, and so does what is too long", async () => {
    await serve({ status: 404, body: "not found" });
    const undecided = stdin();
    expectPlugin(await launch(undecided), undecided);
    const long = stdin({ padding: "x".repeat(1024 * 1024) });
    expectPlugin(await launch(long), long);
    expect(lines).toEqual([]);
  });
});
