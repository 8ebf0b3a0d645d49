/** Runs a plugin's program, as the CNI specification says, with bounds on time and output. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemEnvironment } from "../../network/index.ts";
import type { PluginAnswer, PluginCall } from "./plugin-call.ts";

/** istio-cni may ask the API server for half a minute. */
const PLUGIN_TIMEOUT_MS = 60_000;
const MAX_PLUGIN_OUTPUT_BYTES = 1024 * 1024;

/** Undefined when there is no such program in the folder. Never rejects: how it failed is an answer. */
export async function execPlugin(
  binFolder: string,
  { type, env, input }: PluginCall,
): Promise<PluginAnswer | undefined> {
  const path = join(binFolder, type);
  if (type.includes("/") || !existsSync(path)) return undefined;
  const child = spawn(path, { env: { ...systemEnvironment(), ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const ended = Promise.withResolvers<{ readonly code: number; readonly problem: string }>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, PLUGIN_TIMEOUT_MS);
  child.once("error", (error) => ended.resolve({ code: -1, problem: error.message }));
  child.once("close", (code, signal) => {
    const problem = isLate
      ? `no answer within ${PLUGIN_TIMEOUT_MS} ms`
      : signal === null
        ? ""
        : `ended by ${signal}`;
    ended.resolve({ code: code ?? -1, problem });
  });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  // One that does not read its configuration fails by its own answer.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const { code, problem } = await ended.promise;
  clearTimeout(timer);
  return { code, output: output(), errors: [errors(), problem].filter(Boolean).join(" ") };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on("data", (part: Buffer) => {
    if (size < MAX_PLUGIN_OUTPUT_BYTES) parts.push(part);
    size += part.byteLength;
  });
  return () => Buffer.concat(parts).toString("utf8");
}
