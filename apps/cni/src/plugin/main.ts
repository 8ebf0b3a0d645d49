/** The program `istio-cni`, as the container runtime starts it. */
import { existsSync } from "node:fs";
import { appendToLogFile, sendToAgent } from "./log-files.ts";
import { PluginError } from "./plugin-error.ts";
import { PluginLog } from "./plugin-log.ts";
import { encodeFailure, runPlugin } from "./run-plugin.ts";
import { readStdin, writeStdout } from "./standard-streams.ts";
import { postUnix } from "./unix-post.ts";

async function main(): Promise<number> {
  const log = new PluginLog(Date.now);
  const { stdout, exitCode, runDir } = await runPlugin({
    variables: process.env,
    stdin: readStdin(),
    post: postUnix,
    isSelected: async (question) => (await import("./fallback.ts")).isSelectedByApi(question),
    redirectSidecar: async (question) => (await import("./fallback.ts")).redirectByApi(question),
    exists: existsSync,
    log,
  });
  writeStdout(stdout);
  if (runDir !== undefined && log.lines.length > 0) {
    appendToLogFile(runDir, log.lines, process.pid);
    await sendToAgent(runDir, log.lines);
  }
  return exitCode;
}

main().then(
  // Not by running out of work: an open socket would hold the pod up.
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    const failure = error instanceof PluginError ? error : new PluginError("internal", String(error));
    writeStdout(encodeFailure(failure, undefined));
    process.exit(1);
  },
);
