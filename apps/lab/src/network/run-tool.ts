/** Runs the system's own tools (`ip`, `nft`) to their end, without blocking, with everything they said in the error. */
import { spawn } from "node:child_process";
import { NetworkError } from "./network-error.ts";

/** Debian keeps these tools where a user's PATH does not reach. */
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** Far more than any of them takes on a machine that does nothing else. */
const TOOL_TIMEOUT_MS = 30_000;
/** More is not worth keeping of what a tool says. */
const MAX_TOOL_OUTPUT_BYTES = 1024 * 1024;

/** The command, run inside a namespace of /run/netns (nothing but the network changes). */
export function inNamespace(namespace: string, command: readonly string[]): readonly string[] {
  return ["nsenter", `--net=/run/netns/${namespace}`, "--", ...command];
}

/** What child processes get of this process's environment. */
export function systemEnvironment(): Record<string, string> {
  const folders = `${process.env.PATH ?? ""}:${SYSTEM_PATH}`.split(":").filter(Boolean);
  return {
    PATH: [...new Set(folders)].join(":"),
    HOME: process.env.HOME ?? "/root",
    LANG: "C.UTF-8",
  };
}

/** Standard output. Rejects with NetworkError "command-failed", which has the command and its standard error. */
export async function runTool(command: readonly string[], input = ""): Promise<string> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { env: systemEnvironment(), stdio: ["pipe", "pipe", "pipe"] });
  const ended = Promise.withResolvers<number | string>();
  const timer = setTimeout(() => child.kill("SIGKILL"), TOOL_TIMEOUT_MS);
  child.once("error", (error) => ended.resolve(error.message));
  child.once("close", (code, signal) => ended.resolve(code ?? `ended by ${signal}`));
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  // It may end without reading all of its input; its exit code says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const result = await ended.promise;
  clearTimeout(timer);
  if (result === 0) return output();
  const reason = errors().trim() || (typeof result === "number" ? `exit status ${result}` : result);
  throw new NetworkError("command-failed", `${command.join(" ")}: ${reason}`);
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  let size = 0;
  stream.on("data", (part: Buffer) => {
    if (size < MAX_TOOL_OUTPUT_BYTES) parts.push(part);
    size += part.byteLength;
  });
  return () => Buffer.concat(parts).toString("utf8");
}
