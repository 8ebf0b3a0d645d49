/** Takes the plugin's log lines to where they are kept. Nothing here can fail a pod. */
import { appendFileSync, renameSync, statSync } from "node:fs";
import { createConnection } from "node:net";
import { LOG_SOCKET_FILE, PLUGIN_LOG_FILE } from "../paths.ts";
import { LOG_PATH } from "../plugin-api/cmd-add.ts";
import { encodeLogBatch, encodeLogLine, type PluginLogLine } from "./plugin-log.ts";

/** Then the file is renamed and a new one begun, so there are at most two of about that size. */
const MAX_LOG_FILE_BYTES = 10_485_760;

/** A look at the size costs more than a line; these many runs write some ten KiB. */
const RUNS_PER_SIZE_CHECK = 16;

/** The pod has its answer; only the runtime's wait for our exit is left. */
const LOG_SEND_TIMEOUT_MS = 100;

/**
 * Into `istio-cni.log` of the run directory. A directory that is not there yet is the agent's to make. `run` is a number of
 * this run, like its process id.
 */
export function appendToLogFile(runDir: string, lines: readonly PluginLogLine[], run: number): void {
  const path = `${runDir}/${PLUGIN_LOG_FILE}`;
  try {
    if (run % RUNS_PER_SIZE_CHECK === 0) renameIfLarge(path);
    appendFileSync(path, lines.map((line) => `${encodeLogLine(line)}\n`).join(""), { mode: 0o600 });
  } catch {
    // The lines went to the agent as well.
  }
}

function renameIfLarge(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_FILE_BYTES) renameSync(path, `${path}.1`);
}

/** To the agent. Returns when the kernel has them: nobody needs the answer. */
export function sendToAgent(runDir: string, lines: readonly PluginLogLine[]): Promise<void> {
  return new Promise((resolve) => {
    const body = encodeLogBatch(lines);
    const socket = createConnection({ path: `${runDir}/${LOG_SOCKET_FILE}` });
    const timer = setTimeout(resolve, LOG_SEND_TIMEOUT_MS);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    socket.on("error", done);
    socket.end(
      `POST ${LOG_PATH} HTTP/1.1\r\nHost: unix\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      done,
    );
  });
}
