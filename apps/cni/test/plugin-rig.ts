/** What tests of the plugin as a process share: its bundle, a runtime's call of it, and an agent that says what it is told to. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pluginEntry } from "../src/install/cni-conf.ts";
import { pluginSettings } from "../src/install/testing/plugin-settings.ts";

const BUNDLER = fileURLToPath(new URL("../../../scripts/bundle-cni-plugin.ts", import.meta.url));

/** Writes plugin.cjs and plugin-fallback.cjs as a release has them. */
export async function bundlePlugin(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [BUNDLER, folder]);
}

/** A folder that goes with the test. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "cni-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a runtime gives the plugin. */
export interface PluginRun {
  readonly command: readonly string[];
  readonly stdin: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a runtime gets from it. */
export interface PluginEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

export function runPluginProcess({ command, stdin, variables }: PluginRun): Promise<PluginEnd> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { env: variables, stdio: ["pipe", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ ...output, exitCode, elapsedMs: performance.now() - began }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
  });
}

/** Variables of an ADD. */
export function addVariables(overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "abc",
    CNI_NETNS: "/var/run/netns/cni-1",
    CNI_IFNAME: "eth0",
    CNI_PATH: "/opt/cni/bin",
    CNI_ARGS: "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=cart-1;K8S_POD_UID=u-1",
    ...overrides,
  };
}

export const PREV_RESULT = {
  cniVersion: "1.0.0",
  interfaces: [{ name: "veth1" }, { name: "eth0", sandbox: "/var/run/netns/cni-1" }],
  ips: [{ interface: 1, address: "10.0.0.5/24", gateway: "10.0.0.1" }],
  routes: [{ dst: "0.0.0.0/0" }],
  dns: {},
};

/** The installer's entry as a runtime hands it to the plugin. */
export function addStdin(runDir: string, overrides: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    ...pluginEntry(pluginSettings({ agentRunDir: runDir })),
    name: "ptp",
    cniVersion: "1.0.0",
    prevResult: PREV_RESULT,
    ...overrides,
  });
}

/** One request that the agent got. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Both sockets of an agent. */
export class FakeAgent implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  readonly logs: SeenRequest[] = [];
  answer: (request: SeenRequest) => Answer | Promise<Answer> = () => ({
    status: 200,
    headers: { "x-ambit-outcome": "enrolled" },
  });
  readonly #servers: Server[] = [];

  static async listen(runDir: string): Promise<FakeAgent> {
    const agent = new FakeAgent();
    await agent.#listen(join(runDir, "pluginevent.sock"), async (request) => {
      agent.seen.push(request);
      return agent.answer(request);
    });
    await agent.#listen(join(runDir, "log.sock"), (request) => {
      agent.logs.push(request);
      return { status: 200 };
    });
    return agent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #listen(path: string, handle: (request: SeenRequest) => Answer | Promise<Answer>): Promise<void> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      const respond = async (): Promise<void> => {
        const body = Buffer.concat(parts).toString("utf8");
        const answer = await handle({ path: request.url ?? "", headers: request.headers, body });
        response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
      };
      request.on("end", () => void respond());
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.on("error", reject);
      server.listen(path, resolve);
    });
  }
}
